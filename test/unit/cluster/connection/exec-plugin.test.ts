import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runExecPlugin } from '../../../../src/cluster/connection/exec-plugin.ts';
import { contextNamed, loadKubeconfig } from '../../../../src/cluster/connection/kubeconfig.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'headwater-exec-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A plugin that is a script of this Node. */
const plugin = (script: string) => {
  const file = join(folder, 'plugin.mjs');
  writeFileSync(file, script);
  return { command: process.execPath, args: [file] };
};
const print = (credential: unknown): string => `console.log(${JSON.stringify(JSON.stringify(credential))})`;
const credential = (status: object) => ({
  apiVersion: 'client.authentication.k8s.io/v1',
  kind: 'ExecCredential',
  status,
});
const cluster = { server: 'https://127.0.0.1:6443', 'tls-server-name': 'api.example' };
const run = (exec: object & { command: string }, timeoutMs = 20_000) =>
  runExecPlugin({ context: 'x', exec, cluster, folder, timeoutMs });

describe('an exec plugin', () => {
  it('gives a token and its end', async () => {
    const exec = plugin(print(credential({ token: 'secret', expirationTimestamp: '2030-01-01T00:00:00Z' })));

    expect(await run(exec)).toEqual({ token: 'secret', expiresAt: Date.UTC(2030, 0, 1) });
  });

  it('gives a client certificate', async () => {
    const exec = plugin(print(credential({ clientCertificateData: 'CERT', clientKeyData: 'KEY' })));

    expect(await run(exec)).toEqual({ cert: 'CERT', key: 'KEY' });
  });

  it('is told what the protocol says, with its own environment and a closed standard input', async () => {
    const exec = {
      ...plugin(`
        for await (const _ of process.stdin) {}
        const { spec, kind } = JSON.parse(process.env.KUBERNETES_EXEC_INFO);
        const token = JSON.stringify([kind, spec, process.env.PROFILE]);
        console.log(JSON.stringify({ kind: 'ExecCredential', status: { token } }));
      `),
      env: [{ name: 'PROFILE', value: 'blue' }],
      provideClusterInfo: true,
    };

    expect(JSON.parse((await run(exec)).token ?? '')).toEqual([
      'ExecCredential',
      { interactive: false, cluster: { server: 'https://127.0.0.1:6443', 'tls-server-name': 'api.example' } },
      'blue',
    ]);
  });

  it('with a relative path starts at the folder of the kubeconfig, and no shell sees its name', async () => {
    mkdirSync(join(folder, 'bin'));
    const file = join(folder, 'bin', 'my plugin; rm');
    const script = `#!${process.execPath}\n${print(credential({ token: 'relative' }))}`;
    writeFileSync(file, script, { mode: 0o755 });

    expect(await run({ command: './bin/my plugin; rm' })).toEqual({ token: 'relative' });
  });

  it.each([
    ['fails', 'console.error("sec-ret"); process.exit(3)'],
    ['prints no JSON', 'console.log("sec-ret")'],
    ['prints another kind', print({ kind: 'Secret', status: { token: 'sec-ret' } })],
    ['prints no credential', print(credential({}))],
    ['prints half of one', print(credential({ clientCertificateData: 'sec-ret' }))],
    ['prints too much', 'process.stdout.write("sec-ret".repeat(1_000_000))'],
  ])('that %s is ClusterAuth, and nothing that it printed is told', async (_what, script) => {
    const failure = await run(plugin(script)).catch((error: unknown) => error);

    expect(failure).toMatchObject({ retryable: true, diagnostic: { code: 'ClusterAuth' } });
    expect(JSON.stringify(failure) + String(failure)).not.toContain('sec-ret');
  });

  it('that does not end is killed', async () => {
    await expect(run(plugin('setInterval(() => {}, 1000)'), 300)).rejects.toMatchObject({
      diagnostic: { code: 'ClusterAuth' },
    });
  });

  it('that does not exist is ClusterAuth', async () => {
    await expect(run({ command: 'no-such-plugin-anywhere' })).rejects.toMatchObject({
      diagnostic: { code: 'ClusterAuth' },
    });
  });

  it('gives a context its headers and the end of its credentials', async () => {
    const exec = plugin(print(credential({ token: 'secret', expirationTimestamp: '2030-01-01T00:00:00Z' })));
    const { contexts } = await loadKubeconfig(
      {
        name: 'test',
        text: JSON.stringify({
          clusters: [{ name: 'c', cluster }],
          users: [{ name: 'u', user: { exec } }],
          contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
        }),
      },
      { allowExec: ['node'] },
    );

    expect(await contextNamed({ contexts }, 'x').readCredentials()).toMatchObject({
      headers: { authorization: 'Bearer secret' },
      expiresAt: Date.UTC(2030, 0, 1),
    });
  });
});
