import { decodeRecord } from '../src/rollout/codec.ts';
import { keyPrefixes } from '../src/store/keys.ts';
import type { Store } from '../src/store/store.ts';
import { openInstallation } from './installation.ts';
import { bindingStatuses, type FleetStatus } from './status.ts';

/** What a state file alone tells, beside a running process or after it: no clusters, no source. */
export const storedStatus = async (store: Store): Promise<FleetStatus> => {
  const keys = await store.list(keyPrefixes.subscriptions);
  const records = await Promise.all(
    keys.map(async (key) => decodeRecord((await store.read(key))?.value ?? null)),
  );
  const installation = (await openInstallation(store, { readOnly: true })).current();
  return {
    fleet: installation.fleet,
    source: { url: 'state file', branch: '', commit: installation.head },
    clusters: [],
    bindings: bindingStatuses(records.filter((record) => record !== undefined)),
    diagnostics: [],
  };
};
