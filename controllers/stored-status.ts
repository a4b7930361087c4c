import { keyPrefixes } from '../src/store/keys.ts';
import type { Store } from '../src/store/store.ts';
import { openInstallation } from './installation.ts';
import { readRecord } from './read-record.ts';
import { bindingStatuses, type FleetStatus } from './status.ts';

/** What a state file alone tells, beside a running process or after it: no clusters, no source. Rejects with StateUnreadable. */
export const storedStatus = async (store: Store): Promise<FleetStatus> => {
  const keys = await store.list(keyPrefixes.subscriptions);
  const stored = await Promise.all(keys.map(async (key) => ({ key, found: await store.read(key) })));
  const records = stored.flatMap(({ key, found }) => (found ? [readRecord(key, found.value)] : []));
  const installation = (await openInstallation(store, { readOnly: true })).current();
  return {
    fleet: installation.fleet,
    source: { url: 'state file', branch: '', commit: installation.head },
    clusters: [],
    bindings: bindingStatuses(records),
    diagnostics: [],
  };
};
