import { randomBytes } from 'node:crypto';
import { HeadwaterError } from '../src/model/diagnostic.ts';
import type { Json } from '../src/model/json.ts';
import type { Fleet } from '../src/repository/fleet.ts';
import type { Store } from '../src/store/store.ts';

/** What one installation keeps of itself beside its Subscriptions' records. */
export interface Installation {
  /** The fleet's id; '' before the first commit was read. */
  readonly fleet: string;
  /** Key of the HMACs that stand in for digests of Secrets; hex, 32 bytes. */
  readonly secretKey: string;
  /** The last commit that was planned. */
  readonly head: string;
  /** The kubeconfig context of each cluster, so that healing goes on while git is away. */
  readonly contexts: Readonly<Record<string, string>>;
}

const key = 'installation';

export interface InstallationRecord {
  current(): Installation;
  /** True when nothing was known: a first start, or a lost state file. */
  readonly isNew: boolean;
  /** Takes over what a commit says of fleet and contexts, before it is planned; throws when the fleet's id changed. */
  planning(fleet: Fleet): Promise<void>;
  /** The commit is planned: every Subscription has its target. */
  planned(commit: string): Promise<void>;
}

const refuseRename = (known: string, fleet: Fleet): HeadwaterError =>
  new HeadwaterError(
    {
      code: 'InvalidField',
      severity: 'error',
      message: `the fleet's id changed from ${known} to ${fleet.config.name}; every object would lose its owner`,
      hint: 'give metadata.name of fleet.yaml its old value, or release the old fleet first',
      ...(fleet.config.document && { source: fleet.config.document.positions.at('/metadata/name') }),
    },
    { retryable: false },
  );

const contextsOf = (fleet: Fleet): Readonly<Record<string, string>> =>
  Object.fromEntries(fleet.clusters.map((cluster) => [cluster.name, cluster.access.context]));

export const openInstallation = async (
  store: Store,
  options: { readonly readOnly?: boolean } = {},
): Promise<InstallationRecord> => {
  const stored = await store.read(key);
  const fresh: Installation = {
    fleet: '',
    secretKey: randomBytes(32).toString('hex'),
    head: '',
    contexts: {},
  };
  let installation = (stored?.value as unknown as Installation | undefined) ?? fresh;
  const save = async (next: Installation): Promise<void> => {
    if (JSON.stringify(next) === JSON.stringify(installation) && stored) return;
    installation = next;
    const version = (await store.read(key))?.version;
    await store.write(key, installation as unknown as Json, version);
  };
  if (!stored && !options.readOnly) await save(installation);
  return {
    current: () => installation,
    isNew: installation.head === '',
    async planning(fleet) {
      if (installation.fleet !== '' && installation.fleet !== fleet.config.name) {
        throw refuseRename(installation.fleet, fleet);
      }
      const contexts = { ...installation.contexts, ...contextsOf(fleet) };
      await save({ ...installation, fleet: fleet.config.name, contexts });
    },
    planned: (commit) => save({ ...installation, head: commit }),
  };
};
