import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startControllers } from './controllers/start-controllers.ts';
import { clusterOf, type SimulatedCluster } from './fleet-cluster.ts';
import { type Door, ownDoor, sharedDoors } from './fleet-doors.ts';
import { kubeconfigs } from './fleet-kubeconfig.ts';
import { fleetUsers, issueTokens } from './fleet-users.ts';
import { selfSignedCertificate } from './http/certificate.ts';
import type { Faults } from './http/faults.ts';
import { openSharedServers } from './http/shared-servers.ts';
import type { SimulatedUser } from './http/users.ts';
import { kubernetesRules } from './kubernetes-rules.ts';
import { type ClusterCore, createClusterCore } from './simulated-cluster.ts';

export type { SimulatedCluster } from './fleet-cluster.ts';
export type { Faults } from './http/faults.ts';
export type { AccessRequest, SimulatedUser } from './http/users.ts';

export interface SimulatedFleetOptions {
  /** Names of the clusters: lower case letters, digits, `-` and `.`. */
  readonly clusters: readonly string[];
  /** Speak TLS with a throw-away certificate; the default. */
  readonly tls?: boolean;
  /** One port for all, each cluster below `/clusters/<name>`; the default is a port a cluster. */
  readonly onePort?: boolean;
  /** Write an audit log of every request to a file. */
  readonly audit?: boolean;
  /** Users beside `admin` and `headwater` (both system:masters); a row named `headwater` replaces it. */
  readonly extraUsers?: readonly SimulatedUser[];
  /** What all clusters do to their clients from the start. */
  readonly faults?: Faults;
  /** Workloads get Pods and a status, namespaces end, owned objects are collected. */
  readonly controllers?: boolean;
  /** How long a container takes until it is ready, in milliseconds; default 300. */
  readonly readyAfterMs?: number;
  /** Writes that a cluster remembers at least, for watches and lists of the past. */
  readonly rememberedEvents?: number;
}

export interface SimulatedFleet {
  readonly name: string;
  readonly clusters: ReadonlyMap<string, SimulatedCluster>;
  /** Contexts of user `headwater`. */
  readonly kubeconfig: string;
  readonly adminKubeconfig: string;
  kubeconfigOf(user: string): string;
  stop(): Promise<void>;
}

const nameRule = /^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$/;
/** Milliseconds that a container takes until it is ready. */
const readyAfterMs = 300;

/** Small fleets remember more: a test may write thousands of objects between two pages of a list. */
const remembered = (clusters: number): number => (clusters <= 50 ? 5000 : 200);

const checkNames = (names: readonly string[]): void => {
  const wrong = names.find((name) => !nameRule.test(name));
  if (wrong !== undefined) throw new Error(`not a cluster name: ${JSON.stringify(wrong)}`);
  if (new Set(names).size !== names.length) throw new Error('two clusters of a fleet have one name');
  if (names.length === 0) throw new Error('a fleet has at least one cluster');
};

/** The controllers of a cluster, by the clock of this machine; end with the returned function. */
const runControllers = ({ objects }: ClusterCore, readyAfter: number): (() => void) => {
  const running = startControllers(objects, {
    readyAfterMs: readyAfter,
    now: Date.now,
    schedule: (ms, call) => {
      const timer = setTimeout(call, ms);
      return () => clearTimeout(timer);
    },
  });
  return () => running.stop();
};

/** What a fleet has opened, and how all of it ends. */
interface Opened {
  readonly clusters: readonly SimulatedCluster[];
  close(): Promise<void>;
}

const openClusters = async (options: SimulatedFleetOptions, folder: string): Promise<Opened> => {
  const certificate = options.tls === false ? undefined : selfSignedCertificate(new Date());
  const servers = openSharedServers(certificate);
  const shared = options.onePort ? sharedDoors(certificate, servers) : undefined;
  const rules = kubernetesRules();
  const users = fleetUsers(options.extraUsers);
  const running: { readonly core: ClusterCore; readonly door: Door; stopControllers(): void }[] = [];
  const clusters: SimulatedCluster[] = [];
  const close = async (): Promise<void> => {
    for (const { stopControllers } of running) stopControllers();
    await Promise.all(running.map(({ door }) => door.close()));
    await shared?.port.close();
    for (const { core } of running) core.close();
  };
  try {
    await shared?.port.open();
    for (const [index, name] of options.clusters.entries()) {
      const tokens = issueTokens(users);
      const auditLog = options.audit ? join(folder, `${name}.audit.log`) : undefined;
      const core = createClusterCore({
        name,
        index,
        rules,
        userOf: tokens.userOf,
        rememberedEvents: options.rememberedEvents ?? remembered(options.clusters.length),
        faults: options.faults ?? {},
        ...(auditLog === undefined ? {} : { auditLog }),
      });
      const door = shared?.doorOf(core) ?? ownDoor(core, certificate, servers);
      const stopControllers = options.controllers
        ? runControllers(core, options.readyAfterMs ?? readyAfterMs)
        : () => {};
      running.push({ core, door, stopControllers });
      await door.open();
      clusters.push(clusterOf(core, door, { tokens, caPem: certificate?.cert ?? '', auditLog }));
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { clusters, close };
};

/**
 * Starts simulated clusters on loopback, all in this process; resolves once all of them answer. Rejects, with nothing left behind,
 * when a port cannot be had.
 */
export const startSimulatedFleet = async (options: SimulatedFleetOptions): Promise<SimulatedFleet> => {
  checkNames(options.clusters);
  const folder = mkdtempSync(join(tmpdir(), 'headwater-simulator-'));
  const removeFolder = (): void => rmSync(folder, { recursive: true, force: true });
  const opened = await openClusters(options, folder).catch((error: unknown) => {
    removeFolder();
    throw error;
  });
  const kubeconfigOf = kubeconfigs(folder, opened.clusters);
  let stopping: Promise<void> | undefined;
  return {
    name: 'simulated clusters',
    clusters: new Map(opened.clusters.map((cluster) => [cluster.name, cluster])),
    kubeconfig: kubeconfigOf('headwater'),
    adminKubeconfig: kubeconfigOf('admin'),
    kubeconfigOf,
    stop: () => {
      stopping ??= opened.close().then(removeFolder);
      return stopping;
    },
  };
};
