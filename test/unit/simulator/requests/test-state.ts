import type { JsonObject } from '../../../../src/model/json.ts';
import { kubernetesRules } from '../../../../src/simulator/kubernetes-rules.ts';
import type { ClusterState, ResourceRequest } from '../../../../src/simulator/requests/cluster-state.ts';
import { keepDefinitions } from '../../../../src/simulator/requests/definition-lifecycle.ts';
import { directObjects } from '../../../../src/simulator/requests/direct-objects.ts';
import { serviceNetwork } from '../../../../src/simulator/requests/service-network.ts';
import type { WriteOptions } from '../../../../src/simulator/requests/write-options.ts';
import { storageKeyOf } from '../../../../src/simulator/resource-type.ts';
import { seedObjects } from '../../../../src/simulator/seed-objects.ts';
import { ObjectStore } from '../../../../src/simulator/storage/object-store.ts';
import { TypeCatalog } from '../../../../src/simulator/types/type-catalog.ts';

const rules = kubernetesRules();

export interface TestState extends ClusterState {
  /** Milliseconds since 1970; moves only when a test moves it. */
  time: number;
}

/** A cluster without HTTP, with a clock that stands still and names that are counted. */
export const testState = (rememberedEvents = 100): TestState => {
  const store = new ObjectStore({ rememberedEvents });
  let uids = 0;
  let suffixes = 0;
  const state: TestState = {
    time: Date.parse('2026-01-01T00:00:00Z'),
    store,
    types: new TypeCatalog(rules.builtInTypes),
    rules,
    now: () => state.time,
    newUid: () => {
      uids += 1;
      return `uid-${uids}`;
    },
    newSuffix: () => {
      suffixes += 1;
      return `x000${suffixes}`;
    },
    writeContext: serviceNetwork(store, '10.0.0'),
  };
  keepDefinitions(state);
  seedObjects(directObjects(state), '10.0.0.1');
  return state;
};

/** A request to something in namespace `default`, unless `more` says otherwise. */
export const requestTo = (
  state: ClusterState,
  groupPlural: string,
  name: string,
  more: Partial<ResourceRequest> = {},
): ResourceRequest => {
  const [group = '', plural = ''] = groupPlural.split('/');
  const type = state.types.versions(storageKeyOf({ group, plural }))[0]!;
  return {
    type,
    namespace: type.namespaced ? 'default' : '',
    name,
    subresource: '',
    agent: 'test',
    warnings: [],
    ...more,
  };
};

export const plainOptions: WriteOptions = {
  dryRun: false,
  fieldManager: '',
  fieldValidation: 'Warn',
  force: false,
};

export const configMap = (
  name: string,
  data: Readonly<Record<string, string>> = {},
  metadata: JsonObject = {},
) => ({
  object: {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: 'default', ...metadata },
    data,
  } as JsonObject,
  duplicates: [],
});
