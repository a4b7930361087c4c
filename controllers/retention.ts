import type { GitSource } from '../src/git/source.ts';
import type { SubscriptionRecord } from '../src/rollout/record.ts';
import type { PlannedCommit } from './commit-plan.ts';
import type { PinnedBytes } from './pinned-bytes.ts';

const revisionsOf = (record: SubscriptionRecord): readonly { commit: string; digest: string }[] =>
  Object.values(record.clusters).flatMap((entry) => [entry.pin ?? [], entry.lastGood ?? []].flat());

/** What some pin, lastGood, plan or the head still needs; everything else may go. */
const needed = (records: Iterable<SubscriptionRecord>, head: string) => {
  const commits = new Set([head]);
  const digests = new Set<string>();
  for (const record of records) {
    for (const { commit, digest } of revisionsOf(record)) {
      commits.add(commit);
      digests.add(digest);
    }
    if (record.released) commits.add(record.released);
    if (record.target) commits.add(record.target.commit);
    for (const digest of Object.values(record.target?.digests ?? {})) digests.add(digest);
  }
  return { commits, digests };
};

/** Lets go of commits and pinned bytes that nothing names any more. Safe to stop anywhere. */
export const sweep = async (
  options: { readonly source: GitSource; readonly bytes: PinnedBytes; readonly planned: PlannedCommit },
  records: Iterable<SubscriptionRecord>,
): Promise<void> => {
  const { source, bytes, planned } = options;
  const { commits, digests } = needed(records, planned.commit);
  // what a Paused Subscription would run once it is resumed stands in no record yet
  for (const { state } of planned.plan.bindings.values()) if (state) digests.add(state.digest);
  for (const commit of await source.kept()) if (!commits.has(commit)) await source.release(commit);
  await bytes.keepOnly(digests);
};
