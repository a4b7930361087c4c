import type { ClusterApi } from '../../../src/cluster/api.ts';
import type { OwnedRecord } from '../../../src/cluster/engine.ts';
import { parentSelector } from '../../../src/cluster/inventory/parent.ts';
import type { ObjectMeta } from '../../../src/cluster/object-meta.ts';
import { keyPrefixes } from '../../../src/store/keys.ts';
import { openSqliteStore } from '../../../src/store/sqlite-store.ts';
import type { Story } from './crash-story.ts';

export interface LiveObject {
  readonly metadata: ObjectMeta;
  readonly data?: Readonly<Record<string, string>>;
  readonly spec?: unknown;
}

/** What stands in the cluster of one story, as a person with all rights sees it. */
export interface Snapshot {
  /** Everything that carries the fleet's label, by path. */
  readonly labelled: ReadonlyMap<string, LiveObject>;
  readonly parents: readonly LiveObject[];
}

interface Place {
  readonly collection: string;
  readonly of: (namespace: string) => string;
}

const namespaced = (base: string, plural: string): Place => ({
  collection: `${base}/${plural}`,
  of: (namespace) => `${base}/namespaces/${namespace}/${plural}`,
});

/** Every kind that the story declares, and Namespaces, which it does not. */
const placesOf = ({ group }: Story): readonly Place[] => [
  namespaced('/api/v1', 'configmaps'),
  namespaced('/api/v1', 'serviceaccounts'),
  namespaced('/api/v1', 'namespaces'),
  namespaced('/apis/apiextensions.k8s.io/v1', 'customresourcedefinitions'),
  namespaced(`/apis/${group}/v1`, 'things'),
];

const list = async (api: ClusterApi, path: string): Promise<readonly LiveObject[]> => {
  let response = await api.request({ method: 'GET', path });
  // a kind whose definition is new
  while (response.status === 429) response = await api.request({ method: 'GET', path });
  if (response.status === 404) return [];
  return (JSON.parse(response.body) as { readonly items: readonly LiveObject[] }).items;
};

export const snapshotOf = async (api: ClusterApi, story: Story): Promise<Snapshot> => {
  const labelled = new Map<string, LiveObject>();
  const ours = encodeURIComponent(`headwater.dev/fleet=${story.id}`);
  for (const place of placesOf(story)) {
    for (const item of await list(api, `${place.collection}?labelSelector=${ours}`)) {
      const { namespace, name } = item.metadata;
      labelled.set(`${namespace === undefined ? place.collection : place.of(namespace)}/${name}`, item);
    }
  }
  const selector = encodeURIComponent(parentSelector(story.id));
  const parents = await list(api, `/api/v1/namespaces/headwater-system/configmaps?labelSelector=${selector}`);
  return { labelled, parents };
};

/** Waits out what the dead process had sent: two looks in a row that see the same. */
export const settledSnapshot = async (api: ClusterApi, story: Story): Promise<Snapshot> => {
  const textOf = ({ labelled, parents }: Snapshot): string => JSON.stringify([[...labelled], parents]);
  for (let last = await snapshotOf(api, story); ; ) {
    const next = await snapshotOf(api, story);
    if (textOf(next) === textOf(last)) return next;
    last = next;
  }
};

/** What the dead process had stored of each object that it applied. */
export const confirmedIn = async (stateFile: string): Promise<readonly OwnedRecord[]> => {
  const store = await openSqliteStore(stateFile, { readOnly: true });
  try {
    const keys = await store.list(keyPrefixes.owned);
    const stored = await Promise.all(keys.map((key) => store.read(key)));
    return stored.flatMap((record) =>
      Object.values((record?.value ?? {}) as unknown as Readonly<Record<string, OwnedRecord>>),
    );
  } finally {
    await store.close();
  }
};
