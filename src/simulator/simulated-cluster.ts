import { randomInt, randomUUID } from 'node:crypto';
import { type AuditTrail, openAuditTrail } from './http/audit-trail.ts';
import type { Exchange } from './http/exchange.ts';
import type { Faults } from './http/faults.ts';
import { serveExchange } from './http/serve-exchange.ts';
import type { OpenWatch, ServedCluster } from './http/served-cluster.ts';
import type { SimulatedUser } from './http/users.ts';
import type { ClusterState } from './requests/cluster-state.ts';
import { keepDefinitions } from './requests/definition-lifecycle.ts';
import { directObjects } from './requests/direct-objects.ts';
import { serviceNetwork } from './requests/service-network.ts';
import { seedObjects } from './seed-objects.ts';
import type { ClusterObjects } from './storage/cluster-objects.ts';
import { ObjectStore } from './storage/object-store.ts';
import type { TypeRules } from './type-rules.ts';
import { TypeCatalog } from './types/type-catalog.ts';

export interface ClusterCoreOptions {
  readonly name: string;
  /** Position in the fleet: chooses the Service network, 10.<index>.0.0/24. */
  readonly index: number;
  readonly rules: TypeRules;
  readonly userOf: (token: string) => SimulatedUser | undefined;
  readonly rememberedEvents: number;
  readonly faults: Faults;
  readonly auditLog?: string;
}

/** One simulated API server, without the port that it is reached by. */
export interface ClusterCore {
  readonly name: string;
  readonly objects: ClusterObjects;
  readonly audit: AuditTrail;
  readonly store: ObjectStore;
  serve(exchange: Exchange, url: string): void;
  setFaults(faults: Faults): void;
  /** How many watches stand open. */
  openWatches(): number;
  endWatches(): void;
  close(): void;
}

const suffixLetters = 'bcdfghjklmnpqrstvwxz2456789';

const newSuffix = (): string =>
  Array.from({ length: 5 }, () => suffixLetters[randomInt(suffixLetters.length)]).join('');

const createState = (options: ClusterCoreOptions, store: ObjectStore): ClusterState => {
  const network = `10.${options.index % 256}.${Math.floor(options.index / 256)}`;
  return {
    store,
    types: new TypeCatalog(options.rules.builtInTypes),
    rules: options.rules,
    now: Date.now,
    newUid: randomUUID,
    newSuffix,
    writeContext: serviceNetwork(store, network),
  };
};

/** Makes a cluster with what every cluster has: its namespaces, the Service `kubernetes`, the administrators' role. */
export const createClusterCore = (options: ClusterCoreOptions): ClusterCore => {
  const store = new ObjectStore({ rememberedEvents: options.rememberedEvents });
  const state = createState(options, store);
  const stopDefinitions = keepDefinitions(state);
  const objects = directObjects(state);
  seedObjects(objects, `10.${options.index % 256}.${Math.floor(options.index / 256)}.1`);
  const watches = new Set<OpenWatch>();
  const audit = openAuditTrail(options.auditLog);
  let faults = options.faults;
  const served: ServedCluster = {
    name: options.name,
    state,
    audit,
    userOf: options.userOf,
    faults: () => faults,
    watches,
  };
  return {
    name: options.name,
    objects,
    audit,
    store,
    serve: (exchange, url) => void serveExchange(served, exchange, url),
    setFaults: (next) => {
      faults = next;
      if (!next.staleWatches) for (const watch of watches) watch.release();
    },
    openWatches: () => watches.size,
    endWatches: () => {
      for (const watch of watches) watch.end();
    },
    close: () => {
      stopDefinitions();
      audit.close();
    },
  };
};
