import { hash } from 'node:crypto';
import type { DesiredState } from '../../model/desired.ts';
import { applySetPrefix, ourPrefix } from '../../model/digest.ts';
import { byCodePoint, isJsonObject, type Json, type JsonObject } from '../../model/json.ts';
import type { GroupKind, ResourceId } from '../../model/resource.ts';
import type { ParentRecord } from '../engine.ts';

/** Where the parents stand in every target cluster. */
export const parentNamespace = 'headwater-system';

/** The selector that finds all parents of a fleet with one LIST. */
export const parentSelector = (fleet: string): string => `${ourPrefix}parent=${fleet}`;

const keys = {
  parent: `${ourPrefix}parent`,
  id: `${applySetPrefix}id`,
  tooling: `${applySetPrefix}tooling`,
  kinds: `${applySetPrefix}contains-group-kinds`,
  namespaces: `${applySetPrefix}additional-namespaces`,
} as const;

/** One binding's parent: the name holds the fleet's id and a short hash of the Subscription. */
export const parentName = (fleet: string, subscription: string): string =>
  `headwater-${fleet}-${hash('sha256', subscription, 'hex').slice(0, 12)}`;

/** KEP-3659: `applyset-<base64url(sha256("<name>.<namespace>.<kind>.<group>"))>-v1`. */
export const parentId = (fleet: string, subscription: string): string =>
  `applyset-${hash('sha256', `${parentName(fleet, subscription)}.${parentNamespace}.ConfigMap.`, 'base64url')}-v1`;

/** What is known of a parent in the cluster. */
export interface Parent {
  readonly record: ParentRecord;
  readonly uid: string;
  readonly resourceVersion: string;
  /** `Kind.group`, sorted; where members may be. */
  readonly kinds: readonly string[];
  readonly namespaces: readonly string[];
  readonly deletionPolicy: DesiredState['policy']['deletionPolicy'];
  /** Keys of data that this release does not know; carried along. */
  readonly others: Readonly<Record<string, string>>;
}

/** What shall stand in a parent. */
export type ParentContent = Omit<Parent, 'uid' | 'resourceVersion'> & { readonly maxDeletes?: number };

/** As KEP-3659 writes it: `Deployment.apps`, `ConfigMap`. */
export const groupKindText = ({ group, kind }: GroupKind): string =>
  group === '' ? kind : `${kind}.${group}`;

export const parseGroupKind = (text: string): GroupKind => {
  const dot = text.indexOf('.');
  return dot < 0 ? { group: '', kind: text } : { kind: text.slice(0, dot), group: text.slice(dot + 1) };
};

const sortedSet = (values: Iterable<string>): readonly string[] => [...new Set(values)].sort(byCodePoint);

/** The widest of what is recorded and what is about to be written. */
export const widen = (
  recorded: { readonly kinds: readonly string[]; readonly namespaces: readonly string[] },
  ids: readonly ResourceId[],
): { readonly kinds: readonly string[]; readonly namespaces: readonly string[] } => ({
  kinds: sortedSet([...recorded.kinds, ...ids.map(groupKindText)]),
  namespaces: sortedSet([
    ...recorded.namespaces,
    ...ids.map(({ namespace }) => namespace).filter((namespace) => namespace !== ''),
  ]),
});

const lastGoodText = ({ lastGood }: ParentRecord): Record<string, string> =>
  lastGood ? { 'last-good': `${lastGood.commit} ${lastGood.digest}` } : {};

/** The ConfigMap, as JSON text; with `at` only this state of it may be replaced. */
export const parentBody = (
  content: ParentContent,
  at?: { readonly uid: string; readonly resourceVersion: string },
): string => {
  const { record } = content;
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: parentName(record.fleet, record.subscription),
      namespace: parentNamespace,
      ...at,
      labels: { [keys.id]: parentId(record.fleet, record.subscription), [keys.parent]: record.fleet },
      annotations: {
        [keys.tooling]: 'headwater/v0.1',
        [keys.kinds]: content.kinds.join(','),
        [keys.namespaces]: content.namespaces.filter((name) => name !== parentNamespace).join(','),
      },
    },
    data: {
      ...content.others,
      fleet: record.fleet,
      subscription: record.subscription,
      commit: record.commit,
      digest: record.digest,
      epoch: String(record.epoch),
      'cluster-uid': record.clusterUid,
      'deletion-policy': content.deletionPolicy,
      ...lastGoodText(record),
      ...(content.maxDeletes !== undefined && { 'max-deletes': String(content.maxDeletes) }),
    },
  });
};

const texts = (value: Json | undefined): Record<string, string> =>
  isJsonObject(value)
    ? Object.fromEntries(Object.entries(value).filter((e): e is [string, string] => typeof e[1] === 'string'))
    : {};

const listOf = (value: string | undefined): readonly string[] =>
  (value ?? '').split(',').filter((item) => item !== '');

const parseLastGood = (text: string | undefined): ParentRecord['lastGood'] => {
  const [commit, digest] = (text ?? '').split(' ');
  return commit && digest ? { commit, digest } : undefined;
};

/** Reads a ConfigMap as a parent of this fleet; undefined where it is none, or was damaged past use. */
export const parseParent = (object: JsonObject, fleet: string): Parent | undefined => {
  const metadata = isJsonObject(object.metadata) ? object.metadata : {};
  const labels = texts(metadata.labels);
  const annotations = texts(metadata.annotations);
  const { fleet: recordedFleet, subscription, commit = '', digest = '', epoch, ...data } = texts(object.data);
  const { 'last-good': lastGoodField, 'cluster-uid': clusterUid = '', ...rest } = data;
  const { 'deletion-policy': policy, 'max-deletes': _maxDeletes, ...others } = rest;
  const { uid, resourceVersion } = metadata;
  if (typeof uid !== 'string' || typeof resourceVersion !== 'string' || !subscription) return undefined;
  if (recordedFleet !== fleet || labels[keys.id] !== parentId(fleet, subscription)) return undefined;
  if (metadata.name !== parentName(fleet, subscription) || !/^\d{1,15}$/.test(epoch ?? '')) return undefined;
  const lastGood = parseLastGood(lastGoodField);
  return {
    record: {
      fleet,
      subscription,
      commit,
      digest,
      epoch: Number(epoch),
      clusterUid,
      ...(lastGood && { lastGood }),
    },
    uid,
    resourceVersion,
    kinds: listOf(annotations[keys.kinds]),
    namespaces: listOf(annotations[keys.namespaces]),
    deletionPolicy: policy === 'Orphan' ? 'Orphan' : 'Delete',
    others,
  };
};
