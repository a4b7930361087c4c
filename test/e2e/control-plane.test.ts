import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { plainClient } from '../../src/demo/control-plane/api-client.ts';
import type { LocalCluster, LocalFleet } from '../../src/demo/control-plane/local-cluster.ts';
import { startFleet } from '../../src/demo/control-plane/local-fleet.ts';
import { type AuditMark, auditMark, auditSince, countBy, isWrite } from './support/audit.ts';
import { kubectl, kubectlJson, kubectlText } from './support/kubectl.ts';
import { processesThatMention } from './support/processes.ts';
import { describeOnControlPlanes } from './support/with-control-planes.ts';

const deployment = (name: string, image: string): string =>
  JSON.stringify({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'default' },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: [{ name: 'main', image }] },
      },
    },
  });

const job = JSON.stringify({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'once', namespace: 'default' },
  spec: {
    template: {
      spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'registry.test/job:1' }] },
    },
  },
});

const configMap = (name: string): string =>
  JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default' } });

interface DeploymentStatus {
  readonly status: { readonly readyReplicas?: number; readonly replicas?: number };
}
interface PodList {
  readonly items: readonly {
    readonly metadata: { readonly name: string };
    readonly status: {
      readonly phase?: string;
      readonly containerStatuses?: readonly { readonly state: { readonly waiting?: { reason: string } } }[];
    };
  }[];
}

const patient = { timeout: 30_000, interval: 100 };

describeOnControlPlanes('a local fleet', () => {
  let fleet: LocalFleet;
  let east: LocalCluster;
  let west: LocalCluster;

  beforeAll(async () => {
    fleet = await startFleet({
      clusters: ['east', 'west'],
      controllers: true,
      kubelet: true,
      audit: true,
      extraUsers: [{ name: 'limited' }],
    });
    east = fleet.clusters.get('east')!;
    west = fleet.clusters.get('west')!;
  });

  afterAll(async () => {
    await fleet?.stop();
  });

  const apply = (cluster: string, input: string) =>
    kubectlText(fleet, cluster, ['apply', '-f', '-'], { input });

  it('is as many separate clusters as names were given', async () => {
    await apply('east', configMap('only-east'));

    const here = await kubectl(fleet, 'east', ['get', 'configmap', 'only-east']);
    const there = await kubectl(fleet, 'west', ['get', 'configmap', 'only-east']);

    expect(here.code).toBe(0);
    expect(there.stderr).toContain('NotFound');
    expect(east.url).not.toBe(west.url);
    expect(east.adminToken).not.toBe(west.adminToken);
  });

  it('keeps its kubeconfigs from other users of the machine', () => {
    for (const file of [fleet.kubeconfig, fleet.adminKubeconfig]) {
      expect(statSync(file).mode & 0o777).toBe(0o600);
    }
    expect(statSync(dirname(fleet.kubeconfig)).mode & 0o777).toBe(0o700);
  });

  it('says a release that kubectl understands', async () => {
    const version = await kubectlJson<{ serverVersion: { gitVersion: string } }>(fleet, 'east', ['version']);

    expect(version.serverVersion.gitVersion).toMatch(/^v1\.\d+\.\d+/);
  });

  it('brings a Deployment to ready through the real controllers', async () => {
    await apply('east', deployment('web', 'registry.test/web:1.4'));

    await vi.waitFor(async () => {
      const { status } = await kubectlJson<DeploymentStatus>(fleet, 'east', ['get', 'deployment', 'web']);
      expect(status.readyReplicas).toBe(2);
    }, patient);
  });

  it('never brings up a Pod whose image is tagged broken', async () => {
    await apply('west', deployment('bad', 'registry.test:5000/web:broken'));

    const pods = await vi.waitFor(async () => {
      const found = await kubectlJson<PodList>(fleet, 'west', ['get', 'pods', '-l', 'app=bad']);
      expect(found.items.map((pod) => pod.status.containerStatuses?.[0]?.state.waiting?.reason)).toEqual([
        'ImagePullBackOff',
        'ImagePullBackOff',
      ]);
      return found;
    }, patient);
    const { status } = await kubectlJson<DeploymentStatus>(fleet, 'west', ['get', 'deployment', 'bad']);

    expect(pods.items.map((pod) => pod.status.phase)).toEqual(['Pending', 'Pending']);
    expect(status.readyReplicas ?? 0).toBe(0);
    expect(status.replicas).toBe(2);
  });

  it('ends the Pods of a Job, and removes Pods and namespaces that are deleted', async () => {
    await apply('west', job);
    await kubectlText(fleet, 'west', ['create', 'namespace', 'short-lived']);

    await kubectlText(fleet, 'west', ['wait', '--for=condition=complete', 'job/once', '--timeout=30s']);
    await kubectlText(fleet, 'west', ['delete', 'job/once', 'namespace/short-lived', '--timeout=40s']);

    await vi.waitFor(async () => {
      const left = await kubectlJson<PodList>(fleet, 'west', ['get', 'pods', '-l', 'job-name=once']);
      expect(left.items).toEqual([]);
    }, patient);
  });

  it('refuses what RBAC does not grant, and grants what it does', async () => {
    const refused = await kubectl(fleet, 'east', ['get', 'secrets'], { user: 'limited' });
    await kubectlText(fleet, 'east', ['create', 'role', 'reader', '--verb=list', '--resource=secrets']);
    await kubectlText(fleet, 'east', ['create', 'rolebinding', 'r', '--role=reader', '--user=limited']);

    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toContain('Forbidden');
    await vi.waitFor(async () => {
      expect((await kubectl(fleet, 'east', ['get', 'secrets'], { user: 'limited' })).code).toBe(0);
    }, patient);
    expect((await kubectl(fleet, 'west', ['get', 'secrets'], { user: 'limited' })).code).not.toBe(0);
  });

  it('counts requests by the API server itself, apart for each user', async () => {
    const mark = await auditMark(west);
    await kubectlText(fleet, 'west', ['create', 'configmap', 'counted'], { user: 'headwater' });
    await kubectlText(fleet, 'west', ['get', 'configmap', 'counted'], { user: 'headwater' });
    await kubectlText(fleet, 'west', ['get', 'configmap', 'counted']);

    const entries = await auditSince(west, mark);
    const later = await auditSince(west, await auditMark(west));

    const mine = entries.filter((one) => one.user === 'headwater' && one.resource === 'configmaps');
    expect(countBy(mine, (one) => one.verb)).toEqual({ create: 1, get: 1 });
    expect(mine.filter(isWrite).map((one) => [one.name, one.code])).toEqual([['counted', 201]]);
    expect(entries.filter((one) => one.user === 'admin' && one.resource === 'configmaps')).toHaveLength(1);
    expect(later.filter((one) => one.user === 'headwater' || one.user === 'admin')).toEqual([]);
  });

  it('counts a watch once, when it begins', async () => {
    const client = plainClient({ url: west.url, caPem: west.caPem, token: west.adminToken });
    const path = '/api/v1/configmaps?watch=1&timeoutSeconds=1';
    const watch = async (onLine?: () => void): Promise<void> => {
      for await (const _line of client.lines(path, AbortSignal.timeout(10_000))) onLine?.();
    };
    const watches = async (since: AuditMark): Promise<number> => {
      const entries = await auditSince(west, since);
      return entries.filter((one) => one.user === 'admin' && one.verb === 'watch').length;
    };
    await kubectlText(fleet, 'west', ['create', 'configmap', 'watched']);

    const began = Promise.withResolvers<void>();
    const earlier = watch(began.resolve);
    await began.promise;
    const mark = await auditMark(west);
    await earlier;
    const ofEarlier = await watches(mark);
    await watch();
    const ofLater = await watches(mark);
    await client.close();

    expect([ofEarlier, ofLater]).toEqual([0, 1]);
  });

  it.each(['stop', 'kill'] as const)('comes back with port and data after a %s', async (how) => {
    const { url, caPem } = east;
    await apply('east', configMap(`kept-${how}`));

    await east[how]();
    const down = await kubectl(fleet, 'east', ['get', '--raw', '/version']);
    const other = await kubectl(fleet, 'west', ['get', '--raw', '/version']);
    await east.start();
    const kept = await kubectl(fleet, 'east', ['get', 'configmap', `kept-${how}`]);

    expect(down.code).not.toBe(0);
    expect(other.code).toBe(0);
    expect(kept.code).toBe(0);
    expect([east.url, east.caPem]).toEqual([url, caPem]);
  });

  it('still makes workloads ready after a restart', async () => {
    await apply('east', deployment('after', 'registry.test/web:1.4'));

    await kubectlText(fleet, 'east', ['rollout', 'status', 'deployment/after', '--timeout=40s']);
  });
});

describeOnControlPlanes('the end of a local fleet', () => {
  it('leaves no process and no file after stop()', async () => {
    const fleet = await startFleet({ clusters: ['short'], controllers: true, kubelet: true });
    const folder = dirname(fleet.kubeconfig);
    const before = await processesThatMention(folder);

    await Promise.all([fleet.stop(), fleet.stop()]);

    expect(before).toHaveLength(3);
    expect(await processesThatMention(folder)).toEqual([]);
    expect(existsSync(folder)).toBe(false);
  });

  it('refuses names that cannot be clusters, before anything starts', async () => {
    for (const clusters of [[], ['Upper'], ['../up'], ['twice', 'twice']]) {
      await expect(startFleet({ clusters })).rejects.toThrow();
    }
  });

  describe('when its process is killed with SIGKILL', () => {
    it('takes every server and the folder with it', async () => {
      const holder = spawn(process.execPath, [join(import.meta.dirname, 'support/fleet-holder.ts')], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const [kubeconfig] = await once(createInterface({ input: holder.stdout }), 'line');
      const folder = dirname(String(kubeconfig));
      const before = await processesThatMention(folder);

      holder.kill('SIGKILL');

      expect(before).toHaveLength(3);
      await vi.waitFor(async () => {
        expect(await processesThatMention(folder)).toEqual([]);
        expect(existsSync(folder)).toBe(false);
      }, patient);
    });
  });
});
