import type { DesiredObject } from '../../model/desired.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { BindingSite } from './binding-site.ts';
import { healthOf } from './health.ts';

const patienceMs = 60_000;
const pollMs = 500;

/**
 * Waits until a wave is healthy, for a Subscription that says `wait-for-waves`. What is not, after a minute:
 * the caller comes again, and goes on from there.
 */
export const waitHealthy = async (
  site: BindingSite,
  objects: readonly DesiredObject[],
): Promise<readonly Diagnostic[]> => {
  const until = site.clock.now() + patienceMs;
  for (;;) {
    const { state, diagnostics } = await healthOf(site, objects);
    if (state === 'Current') return [];
    if (state === 'Failed' || site.clock.now() >= until) return diagnostics;
    await site.clock.sleep(pollMs, site.signal);
  }
};
