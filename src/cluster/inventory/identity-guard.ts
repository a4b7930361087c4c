import { HeadwaterError } from '../../model/diagnostic.ts';
import type { ClusterApi } from '../api.ts';
import { readIdentity } from '../identity.ts';

/** The one connected cluster, as `connect` found it. */
export interface Identity {
  uid: string;
  /** Another cluster answered since: nothing is sent there any more. */
  changed: boolean;
}

export const identityChanged = (cluster: string): HeadwaterError =>
  new HeadwaterError(
    {
      code: 'ClusterIdentityChanged',
      severity: 'error',
      message: `${cluster} now leads to another cluster than at first contact; nothing is written there`,
      hint: `if that is meant, run: headwater cluster accept ${cluster}`,
    },
    { retryable: false },
  );

const notConnected = (cluster: string): HeadwaterError =>
  new HeadwaterError(
    { code: 'ClusterUnreachable', severity: 'error', message: `${cluster} was not yet reached` },
    { retryable: true },
  );

/** Reads who answers now; rejects, now and from now on, where it is another cluster than at first contact. */
export const assertSame = async (api: ClusterApi, identity: Identity, signal: AbortSignal): Promise<void> => {
  const { uid } = await readIdentity(api, signal);
  if (uid === identity.uid) return;
  identity.changed = true;
  throw identityChanged(api.cluster);
};

/** Throws while the cluster was not reached, and once it turned out to be another one. */
export const assertReady = (cluster: string, identity: Identity): void => {
  if (identity.uid === '') throw notConnected(cluster);
  if (identity.changed) throw identityChanged(cluster);
};
