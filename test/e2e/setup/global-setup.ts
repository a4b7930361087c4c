import type { TestProject } from 'vitest/node';
import { availableControlPlane, howToGetOne } from '../../../src/demo/control-plane/binaries.ts';
import { ensureBinaries } from '../../../src/demo/control-plane/build.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** How this run gets real API servers; `none` skips the tests that need one. */
    controlPlanes: 'binaries' | 'docker' | 'none';
  }
}

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

const giveUp = (reason: string): 'none' => {
  const line = `NO REAL API SERVER: ${reason}`;
  if (process.env.CI === 'true') throw new Error(line);
  say(`\n!!! ${line} !!! The end-to-end tests are SKIPPED.\n`);
  return 'none';
};

/** Builds what is missing before the first test starts, so that no test's time limit pays for it. */
const prepare = async (): Promise<'binaries' | 'docker' | 'none'> => {
  const available = await availableControlPlane();
  if (available === 'docker') return 'docker';
  if (available === 'none') return giveUp(howToGetOne());
  const built = await ensureBinaries({ onProgress: say });
  return built.ok ? 'binaries' : giveUp(built.reasons.join('; '));
};

/** Vitest's global set-up of the end-to-end project. With CI=true a machine without control planes fails. */
export const setup = async (project: TestProject): Promise<void> => {
  project.provide('controlPlanes', await prepare());
};
