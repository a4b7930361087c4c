import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { writeKubeconfig } from '../../src/demo/control-plane/kubeconfig.ts';
import type { LocalFleet } from '../../src/demo/control-plane/local-cluster.ts';
import { startFleet } from '../../src/demo/control-plane/local-fleet.ts';
import { type GitServer, startGitServer } from '../../src/demo/git-server/git-server.ts';
import {
  type Container,
  environmentOf,
  installBase,
  type Manifest,
  type PodSpec,
  renderInstall,
} from './support/install-manifests.ts';
import { kubectl, kubectlJson, kubectlText } from './support/kubectl.ts';
import { describeOnControlPlanes } from './support/with-control-planes.ts';
import { cloneWorkingCopy } from './support/working-copy.ts';

const root = join(import.meta.dirname, '../..');
const account = 'system:serviceaccount:headwater-system:headwater';
const patient = { timeout: 30_000, interval: 100 };

let fleet: LocalFleet;
let manifests: readonly Manifest[];
let pod: PodSpec;
let container: Container;

const podOf = (securityContext: object): string =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'probe', namespace: 'headwater-system' },
    spec: { ...pod, ...securityContext },
  });

const dryRun = (manifest: string) =>
  kubectl(fleet, 'home', ['create', '--dry-run=server', '-f', '-'], { input: manifest });

/** `pods/exec` asks for the subresource; kubectl's own argument would take it for a Pod named exec. */
const may = async (verb: string, resource: string, namespace = 'default'): Promise<boolean> => {
  const [type = '', subresource] = resource.split('/');
  const more = subresource === undefined ? [] : [`--subresource=${subresource}`];
  const args = ['auth', 'can-i', verb, type, ...more, '-n', namespace, `--as=${account}`];
  return (await kubectl(fleet, 'home', args)).stdout.trim() === 'yes';
};

describeOnControlPlanes('the kustomize base', () => {
  beforeAll(async () => {
    fleet = await startFleet({ clusters: ['home'] });
    manifests = await renderInstall(fleet, 'home');
    pod = manifests.find(({ kind }) => kind === 'Deployment')!.spec!.template.spec;
    [container] = pod.containers;
  });
  afterAll(() => fleet?.stop());

  it('is accepted by an API server without a warning, and a second time changes nothing', async () => {
    const first = await kubectl(fleet, 'home', ['apply', '--server-side', '-k', installBase]);
    const diff = await kubectl(fleet, 'home', ['diff', '--server-side', '-k', installBase]);

    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(diff).toMatchObject({ code: 0, stdout: '' });
  });

  it('makes a Pod that the restricted standard admits, in a namespace that enforces it', async () => {
    const ours = await dryRun(podOf({}));
    const asRoot = await dryRun(podOf({ securityContext: { runAsUser: 0 } }));

    expect(ours.stderr).toBe('');
    expect(ours.code).toBe(0);
    expect(asRoot.stderr).toContain('violates PodSecurity "restricted:latest"');
  });

  it('names its Secrets and holds no value of any', async () => {
    expect(manifests.filter(({ kind }) => kind === 'Secret')).toEqual([]);
    expect(pod.volumes.flatMap(({ secret }) => secret?.secretName ?? []).sort()).toEqual([
      'headwater-git',
      'headwater-kubeconfig',
      'headwater-token',
    ]);
  });

  it('grants kind by kind: no rule has a wildcard', () => {
    const rules = manifests.flatMap((manifest) => manifest.rules ?? []);
    expect(rules.length).toBeGreaterThan(5);
    expect(JSON.stringify(rules)).not.toContain('*');
  });

  it.each([
    ['get', 'namespaces', 'default'],
    ['update', 'configmaps', 'headwater-system'],
    ['create', 'deployments.apps', 'default'],
    ['patch', 'secrets', 'default'],
    ['watch', 'jobs.batch', 'default'],
    ['delete', 'networkpolicies.networking.k8s.io', 'default'],
    ['patch', 'customresourcedefinitions.apiextensions.k8s.io', 'default'],
  ])('lets its ServiceAccount %s %s in %s', async (verb, resource, namespace) => {
    expect(await may(verb, resource, namespace)).toBe(true);
  });

  it.each([
    ['delete', 'namespaces'],
    ['delete', 'persistentvolumeclaims'],
    ['delete', 'customresourcedefinitions.apiextensions.k8s.io'],
    ['create', 'clusterrolebindings.rbac.authorization.k8s.io'],
    ['escalate', 'clusterroles.rbac.authorization.k8s.io'],
    ['impersonate', 'users'],
    ['create', 'pods'],
    ['create', 'pods/exec'],
    ['create', 'serviceaccounts/token'],
    ['get', 'nodes'],
    ['update', 'configmaps'],
    ['patch', 'validatingwebhookconfigurations.admissionregistration.k8s.io'],
    ['*', '*'],
  ])('does not let its ServiceAccount %s %s', async (verb, resource) => {
    expect(await may(verb, resource)).toBe(false);
  });

  describe('the process that the Deployment starts', () => {
    const podAddress = '127.0.0.2';
    const address = `http://${podAddress}:9440`;
    const password = 'only-for-this-test';
    const token = 'only-for-this-test-too';
    let folder: string;
    let git: GitServer;
    let child: ChildProcess;
    let exited: Promise<unknown[]>;
    let words = '';

    /** The manifest's arguments as the kubelet gives them, with its mounts standing in a folder of ours. */
    const commandLine = (): readonly string[] => {
      // the repository is what every installation sets
      const values = environmentOf(container, manifests, { POD_IP: podAddress, REPO: git.url('fleet') });
      return container.args.map((arg) =>
        arg
          .replace(/\$\(([A-Z_]+)\)/g, (_match, name: string) => values[name]!)
          .replace(/=(\/.*)$/, (_match, path: string) => `=${join(folder, path)}`),
      );
    };

    const provideMounts = async (): Promise<void> => {
      for (const { mountPath } of container.volumeMounts)
        mkdirSync(join(folder, mountPath), { recursive: true });
      const { url, caPem } = fleet.clusters.get('home')!;
      const args = ['create', 'token', 'headwater', '-n', 'headwater-system', '--duration=1h'];
      const issued = (await kubectlText(fleet, 'home', args)).trim();
      const kubeconfig = join(folder, 'etc/headwater/kubeconfig/config');
      writeKubeconfig(kubeconfig, [{ cluster: 'home', url, caPem, token: issued }]);
      writeFileSync(join(folder, 'etc/headwater/token/token'), `${token}\n`, { mode: 0o400 });
      writeFileSync(join(folder, 'etc/headwater/git/password'), `${password}\n`, { mode: 0o400 });
    };

    const provideFleet = async (): Promise<void> => {
      git = await startGitServer({ credentials: { username: 'git', password } });
      await git.createRepository('fleet');
      const copy = await cloneWorkingCopy(git.cloneUrl('fleet'));
      await copy.commitAndPush('a fleet of one', {
        'clusters/home.yaml':
          'apiVersion: headwater.dev/v1alpha1\nkind: ManagedCluster\nmetadata: { name: home }\n',
        'rollouts/at-once.yaml':
          'apiVersion: headwater.dev/v1alpha1\nkind: RolloutStrategy\nmetadata: { name: at-once }\nspec:\n  stabilisation: 0s\n  stages: [{ name: all, maxConcurrency: 100% }]\n',
        'feeds/hello/subscription.yaml':
          'apiVersion: apps.clusternet.io/v1alpha1\nkind: Subscription\nmetadata:\n  name: hello\n  annotations: { headwater.dev/rollout: at-once }\nspec:\n  subscribers: [{ clusterAffinity: {} }]\n',
        'feeds/hello/objects.yaml':
          'apiVersion: v1\nkind: Namespace\nmetadata: { name: hello }\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: hello, namespace: hello }\ndata: { greeting: hello }\n',
      });
      copy.remove();
    };

    const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
      fetch(`${address}${path}`, { ...init, signal: AbortSignal.timeout(10_000) });

    const asBearer = { method: 'POST', headers: { authorization: `Bearer ${token}` } };

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'headwater-install-'));
      await provideFleet();
      await provideMounts();
      child = spawn(process.execPath, [join(root, 'src/cli/main.ts'), ...commandLine()], {
        env: { PATH: process.env.PATH, TMPDIR: join(folder, 'tmp') },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      exited = once(child, 'exit');
      for (const stream of [child.stdout, child.stderr]) {
        stream?.setEncoding('utf8').on('data', (text: string) => {
          words += text;
        });
      }
      const early = exited.then(() => Promise.reject(new Error(`it ended early: ${words}`)));
      await Promise.race([early, vi.waitFor(() => ask(container.startupProbe.httpGet.path), patient)]);
    });
    afterAll(async () => {
      child?.kill('SIGKILL');
      await exited?.catch(() => undefined);
      await git?.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    it('has every file that its flags name inside a mounted volume', () => {
      const paths = container.args.flatMap((arg) => /=(\/.*)$/.exec(arg)?.[1] ?? []);
      expect(paths).toHaveLength(4);
      for (const path of paths) {
        expect(
          container.volumeMounts.some(({ mountPath }) => path.startsWith(`${mountPath}/`)),
          path,
        ).toBe(true);
      }
    });

    it('answers each probe on the Pod’s own address and the probe’s own port', async () => {
      const port = container.ports.find(({ name }) => name === container.readinessProbe.httpGet.port);
      expect(port?.containerPort).toBe(9440);
      for (const probe of [container.startupProbe, container.livenessProbe, container.readinessProbe]) {
        await vi.waitFor(async () => {
          expect((await ask(probe.httpGet.path)).status, words).toBe(200);
        }, patient);
      }
    });

    it('shows metrics there', async () => {
      await vi.waitFor(async () => {
        const text = await (await ask('/metrics')).text();
        expect(text).toContain('headwater_build_info');
        // counted when the commit's plan is made, a moment after the probe says ready
        expect(text).toMatch(/headwater_git_fetch_total\{result="changed"\} 1/);
      }, patient);
    });

    it('takes a verb with the token that its flag names, and none without', async () => {
      expect((await ask('/reconcile', { method: 'POST' })).status).toBe(401);
      expect((await ask('/reconcile', asBearer)).status).toBe(200);
    });

    it('applies a feed with no more rights than the base grants', async () => {
      await vi.waitFor(async () => {
        const args = ['get', 'configmap', 'hello', '-n', 'hello'];
        const found = await kubectlJson<{ data: object }>(fleet, 'home', args);
        expect(found.data).toEqual({ greeting: 'hello' });
        expect(await (await ask('/metrics')).text()).toMatch(/headwater_bindings\{state="Healthy"\} 1/);
      }, patient);
    });

    it('writes no secret into its log, and ends by itself when the kubelet asks it to', async () => {
      child.kill('SIGTERM');
      expect(await exited).toEqual([0, null]);
      for (const secret of [password, token]) expect(words).not.toContain(secret);
      // terminationGracePeriodSeconds; after it the kubelet kills
    }, 30_000);
  });
});
