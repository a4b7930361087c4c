import { metaKey, type ObjectMeta } from '../object-meta.ts';

export type ChangeType = 'ADDED' | 'MODIFIED' | 'DELETED';

export interface Change {
  readonly type: ChangeType;
  readonly metadata: ObjectMeta;
  /** Concluded, not told by the server; of the object only name, namespace, uid and resourceVersion are known. */
  readonly synthetic: boolean;
}

/** What is kept of an object: some 200 bytes with its key. */
interface Known {
  readonly uid: string;
  readonly resourceVersion: string;
}

/** The objects that a watch has told of, so that duplicates are dropped and a gap's deletes are found. */
export interface KnownObjects {
  readonly size: () => number;
  /** The changes that an ADDED or MODIFIED event, or an item of a list, means: none when nothing is new. */
  present(metadata: ObjectMeta): readonly Change[];
  gone(metadata: ObjectMeta): readonly Change[];
  /** The deletes that nobody told of: all that was known and is not in a complete list. */
  missingFrom(listed: ReadonlySet<string>): readonly Change[];
  /** Keeps a change, once it was handed on. */
  keep(change: Change): void;
}

export const createKnownObjects = (): KnownObjects => {
  const known = new Map<string, Known>();
  const vanished = (key: string, { uid, resourceVersion }: Known): Change => {
    const slash = key.indexOf('/');
    const identity =
      slash < 0 ? { name: key } : { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
    return { type: 'DELETED', metadata: { ...identity, uid, resourceVersion }, synthetic: true };
  };

  return {
    size: () => known.size,
    present: (metadata) => {
      const key = metaKey(metadata);
      const before = known.get(key);
      if (before === undefined) return [{ type: 'ADDED', metadata, synthetic: false }];
      // only "the same" is dropped: after an etcd restore resource versions start lower
      if (before.uid !== metadata.uid) {
        return [vanished(key, before), { type: 'ADDED', metadata, synthetic: false }];
      }
      if (before.resourceVersion === metadata.resourceVersion) return [];
      return [{ type: 'MODIFIED', metadata, synthetic: false }];
    },
    gone: (metadata) =>
      known.get(metaKey(metadata))?.uid === metadata.uid
        ? [{ type: 'DELETED', metadata, synthetic: false }]
        : [],
    missingFrom: (listed) =>
      [...known].filter(([key]) => !listed.has(key)).map(([key, before]) => vanished(key, before)),
    keep: ({ type, metadata }) => {
      if (type === 'DELETED') known.delete(metaKey(metadata));
      else known.set(metaKey(metadata), { uid: metadata.uid, resourceVersion: metadata.resourceVersion });
    },
  };
};
