import { HeadwaterError } from '../src/model/diagnostic.ts';
import { isJsonObject } from '../src/model/json.ts';
import { clusterKey, keyPrefixes } from '../src/store/keys.ts';
import type { Store } from '../src/store/store.ts';

const refuse = (message: string, hint: string): HeadwaterError =>
  new HeadwaterError(
    { code: 'ClusterIdentityChanged', severity: 'error', message, hint },
    { retryable: false },
  );

const uidOf = async (store: Store, key: string): Promise<string | undefined> => {
  const stored = await store.read(key);
  return isJsonObject(stored?.value) && typeof stored.value.uid === 'string' ? stored.value.uid : undefined;
};

const nameOfUid = async (store: Store, uid: string): Promise<string | undefined> => {
  for (const key of await store.list(keyPrefixes.clusters)) {
    const stored = await store.read(key);
    if (isJsonObject(stored?.value) && stored.value.uid === uid) return String(stored.value.name);
  }
  return undefined;
};

/**
 * A name that now leads to another cluster, or one cluster under two names, is never written to: a swapped
 * kubeconfig context must not mean applying and pruning in the wrong place.
 */
export const checkIdentity = async (store: Store, cluster: string, uid: string): Promise<void> => {
  const key = clusterKey(cluster);
  const known = await uidOf(store, key);
  if (known === uid) return;
  if (known !== undefined) {
    throw refuse(
      `${cluster} was the cluster ${known} and now leads to ${uid}; nothing is written there`,
      `mend the kubeconfig, or accept the new cluster: headwater cluster accept ${cluster}`,
    );
  }
  const other = await nameOfUid(store, uid);
  if (other !== undefined) {
    throw refuse(
      `${cluster} and ${other} are one cluster (${uid}); nothing is written there as ${cluster}`,
      'give each ManagedCluster its own context',
    );
  }
  await store.write(key, { name: cluster, uid }, undefined);
};
