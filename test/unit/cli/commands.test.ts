import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Commands, runProgram } from '../../../src/cli/program.ts';
import { type createApp, type RunningServer, startServer } from '../../../src/server/server.ts';
import { atOnce, clusterFile, configMap, subscription } from '../../e2e/support/fleet-files.ts';
import { runCli } from './run-cli.ts';

const files = {
  ...atOnce,
  ...clusterFile('eu-1'),
  ...clusterFile('us-1'),
  ...subscription('shop'),
  'feeds/shop/a.yaml': configMap('a', { v: '1' }),
  'feeds/shop/secret.yaml':
    'apiVersion: v1\nkind: Secret\nmetadata: { name: s }\nstringData: { k: canary-value }\n',
};

let folder: string;
const write = (changes: Readonly<Record<string, string | undefined>>): void => {
  for (const [path, text] of Object.entries(changes)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text ?? '');
  }
};
const git = (...args: readonly string[]): string =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'headwater-cli-'));
  write(files);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('render', () => {
  it('prints what a cluster shall run, with Secrets masked', async () => {
    const { code, out } = await runCli('render', 'eu-1', '--path', folder);
    expect(code).toBe(0);
    expect(out).toContain('kind: ConfigMap');
    expect(out).not.toContain('canary-value');
    expect(out).not.toContain(Buffer.from('canary-value').toString('base64'));
  });

  it('prints the data of Secrets when it is asked to', async () => {
    const { out } = await runCli('render', 'eu-1', '--path', folder, '--reveal', '-o', 'json');
    expect(out).toContain(Buffer.from('canary-value').toString('base64'));
  });

  it('reads a commit instead of the files as they stand', async () => {
    git('init', '-q', '-b', 'main');
    git('add', '.');
    git('commit', '-q', '-m', 'one');
    write({ 'feeds/shop/a.yaml': configMap('a', { v: 'changed' }) });
    expect((await runCli('render', 'eu-1', '--path', folder)).out).toContain('changed');
    expect((await runCli('render', 'eu-1', '--path', folder, '--revision', 'HEAD')).out).not.toContain(
      'changed',
    );
  });

  it('names the nearest cluster when there is none of that name', async () => {
    const { code, err } = await runCli('render', 'eu-2', '--path', folder);
    expect(code).toBe(2);
    expect(err).toContain('did you mean eu-1?');
  });

  it('exits 1 and says where when a binding does not render', async () => {
    write({ 'feeds/shop/broken.yaml': 'a: [' });
    const { code, err } = await runCli('render', 'eu-1', '--path', folder);
    rmSync(join(folder, 'feeds/shop/broken.yaml'));
    expect(code).toBe(1);
    expect(err).toContain('feeds/shop/broken.yaml:1:');
  });

  it('loads no Kubernetes client', () => {
    const seen = new Set<string>();
    const visit = (file: string): void => {
      if (seen.has(file)) return;
      seen.add(file);
      if (!file.endsWith('.ts')) return;
      for (const [, target] of readFileSync(file, 'utf8').matchAll(/from '([^']+)'/g)) {
        visit(target!.startsWith('.') ? resolve(dirname(file), target!) : target!);
      }
    };
    visit(resolve('src/cli/commands/render.ts'));
    visit(resolve('src/cli/main.ts'));
    expect(seen.has('@kubernetes/client-node')).toBe(false);
    expect(seen.has('isomorphic-git')).toBe(false);
  });
});

describe('validate', () => {
  it('exits 0 for a good repository and counts what it read', async () => {
    const { code, out } = await runCli('validate', folder);
    expect(out).toContain('1 Subscriptions, 2 clusters: 0 errors');
    expect(code).toBe(0);
  });

  it('exits 1 for an error, with file, line and column', async () => {
    write({
      'overlays/localizations/eu-1/100-x/overlay.yaml':
        'apiVersion: headwater.dev/v1alpha1\nkind: Overlay\nlabls: []\n',
    });
    const { code, out } = await runCli('validate', folder);
    const json = JSON.parse((await runCli('validate', folder, '-o', 'json')).out);
    rmSync(join(folder, 'overlays'), { recursive: true });
    expect(code).toBe(1);
    expect(out).toMatch(
      /overlays\/localizations\/eu-1\/100-x\/overlay\.yaml:3:1: error InvalidField: .*labels/,
    );
    const codes = json.diagnostics.map(({ code, source }: { code: string; source: object }) => ({
      code,
      ...source,
    }));
    expect(codes).toContainEqual(expect.objectContaining({ code: 'InvalidField', line: 3, column: 1 }));
  });

  it('counts warnings as errors under --strict', async () => {
    write({ 'feed/x.yaml': 'a: 1\n' });
    const plain = await runCli('validate', folder);
    const strict = await runCli('validate', folder, '--strict');
    rmSync(join(folder, 'feed'), { recursive: true });
    expect([plain.code, strict.code]).toEqual([0, 1]);
    expect(plain.out).toContain('UnknownFolder');
  });

  it('exits 2 when the repository cannot be read', async () => {
    expect((await runCli('validate', join(folder, 'nowhere'))).code).toBe(2);
  });
});

describe('status and verbs', () => {
  const binding = {
    subscription: 'default/shop',
    cluster: 'eu-1',
    rollout: 'Succeeded',
    state: 'Soaked',
    health: 'Healthy',
    commit: 'c'.repeat(40),
    digest: 'd',
    epoch: 1,
    since: new Date().toISOString(),
    reason: '',
  };
  const source = { url: 'http://git.example/fleet', branch: 'main', commit: 'c'.repeat(40) };
  let shown = { fleet: 'f', source, clusters: [], bindings: [binding], diagnostics: [] };
  let server: RunningServer;
  const asked: string[] = [];

  beforeAll(async () => {
    const host: Parameters<typeof createApp>[0] = {
      ready: () => true,
      metrics: async () => ({ contentType: 'text/plain', body: '' }),
      status: () => shown as never,
      reconcile: async () => ({ commit: 'abc' }),
      acceptCluster: async (cluster) => {
        asked.push(cluster);
        return true;
      },
      resume: async () => false,
      onError: (error) => {
        throw error;
      },
    };
    server = await startServer(host, { hostname: '127.0.0.1', port: 0 });
  });
  afterAll(() => server.close());

  it('shows a row a binding and exits 0 when all is well', async () => {
    const { code, out } = await runCli('status', '--server', server.url);
    expect(code).toBe(0);
    expect(out).toMatch(/SUBSCRIPTION +CLUSTER +STATE +HEALTH/);
    expect(out).toMatch(/shop +eu-1 +Soaked +Healthy +ccccccc/);
  });

  it('exits 1 when a binding is not healthy, and says why', async () => {
    shown = {
      ...shown,
      bindings: [{ ...binding, health: 'Failed', reason: 'ApplyRejected: feeds/a.yaml:1:1 no' }],
    };
    const { code, out } = await runCli('status', '--server', server.url);
    expect(code).toBe(1);
    expect(out).toContain('ApplyRejected: feeds/a.yaml:1:1 no');
  });

  it('exits 1 before a first commit is planned: nothing is known to be well', async () => {
    shown = { ...shown, source: { ...source, commit: '' }, bindings: [] };
    expect((await runCli('status', '--server', server.url)).code).toBe(1);
  });

  it('prints nothing that could move the cursor, whatever a cluster says', async () => {
    shown = { ...shown, bindings: [{ ...binding, reason: 'no\u001b[2J\nFAKE ROW\u009b1A' }] };
    const { out } = await runCli('status', '--server', server.url);
    for (const control of ['\u001b', '\u009b']) expect(out).not.toContain(control);
    expect(out).toContain('no [2J FAKE ROW 1A');
  });

  it('exits 2 with a sentence for a wrong address, a wrong answer and a missing token file', async () => {
    const odd = createServer((_request, response) => response.end('<html>'));
    odd.listen(0, '127.0.0.1');
    await once(odd, 'listening');
    const { port } = odd.address() as AddressInfo;
    const answers = await Promise.all([
      runCli('status', '--server', 'nonsense'),
      runCli('status', '--server', `http://127.0.0.1:${port}`),
      runCli('reconcile', '--server', server.url, '--token-file', join(folder, 'none')),
    ]);
    odd.close();
    expect(answers.map(({ code }) => code)).toEqual([2, 2, 2]);
    expect(answers[0]!.err).toContain('--server');
    expect(answers[1]!.err).toContain('ServerUnreachable');
    expect(answers[2]!.err).toContain('--token-file');
  });

  it('exits 2 when nothing answers', async () => {
    expect((await runCli('status', '--server', 'http://127.0.0.1:1')).code).toBe(2);
    expect((await runCli('status', '--state', join(folder, 'no-such-state.db'))).code).toBe(2);
  });

  it('sends verbs and passes a refusal on', async () => {
    expect((await runCli('cluster', 'accept', 'eu-1', '--server', server.url)).code).toBe(0);
    expect(asked).toEqual(['eu-1']);
    expect((await runCli('reconcile', '--server', server.url)).out).toBe('planned abc\n');
    const refused = await runCli('resume', 'shop', '--server', server.url);
    expect(refused.code).toBe(2);
    expect(refused.err).toContain('default/shop is not paused');
  });
});

describe('the command line', () => {
  it('names the nearest command', async () => {
    const { code, err } = await runCli('staus');
    expect(code).toBe(2);
    expect(err).toContain('Did you mean status?');
  });

  it('refuses wrong flags with what was expected', async () => {
    const base = ['run', '--kubeconfig', 'x', '--state', join(folder, 's.db')];
    expect((await runCli(...base, '--repo', 'not a url')).err).toContain('--repo');
    expect((await runCli(...base, '--repo', 'https://x/y', '--listen', 'nonsense')).err).toContain(
      'like 127.0.0.1:9440',
    );
    expect((await runCli(...base, '--repo', 'https://x/y', '--poll-interval', 'soon')).err).toContain(
      'like 10s',
    );
    expect((await runCli(...base, '--repo', 'https://x/y', '--token-file', '/no/such')).err).toContain(
      '--token-file',
    );
    // Node's timers hold no more than 24 days: a longer interval would poll without a pause
    expect((await runCli(...base, '--repo', 'https://x/y', '--poll-interval', '30d')).err).toContain(
      'like 10s',
    );
    expect((await runCli(...base, '--repo', 'https://x/y', '--log-level', 'loud')).err).toContain('debug');
    expect((await runCli(...base, '--repo', 'https://u:%zz@x/y')).code).toBe(2);
    writeFileSync(join(folder, 'empty'), '\n');
    const empty = await runCli(...base, '--repo', 'https://x/y', '--token-file', join(folder, 'empty'));
    rmSync(join(folder, 'empty'));
    expect(empty.err).toContain('empty');
    expect((await runCli('render', 'a', '-o', 'xml')).err).toContain('yaml, json');
  });

  it('ends a bug with exit code 2, so that it is never taken for "different"', async () => {
    const commands = { status: async () => Promise.reject(new TypeError('https://me:secret@x')) };
    const written: string[] = [];
    const terminal = { out: () => undefined, err: (text: string) => written.push(text), colors: false };
    const options = { commands: commands as unknown as Commands, terminal, version: '1' };
    expect(await runProgram(['status'], options)).toBe(2);
    expect(written.join('')).toContain('TypeError');
    expect(written.join('')).not.toContain('secret');
  });

  it('completes every command and option in bash and zsh', async () => {
    const { out } = await runCli('completion', 'bash');
    expect(out).toContain('--poll-interval');
    expect((await runCli('completion', 'zsh')).out).toContain('bashcompinit');
    expect((await runCli('completion', 'fish')).code).toBe(2);
  });

  it('exits 0 for help and the version', async () => {
    expect((await runCli('--version')).out).toBe('1.2.3\n');
    expect((await runCli('--help')).code).toBe(0);
  });
});
