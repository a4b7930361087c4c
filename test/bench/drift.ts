import { join } from 'node:path';
import { Pool } from 'undici';
import { mediaTypes } from '../../src/cluster/api.ts';
import { plainClient } from '../../src/demo/control-plane/api-client.ts';
import type { LocalCluster } from '../../src/demo/control-plane/local-cluster.ts';
import { startFleet } from '../../src/demo/control-plane/local-fleet.ts';
import {
  type BenchOptions,
  type BenchResult,
  goalRow,
  median,
  number,
  pause,
  quantile,
  type Row,
  removeFolder,
  temporaryFolder,
  within,
} from './harness.ts';
import { createNamespaces } from './namespaces.ts';
import { startReconciler } from './reconciler.ts';
import { openRepository } from './repository.ts';
import { emptyFleet, fullFleet, type UnitFleet, unitName } from './unit-fleet.ts';

const goals = { p50: 15, p99: 50 } as const;
const quietMs = 100;
const patienceMs = 10_000;

interface Event {
  readonly object: { readonly metadata: { readonly name: string }; readonly data?: Record<string, string> };
}

/** The bench's own eyes on the ConfigMaps of a namespace: a raw watch, no part of the reconciler. */
interface Eyes {
  /** Resolves with the time when the object was edited and is right again. */
  healed(name: string): Promise<number>;
  /** Called with each edit that is seen. */
  onEdit: (name: string) => void;
  readonly done: Promise<void>;
}

const openEyes = async (cluster: LocalCluster, namespace: string, signal: AbortSignal): Promise<Eyes> => {
  const client = plainClient({ url: cluster.url, caPem: cluster.caPem, token: cluster.adminToken });
  const path = `/api/v1/namespaces/${namespace}/configmaps`;
  const { body } = await client.send({ path: `${path}?limit=1` });
  const { metadata } = JSON.parse(body) as { metadata: { resourceVersion: string } };
  const waiting = new Map<string, { edited: boolean; readonly resolve: (at: number) => void }>();
  const take = (line: string): void => {
    const { object } = JSON.parse(line) as Event;
    const { name } = object.metadata;
    const waiter = waiting.get(name);
    if (!waiter) return;
    if (object.data?.version === 'edited') {
      waiter.edited = true;
      eyes.onEdit(name);
    } else if (waiter.edited && object.data?.version === 'one') {
      waiting.delete(name);
      waiter.resolve(performance.now());
    }
  };
  const look = async (): Promise<void> => {
    try {
      const from = `watch=1&timeoutSeconds=600&resourceVersion=${metadata.resourceVersion}`;
      for await (const line of client.lines(`${path}?${from}`, signal)) take(line);
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      await client.close();
    }
  };
  const eyes: Eyes = {
    healed: (name) => {
      const { promise, resolve } = Promise.withResolvers<number>();
      waiting.set(name, { edited: false, resolve });
      return within(patienceMs, `the heal of ${name}`, promise);
    },
    onEdit: () => undefined,
    done: look(),
  };
  return eyes;
};

/** A person's hand: merge patches as kubectl sends them, and the bare healer's answer to them. */
const openHand = (cluster: LocalCluster) => {
  const pool = new Pool(cluster.url, { connections: 16, allowH2: false, connect: { ca: cluster.caPem } });
  const patch = async (path: string, contentType: string, body: string): Promise<void> => {
    const headers = {
      authorization: `Bearer ${cluster.adminToken}`,
      'content-type': contentType,
      accept: mediaTypes.metadata,
    };
    const response = await pool.request({ method: 'PATCH', path, headers, body });
    await response.body.dump();
    if (response.statusCode >= 300) throw new Error(`${path}: ${response.statusCode}`);
  };
  const address = (namespace: string, name: string): string =>
    `/api/v1/namespaces/${namespace}/configmaps/${name}`;
  return {
    edit: (namespace: string, name: string): Promise<void> => {
      const path = `${address(namespace, name)}?fieldManager=kubectl-edit`;
      return patch(path, mediaTypes.mergePatch, '{"data":{"version":"edited"}}');
    },
    apply: (namespace: string, name: string): Promise<void> => {
      const metadata = { name, namespace };
      const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { version: 'one', LEVEL: 'info' } };
      const path = `${address(namespace, name)}?fieldManager=bare&force=true`;
      return patch(path, mediaTypes.apply, JSON.stringify(body));
    },
    close: () => pool.close(),
  };
};

type Hand = ReturnType<typeof openHand>;

interface Place {
  readonly hand: Hand;
  readonly eyes: Eyes;
  readonly namespace: string;
}

/** Edits one object and waits until it is right again; milliseconds from the edit being sent. */
const editOne = async ({ hand, eyes, namespace }: Place, name: string): Promise<number> => {
  const healed = eyes.healed(name);
  const sent = performance.now();
  const [at] = await Promise.all([healed, hand.edit(namespace, name)]);
  return at - sent;
};

const latencyRows = (title: string, values: readonly number[]): readonly Row[] => [
  goalRow(`${title}: p50`, median(values), goals.p50, { unit: 'ms' }),
  goalRow(`${title}: p99`, quantile(values, 0.99), goals.p99, {
    unit: 'ms',
    note: `max ${number(Math.max(...values))} ms`,
  }),
];

interface Measured {
  readonly ours: readonly number[];
  readonly bare: readonly number[];
  readonly burst: readonly number[];
}

const measure = async (
  ours: Place,
  bare: Place,
  counts: { readonly single: number; readonly burst: number },
) => {
  const { single, burst } = counts;
  const times = { ours: [] as number[], bare: [] as number[] };
  const nameOf = (index: number): string => `${unitName(index)}-app`;
  // the bare healer: sees an edit, sends the right bytes; it knows nothing and decides nothing
  bare.eyes.onEdit = (name) => void bare.hand.apply(bare.namespace, name);
  for (let index = 0; index < single; index += 1) {
    times.ours.push(await editOne(ours, nameOf(index)));
    await pause(quietMs);
    times.bare.push(await editOne(bare, nameOf(index)));
    await pause(quietMs);
  }
  // others than before: an object that is edited again and again is held back as a fight
  const names = Array.from({ length: burst }, (_, index) => nameOf(single + index));
  const start = performance.now();
  const healed = names.map((name) => ours.eyes.healed(name));
  await Promise.all(names.map((name) => ours.hand.edit(ours.namespace, name)));
  const atOnce = (await Promise.all(healed)).map((at) => at - start);
  return { ...times, burst: atOnce };
};

const resultOf = ({ ours, bare, burst }: Measured): BenchResult => ({
  title: `drift, one control plane: ${ours.length} single edits, then ${burst.length} at once`,
  rows: [
    ...latencyRows('one at a time', ours),
    {
      name: 'one at a time: a bare healer',
      value: `${number(median(bare))} ms p50, ${number(quantile(bare, 0.99))} ms p99`,
      note: `interleaved; ours / bare ${number(median(ours) / median(bare))} × at p50`,
    },
    {
      name: 'all at once: p99 from the first edit',
      value: `${number(quantile(burst, 0.99))} ms`,
      note: `p50 ${number(median(burst))} ms; edits and heals share the server`,
    },
  ],
  raw: { ours, bare, burst },
});

/** From a person's edit being sent until the bench's own watch shows the right value. */
export const benchDrift = async ({ quick, say }: BenchOptions): Promise<readonly BenchResult[]> => {
  const counts = quick ? { single: 20, burst: 50 } : { single: 100, burst: 200 };
  say(`drift: ${counts.single} single edits, ${counts.burst} at once`);
  const fleet = await startFleet({ clusters: ['one'] });
  const repository = await openRepository();
  const folder = temporaryFolder('drift');
  const units: UnitFleet = {
    id: 'drift',
    namespace: 'drift',
    clusters: ['one'],
    units: counts.single + counts.burst,
  };
  const cluster = fleet.clusters.get('one')!;
  const abort = new AbortController();
  const hand = openHand(cluster);
  try {
    await createNamespaces(fleet, ['drift', 'bare']);
    await repository.replace(emptyFleet(units));
    const reconciler = await startReconciler({ fleet, url: repository.url, folder: join(folder, 'state') });
    await reconciler.bring(await repository.replace(fullFleet(units, 'one')), { bindings: units.units });
    for (let index = 0; index < counts.single; index += 1) await hand.apply('bare', `${unitName(index)}-app`);
    const ours = { hand, namespace: 'drift', eyes: await openEyes(cluster, 'drift', abort.signal) };
    const bare = { hand, namespace: 'bare', eyes: await openEyes(cluster, 'bare', abort.signal) };
    await pause(1000);
    const measured = await measure(ours, bare, counts);
    abort.abort();
    await Promise.all([ours.eyes.done, bare.eyes.done]);
    await reconciler.stop();
    return [resultOf(measured)];
  } finally {
    abort.abort();
    await hand.close();
    await repository.stop();
    await fleet.stop();
    removeFolder(folder);
  }
};
