import { bindingKey, type Pin } from '../src/model/binding.ts';
import type { DesiredState } from '../src/model/desired.ts';
import type { Diagnostic } from '../src/model/diagnostic.ts';
import type { CommitPlanner } from './commit-plan.ts';
import type { PinnedBytes } from './pinned-bytes.ts';

/** The bytes of a pin that the store has lost: its commit's, as long as they are what its digest says. */
export const renderAgain = async (
  pin: Pin,
  from: { readonly planner: CommitPlanner; readonly bytes: PinnedBytes; readonly signal: AbortSignal },
): Promise<DesiredState | readonly Diagnostic[]> => {
  const { commit, subscription, cluster } = pin;
  const { plan } = await from.planner.plan(commit, from.signal);
  const state = plan.bindings.get(bindingKey(pin))?.state;
  if (state?.digest !== pin.digest) {
    const message = `${commit.slice(0, 12)} no longer renders ${subscription} on ${cluster} to ${pin.digest.slice(0, 12)}; nothing is healed there`;
    return [{ code: 'RenderChanged', severity: 'error', message }];
  }
  await from.bytes.save(state);
  return { ...state };
};
