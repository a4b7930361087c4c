import { describe, inject } from 'vitest';
import '../setup/global-setup.ts';

/**
 * `describe` on a machine that has real API servers; elsewhere the block is shown as skipped, and the global
 * set-up has said, once and loudly, how to get them (with CI=true it has failed the run instead).
 */
export const describeOnControlPlanes = (name: string, body: () => void): void => {
  describe.skipIf(inject('controlPlanes') === 'none')(name, body);
};
