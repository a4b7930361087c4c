import type { Json, JsonObject } from '../../model/json.ts';

/** One version of one object, never changed: who holds it may share it. */
export interface StoredObject {
  /** `namespace/name`, or the name alone: the order of LIST is the order of these. */
  readonly key: string;
  readonly namespace: string;
  readonly name: string;
  readonly revision: number;
  readonly object: JsonObject;
  /**
   * Whether the real storage would have empty members here that reading leaves out: what is read from it is then never what it
   * has, and any write stores the object again.
   */
  readonly untidy: boolean;
  /** Serialised forms, by form; emptied once a newer version is stored. */
  readonly encoded: Map<string, string>;
}

export const objectKey = (namespace: string, name: string): string =>
  namespace === '' ? name : `${namespace}/${name}`;

/** One write, as watches and controllers hear of it. */
export interface StorageEvent {
  readonly kind: 'added' | 'modified' | 'deleted';
  readonly storageKey: string;
  readonly revision: number;
  /** What is stored now; of a delete: the last version, with the delete's own revision. */
  readonly current: StoredObject;
  readonly previous: StoredObject | undefined;
}

/** The order in which the API server writes metadata. */
const metadataOrder = [
  'name',
  'generateName',
  'namespace',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'labels',
  'annotations',
  'ownerReferences',
  'finalizers',
  'managedFields',
] as const;

/** Metadata in that order, at this revision; without a resourceVersion at 0, which nothing is ever stored at. */
const orderedMetadata = (metadata: JsonObject, revision: number): JsonObject => {
  const ordered: Record<string, Json> = {};
  for (const field of metadataOrder) {
    if (field === 'resourceVersion') {
      if (revision > 0) ordered.resourceVersion = String(revision);
      continue;
    }
    const value = metadata[field];
    if (value !== undefined) ordered[field] = value;
  }
  return ordered;
};

/** `object` as revision `revision`, in a fresh metadata; 0 is what a dry run would have created. */
export const storedObject = (object: JsonObject, revision: number, untidy = false): StoredObject => {
  const metadata = object.metadata as JsonObject;
  const namespace = (metadata.namespace as string | undefined) ?? '';
  const name = metadata.name as string;
  return {
    key: objectKey(namespace, name),
    namespace,
    name,
    revision,
    object: { ...object, metadata: orderedMetadata(metadata, revision) },
    untidy,
    encoded: new Map(),
  };
};
