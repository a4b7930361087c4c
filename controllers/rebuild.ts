import type { ClusterContact, ParentRecord } from '../src/cluster/engine.ts';
import type { RolloutEvent } from '../src/rollout/event.ts';
import type { SubscriptionRecord } from '../src/rollout/record.ts';

export interface RebuildFacts {
  readonly fleet: string;
  readonly cluster: string;
  /** What the head renders here, by Subscription; undefined before a first plan. */
  readonly headDigest: (subscription: string) => string | undefined;
  readonly records: ReadonlyMap<string, SubscriptionRecord>;
}

const pauseReason = (parent: ParentRecord, facts: RebuildFacts): string | undefined => {
  const head = facts.headDigest(parent.subscription);
  if (head === parent.digest) return undefined;
  return `StateRebuilt: ${facts.cluster} runs ${parent.digest.slice(0, 12)} of ${parent.commit.slice(0, 12)}, the head renders ${head?.slice(0, 12) ?? 'nothing'}`;
};

/**
 * R21: what a cluster carries and the store does not know is taken from the cluster: after a loss of the
 * store, and where the cluster shows a higher epoch than an old store does.
 */
export const adoptionsOf = (
  contact: ClusterContact,
  facts: RebuildFacts,
): readonly (readonly [string, RolloutEvent])[] =>
  contact.parents
    .filter((parent) => parent.fleet === facts.fleet)
    .filter((parent) => {
      const known = facts.records.get(parent.subscription)?.clusters[facts.cluster]?.pin;
      return (known?.epoch ?? -1) < parent.epoch;
    })
    .map((parent) => {
      const pause = pauseReason(parent, facts);
      return [
        parent.subscription,
        {
          type: 'adopted',
          cluster: facts.cluster,
          pin: { commit: parent.commit, digest: parent.digest, epoch: parent.epoch },
          ...(parent.lastGood && { lastGood: parent.lastGood }),
          ...(pause !== undefined && { pause }),
        },
      ] as const;
    });
