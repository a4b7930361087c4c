import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, onTestFinished } from 'vitest';
import { loadKubeconfig } from '../../src/cluster/connection/kubeconfig.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';
import { auditMark, auditSince, isWrite } from './support/audit.ts';
import { describeOnFleets } from './support/describe-on-fleets.ts';
import { atOnce, clusterFile, configMap, subscription } from './support/fleet-files.ts';
import { kubectl, kubectlJson, kubectlText } from './support/kubectl.ts';
import { openSite, type Site, until } from './support/site.ts';

const names = ['a', 'b', 'c'] as const;
const files = {
  ...atOnce,
  ...clusterFile('a'),
  ...clusterFile('b'),
  ...clusterFile('c'),
  ...subscription('shop'),
  'feeds/shop/one.yaml': configMap('one', { v: '1' }),
  'feeds/shop/two.yaml': configMap('two', { v: '1' }),
};

interface Live {
  readonly data: Record<string, string>;
  readonly metadata: { readonly resourceVersion: string };
}

describeOnFleets('when things break', (startFleet) => {
  let site: Site;
  let first: string;
  const read = async (cluster: string, name = 'one'): Promise<string | undefined> => {
    const answer = await kubectl(site.fleet, cluster, ['get', 'configmap', name, '-o', 'json']);
    return answer.code === 0 ? (JSON.parse(answer.stdout) as Live).data.v : undefined;
  };
  const writesOf = async (cluster: string, mark: Awaited<ReturnType<typeof auditMark>>) => {
    const seen = await auditSince(site.fleet.clusters.get(cluster)!, mark);
    return seen.filter((entry) => entry.user === 'headwater' && isWrite(entry));
  };

  beforeAll(async () => {
    site = await openSite({ startFleet, clusters: [...names], audit: true });
    first = await site.copy.commitAndPush('the fleet', files);
  });
  afterAll(() => site.stop());
  beforeEach(async () => {
    await site.copy.resetAndForcePush(first);
    await site.start();
    await site.headwater().reconcile();
    await site.settled();
  });
  afterEach(() => site.stopHeadwater());

  it('a cluster that is down costs the others nothing, and catches up when it returns', async () => {
    await site.push('two', { 'feeds/shop/one.yaml': configMap('one', { v: '2' }) });
    await site.settled();
    const started = performance.now();
    await site.push('three', { 'feeds/shop/one.yaml': configMap('one', { v: '3' }) });
    await site.settled();
    const withAll = performance.now() - started;

    const down = site.fleet.clusters.get('a')!;
    await down.kill();
    onTestFinished(() => down.start());
    const began = performance.now();
    await site.push('four', { 'feeds/shop/one.yaml': configMap('one', { v: '4' }) });
    await until(async () => (await read('b')) === '4' && (await read('c')) === '4', { timeoutMs: 10_000 });
    expect(performance.now() - began).toBeLessThan(withAll + 2000);
    await until(
      () =>
        site
          .headwater()
          .status()
          .bindings.some(({ cluster, state }) => cluster === 'a' && state === 'Unreachable'),
      { timeoutMs: 10_000 },
    );

    await down.start();
    await until(async () => (await read('a')) === '4', { timeoutMs: 45_000, everyMs: 200 });
    await site.settled();
  });

  it('a drift that happened while nobody watched is healed after an API server’s restart', async () => {
    await site.fleet.clusters.get('b')!.stop();
    await site.fleet.clusters.get('b')!.start();
    await kubectlText(site.fleet, 'b', [
      'patch',
      'configmap',
      'one',
      '--type=merge',
      '-p',
      '{"data":{"v":"by hand"}}',
    ]);
    await until(async () => (await read('b')) === '1', { timeoutMs: 45_000, everyMs: 100 });
  });

  it('a restart writes nothing, and heals what happened in between', async () => {
    await site.stopHeadwater();
    const marks = await Promise.all(names.map((name) => auditMark(site.fleet.clusters.get(name)!)));
    await kubectlText(site.fleet, 'c', [
      'patch',
      'configmap',
      'two',
      '--type=merge',
      '-p',
      '{"data":{"v":"by hand"}}',
    ]);
    await site.start();
    await until(async () => (await read('c', 'two')) === '1', { timeoutMs: 10_000 });
    await site.headwater().reconcile();
    await site.settled();
    const writes = await Promise.all(names.map((name, index) => writesOf(name, marks[index]!)));
    expect(writes[0]).toEqual([]);
    expect(writes[1]).toEqual([]);
    expect(writes[2]!.map((entry) => `${entry.verb} ${entry.resource} ${entry.name}`)).toEqual([
      'patch configmaps two',
    ]);
  });

  it('git that is away stops no healing, and is caught up with when it returns', async () => {
    await site.git.faults.down(true);
    const answer = await site.headwater().reconcile();
    expect(answer).toHaveProperty('error');
    await kubectlText(site.fleet, 'a', ['delete', 'configmap', 'one']);
    await until(async () => (await read('a')) === '1', { timeoutMs: 5000 });
    await site.git.faults.down(false);
    await site.push('after the outage', { 'feeds/shop/one.yaml': configMap('one', { v: '5' }) });
    await site.settled();
    expect(await read('a')).toBe('5');
  });

  it('a force-push that drops a pinned commit loses nothing that runs', async () => {
    await site.push('to be dropped', { 'feeds/shop/one.yaml': configMap('one', { v: '6' }) });
    await site.settled();
    // the new head cannot be rendered: the dropped commit stays pinned
    await site.copy.resetAndForcePush(first);
    await site.push('broken', { 'feeds/shop/one.yaml': 'a: [' });
    expect(await read('a')).toBe('6');
    await site.stopHeadwater();
    await site.start();
    await kubectlText(site.fleet, 'a', ['delete', 'configmap', 'one']);
    await until(async () => (await read('a')) === '6', { timeoutMs: 10_000 });
  });

  it('a context that now leads to another cluster is not written to', async () => {
    await site.stopHeadwater();
    const text = readFileSync(site.fleet.kubeconfig, 'utf8');
    const swapped = join(site.folder, 'swapped.kubeconfig');
    // names are exchanged: context a leads to the cluster b, and b to a
    const config = JSON.parse(text.startsWith('{') ? text : JSON.stringify(await kubeconfigAsJson(site))) as {
      contexts: { name: string; context: unknown }[];
    };
    const [a, b] = ['a', 'b'].map((name) => config.contexts.find((context) => context.name === name)!);
    [a!.context, b!.context] = [b!.context, a!.context];
    writeFileSync(swapped, JSON.stringify(config), { mode: 0o600 });
    const marks = await Promise.all(names.map((name) => auditMark(site.fleet.clusters.get(name)!)));
    await site.start({ contexts: (await loadKubeconfig({ file: swapped })).contexts });
    await site.push('with swapped contexts', { 'feeds/shop/one.yaml': configMap('one', { v: '7' }) });
    await until(async () => (await read('c')) === '7', { timeoutMs: 10_000 });
    const reasons = site
      .headwater()
      .status()
      .bindings.filter(({ cluster }) => cluster !== 'c');
    expect(reasons.map(({ reason }) => reason.split(':')[0])).toEqual([
      'ClusterIdentityChanged',
      'ClusterIdentityChanged',
    ]);
    expect(await writesOf('a', marks[0]!)).toEqual([]);
    expect(await writesOf('b', marks[1]!)).toEqual([]);
    expect([await read('a'), await read('b')]).not.toContain('7');
  });

  it('a lost state file is rebuilt from the clusters without a change to any object', async () => {
    const before = await kubectlJson<Live>(site.fleet, 'a', ['get', 'configmap', 'one']);
    await site.stopHeadwater();
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${site.stateFile}${suffix}`, { force: true });
    await site.start();
    await site.headwater().reconcile();
    await site.settled();
    const after = await kubectlJson<Live>(site.fleet, 'a', ['get', 'configmap', 'one']);
    expect(after.metadata.resourceVersion).toBe(before.metadata.resourceVersion);
    const epochs = site
      .headwater()
      .status()
      .bindings.map(({ epoch }) => epoch);
    expect(Math.min(...epochs)).toBeGreaterThan(0);
  });

  it('a lost state file and another head wait for a person', async () => {
    await site.stopHeadwater();
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${site.stateFile}${suffix}`, { force: true });
    await site.copy.commitAndPush('while the state was lost', {
      'feeds/shop/one.yaml': configMap('one', { v: '8' }),
    });
    await site.start();
    await until(
      () =>
        site
          .headwater()
          .status()
          .bindings.some(({ reason }) => reason.startsWith('StateRebuilt')),
      { timeoutMs: 10_000 },
    );
    expect(await read('a')).not.toBe('8');
    const resumed = await fetch(`${site.headwater().url}/subscriptions/default/shop/resume`, {
      method: 'POST',
    });
    expect(resumed.status).toBe(200);
    await site.settled();
    expect(await read('a')).toBe('8');
  });

  it('two reconcilers on one state file are an error', async () => {
    await expect(openSqliteStore(site.stateFile)).rejects.toMatchObject({
      diagnostic: { code: 'StateLocked' },
    });
  });
});

const kubeconfigAsJson = async (site: Site): Promise<unknown> => {
  const { execFileSync } = await import('node:child_process');
  const args = ['--kubeconfig', site.fleet.kubeconfig, 'config', 'view', '--raw', '-o', 'json'];
  return JSON.parse(execFileSync(site.fleet.kubectl ?? 'kubectl', args, { encoding: 'utf8' }));
};
