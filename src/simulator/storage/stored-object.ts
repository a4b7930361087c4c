import type { JsonObject } from '../../model/json.ts';

/** One version of one object, never changed: who holds it may share it. */
export interface StoredObject {
  /** `namespace/name`, or the name alone: the order of LIST is the order of these. */
  readonly key: string;
  readonly namespace: string;
  readonly name: string;
  readonly revision: number;
  readonly object: JsonObject;
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

/** `object` as revision `revision`, in a fresh metadata and nothing else. */
export const storedObject = (object: JsonObject, revision: number): StoredObject => {
  const metadata = object.metadata as JsonObject;
  const namespace = (metadata.namespace as string | undefined) ?? '';
  const name = metadata.name as string;
  return {
    key: objectKey(namespace, name),
    namespace,
    name,
    revision,
    object: { ...object, metadata: { ...metadata, resourceVersion: String(revision) } },
    encoded: new Map(),
  };
};
