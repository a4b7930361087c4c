import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dump } from 'js-yaml';
import { startControllers } from './controllers/start-controllers.ts';
import { type Certificate, selfSignedCertificate } from './http/certificate.ts';
import type { Faults } from './http/faults.ts';
import { createPort, type Port } from './http/port.ts';
import { openSharedServers } from './http/shared-servers.ts';
import type { SimulatedUser } from './http/users.ts';
import { kubernetesRules } from './kubernetes-rules.ts';
import { type ClusterCore, createClusterCore } from './simulated-cluster.ts';
import type { ClusterObjects } from './storage/cluster-objects.ts';

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

/** One simulated cluster of a fleet. */
export interface SimulatedCluster {
  readonly name: string;
  /** Outlives a stop and a start. */
  readonly url: string;
  /** What the server's certificate is verified against; '' without TLS. */
  readonly caPem: string;
  readonly adminToken: string;
  /** JSON lines like kube-apiserver's, when the fleet was started with `audit`. */
  readonly auditLog?: string;
  /** The way in without HTTP. */
  readonly objects: ClusterObjects;
  /** Throws on a user that the fleet does not have. */
  tokenOf(user: string): string;
  /** How many requests were answered, by `verb resource user`. */
  requestCounts(): ReadonlyMap<string, number>;
  openWatches(): number;
  /** Replaces the faults of this cluster. */
  setFaults(faults: Faults): void;
  /** Forgets the history, as etcd's compaction does: older watches and continue tokens get 410. */
  compact(): void;
  stop(): Promise<void>;
  /** The same as `stop`: connections are cut at once, the data stays. */
  kill(): Promise<void>;
  start(): Promise<void>;
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
const masters = ['system:masters'];
const standing: readonly SimulatedUser[] = ['admin', 'headwater', 'controllers', 'kubelet'].map((name) => ({
  name,
  groups: masters,
}));

/** Small fleets remember more: a test may write thousands of objects between two pages of a list. */
const remembered = (clusters: number): number => (clusters <= 50 ? 5000 : 200);

const checkNames = (names: readonly string[]): void => {
  const wrong = names.find((name) => !nameRule.test(name));
  if (wrong !== undefined) throw new Error(`not a cluster name: ${JSON.stringify(wrong)}`);
  if (new Set(names).size !== names.length) throw new Error('two clusters of a fleet have one name');
  if (names.length === 0) throw new Error('a fleet has at least one cluster');
};

/** Tokens of one cluster. */
interface Tokens {
  readonly ofUser: ReadonlyMap<string, string>;
  readonly userOf: (token: string) => SimulatedUser | undefined;
}

const issueTokens = (users: readonly SimulatedUser[]): Tokens => {
  const issued = users.map((user) => [randomBytes(32).toString('hex'), user] as const);
  const byToken = new Map(issued);
  return {
    ofUser: new Map(issued.map(([token, user]) => [user.name, token])),
    userOf: (token) => byToken.get(token),
  };
};

/** How a cluster is reached, whichever way the fleet gives out ports. */
interface Door {
  url(): string;
  open(): Promise<void>;
  close(): Promise<void>;
}

const scheme = (certificate: Certificate | undefined): string => (certificate ? 'https' : 'http');

/** A port for one cluster. */
const ownDoor = (
  core: ClusterCore,
  certificate: Certificate | undefined,
  servers: SharedServersLike,
): Door => {
  const port = createPort((socket) =>
    servers.accept(socket, (exchange) => core.serve(exchange, exchange.url)),
  );
  return {
    url: () => `${scheme(certificate)}://127.0.0.1:${port.number}`,
    open: () => port.open(),
    close: () => port.close(),
  };
};

type SharedServersLike = ReturnType<typeof openSharedServers>;

const prefix = '/clusters/';

/** One port for all; a cluster is open or not. */
const sharedDoors = (certificate: Certificate | undefined, servers: SharedServersLike) => {
  const open = new Map<string, ClusterCore>();
  const port: Port = createPort((socket) =>
    servers.accept(socket, (exchange) => {
      const end = exchange.url.indexOf('/', prefix.length);
      const name = exchange.url.slice(prefix.length, end < 0 ? undefined : end);
      const core = exchange.url.startsWith(prefix) ? open.get(name) : undefined;
      if (core === undefined) exchange.cut();
      else core.serve(exchange, end < 0 ? '/' : exchange.url.slice(end));
    }),
  );
  const doorOf = (core: ClusterCore): Door => ({
    url: () => `${scheme(certificate)}://127.0.0.1:${port.number}${prefix}${core.name}`,
    open: () => {
      open.set(core.name, core);
      return Promise.resolve();
    },
    close: () => {
      open.delete(core.name);
      core.endWatches();
      return Promise.resolve();
    },
  });
  return { port, doorOf };
};

const clusterOf = (
  core: ClusterCore,
  door: Door,
  facts: { tokens: Tokens; caPem: string; auditLog: string | undefined },
): SimulatedCluster => {
  const tokenOf = (user: string): string => {
    const token = facts.tokens.ofUser.get(user);
    if (token === undefined) throw new Error(`this fleet has no user ${user}`);
    return token;
  };
  return {
    name: core.name,
    url: door.url(),
    caPem: facts.caPem,
    adminToken: tokenOf('admin'),
    ...(facts.auditLog === undefined ? {} : { auditLog: facts.auditLog }),
    objects: core.objects,
    tokenOf,
    requestCounts: () => core.audit.counts(),
    openWatches: () => core.openWatches(),
    setFaults: (faults) => core.setFaults(faults),
    compact: () => core.store.compact(),
    stop: () => door.close(),
    kill: () => door.close(),
    start: () => door.open(),
  };
};

const writeKubeconfig = (file: string, clusters: readonly SimulatedCluster[], user: string): void => {
  const contexts = clusters.map(({ name }) => ({ name, context: { cluster: name, user: name } }));
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': clusters[0]!.name,
    clusters: clusters.map(({ name, url, caPem }) => ({
      name,
      cluster: {
        server: url,
        ...(caPem !== '' && { 'certificate-authority-data': Buffer.from(caPem).toString('base64') }),
      },
    })),
    users: clusters.map((cluster) => ({ name: cluster.name, user: { token: cluster.tokenOf(user) } })),
    contexts,
  };
  writeFileSync(file, dump(config, { lineWidth: -1 }), { mode: 0o600 });
};

/** The controllers of each cluster, by the clock of this machine. */
const runControllers = (cores: readonly ClusterCore[], readyAfterMs: number): readonly { stop(): void }[] =>
  cores.map(({ objects }) =>
    startControllers(objects, {
      readyAfterMs,
      now: Date.now,
      schedule: (ms, call) => {
        const timer = setTimeout(call, ms);
        return () => clearTimeout(timer);
      },
    }),
  );

/** Writes a user's kubeconfig when it is first asked for. */
const kubeconfigs = (folder: string, clusters: readonly SimulatedCluster[]): ((user: string) => string) => {
  const written = new Set<string>();
  return (user) => {
    const file = join(folder, `${user}.kubeconfig`);
    if (!written.has(user)) writeKubeconfig(file, clusters, user);
    written.add(user);
    return file;
  };
};

/**
 * Starts simulated clusters on loopback, all in this process; resolves once all of them answer. Rejects when a port cannot be had.
 */
export const startSimulatedFleet = async (options: SimulatedFleetOptions): Promise<SimulatedFleet> => {
  checkNames(options.clusters);
  const folder = mkdtempSync(join(tmpdir(), 'headwater-simulator-'));
  const certificate = options.tls === false ? undefined : selfSignedCertificate(new Date());
  const servers = openSharedServers(certificate);
  const rules = kubernetesRules();
  const users = [
    ...new Map([...standing, ...(options.extraUsers ?? [])].map((user) => [user.name, user])).values(),
  ];
  const shared = options.onePort ? sharedDoors(certificate, servers) : undefined;
  await shared?.port.open();
  const rememberedEvents = options.rememberedEvents ?? remembered(options.clusters.length);
  if (options.audit) mkdirSync(join(folder, 'audit'));
  const cores: ClusterCore[] = [];
  const doors: Door[] = [];
  const clusters: SimulatedCluster[] = [];
  for (const [index, name] of options.clusters.entries()) {
    const tokens = issueTokens(users);
    const auditLog = options.audit ? join(folder, 'audit', `${name}.log`) : undefined;
    const core = createClusterCore({
      name,
      index,
      rules,
      userOf: tokens.userOf,
      rememberedEvents,
      faults: options.faults ?? {},
      ...(auditLog === undefined ? {} : { auditLog }),
    });
    const door = shared?.doorOf(core) ?? ownDoor(core, certificate, servers);
    await door.open();
    cores.push(core);
    doors.push(door);
    clusters.push(clusterOf(core, door, { tokens, caPem: certificate?.cert ?? '', auditLog }));
  }
  const kubeconfigOf = kubeconfigs(folder, clusters);
  const controllers = options.controllers ? runControllers(cores, options.readyAfterMs ?? 300) : [];
  let stopping: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    for (const running of controllers) running.stop();
    await Promise.all(doors.map((door) => door.close()));
    await shared?.port.close();
    for (const core of cores) core.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return {
    name: 'simulated clusters',
    clusters: new Map(clusters.map((cluster) => [cluster.name, cluster])),
    kubeconfig: kubeconfigOf('headwater'),
    adminKubeconfig: kubeconfigOf('admin'),
    kubeconfigOf,
    stop: () => {
      stopping ??= stop();
      return stopping;
    },
  };
};
