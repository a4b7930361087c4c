import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, onTestFinished } from 'vitest';
import { writeKubeconfig } from '../../src/demo/control-plane/kubeconfig.ts';
import type { LocalFleet } from '../../src/demo/control-plane/local-cluster.ts';
import { startFleet } from '../../src/demo/control-plane/local-fleet.ts';
import { type GitServer, startGitServer } from '../../src/demo/git-server/git-server.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';
import { auditMark, auditSince, isWrite } from './support/audit.ts';
import { type CliProcess, runCliProcess, startCli } from './support/cli-process.ts';
import { atOnce, clusterFile, configMap, subscription } from './support/fleet-files.ts';
import { kubectlJson, kubectlText } from './support/kubectl.ts';
import { processesThatMention } from './support/processes.ts';
import { until } from './support/site.ts';
import { describeOnControlPlanes } from './support/with-control-planes.ts';
import { cloneWorkingCopy, type WorkingCopy } from './support/working-copy.ts';

const gitPassword = 'canary-git-password-7c1f';
const secretValue = 'canary-secret-value-93ab';
const encoded = Buffer.from(secretValue).toString('base64');

const files = {
  ...atOnce,
  // a second stage: more than this release carries out
  'rollouts/at-once.yaml': `${atOnce['rollouts/at-once.yaml']}    - name: rest\n`,
  ...clusterFile('home'),
  ...subscription('shop'),
  'feeds/shop/one.yaml': configMap('one', { v: '1' }),
  'feeds/shop/secret.yaml': `apiVersion: v1\nkind: Secret\nmetadata: { name: s, namespace: default }\nstringData: { key: ${secretValue} }\n`,
};

describeOnControlPlanes('headwater run, as a process', () => {
  let folder: string;
  let fleet: LocalFleet;
  let git: GitServer;
  let copy: WorkingCopy;
  let passwordFile: string;
  let started: CliProcess[] = [];
  let states = 0;

  const run = (...more: readonly string[]): CliProcess => {
    const child = startCli(['run', '--poll-interval', '0s', ...more], folder);
    started.push(child);
    return child;
  };
  const cli = (...args: readonly string[]) => runCliProcess(args, folder);
  const stateFile = (): string => {
    states += 1;
    mkdirSync(join(folder, `state-${states}`));
    return join(folder, `state-${states}`, 'state.db');
  };
  const ready = async (child: CliProcess): Promise<string> => {
    const url = await child.url();
    const isReady = async (): Promise<boolean> => (await fetch(`${url}/readyz`)).status === 200;
    await until(isReady, { timeoutMs: 20_000, describe: () => child.err() });
    return url;
  };
  const settled = (...where: readonly string[]): Promise<void> =>
    until(async () => (await cli('status', ...where)).code === 0, { timeoutMs: 30_000, everyMs: 100 });
  const common = (state: string): readonly string[] => [
    ...['--repo', git.url('fleet'), '--git-username', 'ci', '--git-password-file', passwordFile],
    ...['--kubeconfig', fleet.kubeconfig, '--state', state, '--listen', '127.0.0.1:0'],
  ];
  const endsCleanly = async (child: CliProcess): Promise<void> => {
    const asked = performance.now();
    child.signal('SIGTERM');
    expect(await child.ended).toEqual({ code: 0, signal: null });
    expect(performance.now() - asked).toBeLessThan(5000);
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'headwater-process-'));
    passwordFile = join(folder, 'password');
    writeFileSync(passwordFile, `${gitPassword}\n`, { mode: 0o600 });
    git = await startGitServer({ credentials: { username: 'ci', password: gitPassword } });
    await git.createRepository('fleet');
    fleet = await startFleet({ clusters: ['home'], audit: true });
    copy = await cloneWorkingCopy(git.cloneUrl('fleet'));
    await copy.commitAndPush('the fleet', files);
  });
  afterEach(async () => {
    for (const child of started) child.signal('SIGKILL');
    await Promise.all(started.map(({ ended }) => ended));
    started = [];
  });
  afterAll(async () => {
    copy?.remove();
    await fleet?.stop();
    await git?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('becomes ready, answers by --server and by --state beside it, and takes a verb', async () => {
    const state = stateFile();
    const child = run(...common(state));
    const url = await ready(child);
    await settled('--server', url);
    await settled('--state', state);
    expect((await cli('status', '--server', 'http://127.0.0.1:1')).code).toBe(2);

    const broken = await copy.commitAndPush('broken', { 'feeds/shop/one.yaml': 'a: [' });
    expect((await cli('reconcile', '--server', url)).out).toBe(`planned ${broken}\n`);
    const status = await cli('status', '--server', url);
    expect(status.code).toBe(1);
    expect(status.out).toContain('feeds/shop/one.yaml:1:');
    expect((await cli('status', '--state', state)).code).toBe(1);
    await copy.revertAndPush(broken);
    expect((await cli('reconcile', '--server', url)).code).toBe(0);
    await settled('--server', url);

    const warned = child.log().find(({ code }) => code === 'StrategyNotYetHonoured');
    expect(warned).toMatchObject({ level: 'warn', file: 'rollouts/at-once.yaml' });
    expect(warned?.line).toBeGreaterThan(1);
    await endsCleanly(child);
    expect(await processesThatMention(state)).toEqual([]);
  });

  it('shows no secret: not in logs, status, metrics, parents, and no password in its files', async () => {
    const state = stateFile();
    // once by the userinfo of the URL, which is the way that leaks most easily
    const child = run(
      ...common(state).filter((_flag, index) => index < 2 || index > 5),
      '--repo',
      git.cloneUrl('fleet'),
      '--log-level',
      'trace',
    );
    const url = await ready(child);
    await settled('--server', url);
    await git.faults.down(true);
    expect((await cli('reconcile', '--server', url)).code).toBe(2);
    await git.faults.down(false);
    await cli('reconcile', '--server', url);
    await settled('--server', url);
    const shown = [
      (await cli('status', '--server', url, '-o', 'json')).out,
      (await cli('status', '--state', state, '-o', 'json')).out,
      await (await fetch(`${url}/metrics`)).text(),
      await kubectlText(fleet, 'home', ['get', 'configmaps', '-n', 'headwater-system', '-o', 'json']),
    ];
    await endsCleanly(child);
    for (const text of [...shown, child.out(), child.err()]) {
      for (const secret of [gitPassword, secretValue, encoded]) expect(text).not.toContain(secret);
    }
    expect(shown[3]).toContain('default/shop');
    const store = await openSqliteStore(state, { readOnly: true });
    onTestFinished(() => store.close());
    const records = await Promise.all((await store.list('')).map((key) => store.read(key)));
    expect(records.length).toBeGreaterThan(2);
    expect(JSON.stringify(records)).not.toContain(gitPassword);
    for (const file of filesBelow(join(state, '..'))) {
      expect(readFileSync(file).includes(gitPassword), file).toBe(false);
    }
  });

  it('goes on at a second start without a write', async () => {
    const state = stateFile();
    const first = run(...common(state));
    await settled('--server', await ready(first));
    await endsCleanly(first);
    const mark = await auditMark(fleet.clusters.get('home')!);
    const second = run(...common(state));
    const url = await ready(second);
    await cli('reconcile', '--server', url);
    await settled('--server', url);
    await endsCleanly(second);
    const seen = await auditSince(fleet.clusters.get('home')!, mark);
    const writes = seen.filter((entry) => entry.user === 'headwater' && isWrite(entry));
    expect(writes.map(({ verb, uri }) => `${verb} ${uri}`)).toEqual([]);
  });

  it('refuses a state file that is in use, and a port that is taken, in one line and with exit code 2', async () => {
    const state = stateFile();
    const child = run(...common(state));
    const { host } = new URL(await ready(child));
    const locked = await run(...common(state));
    expect((await locked.ended).code).toBe(2);
    expect(locked.err()).toContain('StateLocked');
    const taken = run(...common(stateFile()), '--listen', host);
    expect((await taken.ended).code).toBe(2);
    expect(taken.err()).toMatch(/^error InvalidFlag: cannot listen on [^\n]*another process[^\n]*\n$/);
    await endsCleanly(child);
  });

  it('is open to probes on every address, and to verbs there only with a token', async () => {
    const child = run(...common(stateFile()), '--listen', '0.0.0.0:0');
    const { port } = new URL(await ready(child));
    const ask = async (path: string, method = 'GET'): Promise<number> =>
      (await fetch(`http://127.0.0.1:${port}${path}`, { method })).status;
    expect(await ask('/healthz')).toBe(200);
    expect(await ask('/status')).toBe(403);
    expect(await ask('/reconcile', 'POST')).toBe(403);
    await endsCleanly(child);
  });

  it('ends when it is asked to although git is silent in the midst of a first clone', async () => {
    git.faults.silent(true);
    onTestFinished(() => git.faults.silent(false));
    const child = run(...common(stateFile()));
    await child.url();
    await endsCleanly(child);
  });

  it('ends when it is asked to although a cluster accepts connections and never answers', async () => {
    const sockets = new Set<Socket>();
    const silent = createServer((socket) => void sockets.add(socket.on('error', () => undefined)));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
      silent.close();
    });
    const kubeconfig = join(folder, 'silent.kubeconfig');
    const { caPem } = fleet.clusters.get('home')!;
    const { port } = silent.address() as AddressInfo;
    writeKubeconfig(kubeconfig, [{ cluster: 'home', url: `https://127.0.0.1:${port}`, caPem, token: 'x' }]);
    const child = run(...common(stateFile()), '--kubeconfig', kubeconfig);
    await until(() => sockets.size > 0, { timeoutMs: 20_000, describe: () => child.err() });
    await endsCleanly(child);
  });

  it('names the way out of a damaged state file, and takes it when it is told to', async () => {
    const state = stateFile();
    const first = run(...common(state));
    await settled('--server', await ready(first));
    await endsCleanly(first);
    const before = await liveVersion();
    writeFileSync(state, 'this is no database, and was one\n'.repeat(200));
    const refused = run(...common(state));
    expect((await refused.ended).code).toBe(2);
    expect(refused.err()).toContain('--rebuild-state');
    const rebuilt = run(...common(state), '--rebuild-state');
    await settled('--server', await ready(rebuilt));
    expect(rebuilt.log().some(({ movedTo }) => String(movedTo).startsWith(`${state}.corrupt-`))).toBe(true);
    await endsCleanly(rebuilt);
    expect(await liveVersion()).toBe(before);
  });

  const liveVersion = async (): Promise<string> => {
    const args = ['get', 'configmap', 'one', '-n', 'default'];
    const live = await kubectlJson<{ metadata: { resourceVersion: string } }>(fleet, 'home', args);
    return live.metadata.resourceVersion;
  };
});

const filesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
