import type { GitSource } from '../src/git/source.ts';
import type { SubscriptionRecord } from '../src/rollout/record.ts';
import { bytesKey, keyPrefixes } from '../src/store/keys.ts';
import type { Store } from '../src/store/store.ts';

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
  options: { readonly store: Store; readonly source: GitSource },
  records: Iterable<SubscriptionRecord>,
  head: string,
): Promise<void> => {
  const { commits, digests } = needed(records, head);
  for (const commit of await options.source.kept()) {
    if (!commits.has(commit)) await options.source.release(commit);
  }
  const wanted = new Set([...digests].map(bytesKey));
  const unwanted = (await options.store.list(keyPrefixes.bytes)).filter((key) => !wanted.has(key));
  // side by side, so that they share commits of the store
  await Promise.all(unwanted.map((key) => options.store.remove(key, undefined)));
};
