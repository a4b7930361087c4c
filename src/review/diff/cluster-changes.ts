import { byCodePoint, type Json, type JsonObject } from '../../model/json.ts';
import type { Fleet, ManagedCluster } from '../../repository/fleet.ts';
import type { FieldChange } from './field-change.ts';
import { fieldChanges } from './field-changes.ts';

export interface ClusterChange {
  readonly cluster: string;
  readonly verb: 'added' | 'removed' | 'changed';
  /** Of its labels, annotations, facts, taints, access and hold. */
  readonly fields: readonly FieldChange[];
}

const wordsOf = ({ labels, annotations, facts, taints, access, hold }: ManagedCluster): JsonObject => ({
  labels,
  annotations,
  facts,
  taints: taints as unknown as Json,
  access,
  ...(hold && { hold }),
});

export const clusterChanges = (before: Fleet, after: Fleet): readonly ClusterChange[] => {
  const old = new Map(before.clusters.map((cluster) => [cluster.name, cluster]));
  const now = new Map(after.clusters.map((cluster) => [cluster.name, cluster]));
  const changes: ClusterChange[] = [];
  for (const name of [...new Set([...old.keys(), ...now.keys()])].sort(byCodePoint)) {
    const [was, is] = [old.get(name), now.get(name)];
    // a file that did not change is the same document, and the same cluster
    if (was === is) continue;
    if (!was || !is) {
      changes.push({ cluster: name, verb: was ? 'removed' : 'added', fields: [] });
      continue;
    }
    const fields = fieldChanges(wordsOf(was), wordsOf(is));
    if (fields.length > 0) changes.push({ cluster: name, verb: 'changed', fields });
  }
  return changes;
};
