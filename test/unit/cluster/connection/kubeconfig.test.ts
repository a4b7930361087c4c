import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contextNamed, loadKubeconfig } from '../../../../src/cluster/connection/kubeconfig.ts';
import type { KubeconfigAllowances } from '../../../../src/cluster/connection/kubeconfig-refusal.ts';
import { HeadwaterError } from '../../../../src/model/diagnostic.ts';
import { loopbackCertificate } from './loopback-certificate.ts';

const { cert, key } = loopbackCertificate;
const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** A kubeconfig with one context `x`, as JSON, which is YAML too. */
const kubeconfig = (user: object, cluster: object = {}): string =>
  JSON.stringify({
    'current-context': 'x',
    clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:6443', ...cluster } }],
    users: [{ name: 'u', user }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
  });
const load = async (text: string, allowed: KubeconfigAllowances = {}) =>
  contextNamed(await loadKubeconfig({ text, name: 'test' }, allowed), 'x');
const credentials = async (text: string, allowed?: KubeconfigAllowances) =>
  (await load(text, allowed)).readCredentials();

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'headwater-kubeconfig-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the credentials of a kubeconfig', () => {
  it('are a token, a CA and a name to check', async () => {
    const read = await credentials(
      kubeconfig(
        { token: 'secret' },
        { 'certificate-authority-data': base64(cert), 'tls-server-name': 'api.example' },
      ),
    );

    expect(read).toEqual({
      headers: { authorization: 'Bearer secret' },
      tls: { ca: cert, serverName: 'api.example', skipVerify: false },
    });
  });

  it('are a client certificate and its key', async () => {
    const read = await credentials(
      kubeconfig({ 'client-certificate-data': base64(cert), 'client-key-data': base64(key) }),
    );

    expect(read).toEqual({ headers: {}, tls: { cert, key, skipVerify: false } });
  });

  it('are a user and a password, or nobody', async () => {
    const basic = await credentials(kubeconfig({ username: 'ada', password: 'l:ove' }));
    const anonymous = await credentials(
      JSON.stringify({
        clusters: [
          {
            name: 'c',
            cluster: {
              server: 'https://a',
              'certificate-authority-data': base64(cert),
              'insecure-skip-tls-verify': true,
            },
          },
        ],
        contexts: [{ name: 'x', context: { cluster: 'c' } }],
      }),
    );

    expect(basic.headers).toEqual({ authorization: `Basic ${base64('ada:l:ove')}` });
    expect(anonymous).toEqual({ headers: {}, tls: { ca: cert, skipVerify: true } });
  });

  it('impersonate as the kubeconfig says, groups included', async () => {
    const { headers } = await credentials(
      kubeconfig({ token: 't', as: 'robot', 'as-uid': '7', 'as-groups': ['a', 'b'] }),
    );

    expect(headers).toMatchObject({
      'impersonate-user': 'robot',
      'impersonate-uid': '7',
      'impersonate-group': ['a', 'b'],
    });
  });

  it('are found for plain http on loopback too', async () => {
    expect(
      (await credentials(kubeconfig({ token: 't' }, { server: 'http://127.0.0.1:8080' }))).headers,
    ).toEqual({
      authorization: 'Bearer t',
    });
  });

  it('of files are read anew each time, from the folder of the kubeconfig, once that is allowed', async () => {
    mkdirSync(join(folder, 'pki'));
    writeFileSync(join(folder, 'pki/ca.pem'), cert);
    writeFileSync(join(folder, 'token'), 'first\n');
    const file = join(folder, 'config');
    writeFileSync(
      file,
      kubeconfig({ tokenFile: 'token', token: 'old' }, { 'certificate-authority': 'pki/ca.pem' }),
    );
    const context = contextNamed(await loadKubeconfig({ file }, { allowFiles: true }), 'x');

    const first = await context.readCredentials();
    writeFileSync(join(folder, 'token'), 'second');
    const second = await context.readCredentials();

    expect(first).toEqual({
      headers: { authorization: 'Bearer first' },
      tls: { ca: cert, skipVerify: false },
    });
    expect(second.headers).toEqual({ authorization: 'Bearer second' });
    expect(context.maxAgeMs).toBe(60_000);
  });

  it('of a file that is not there are an error without its content', async () => {
    const text = kubeconfig({ tokenFile: join(folder, 'nothing') });

    await expect(credentials(text, { allowFiles: true })).rejects.toMatchObject({
      retryable: true,
      diagnostic: { code: 'ClusterAuth' },
    });
    await expect(
      credentials(kubeconfig({ tokenFile: 'relative' }), { allowFiles: true }),
    ).rejects.toMatchObject({
      diagnostic: { code: 'ClusterConfigRefused' },
    });
  });
});

describe('a kubeconfig context is refused, with the flag that allows it, when it', () => {
  const exec = {
    command: '/usr/local/bin/aws',
    args: ['eks', 'get-token'],
    apiVersion: 'client.authentication.k8s.io/v1',
  };
  const oidc = { name: 'oidc', config: { 'id-token': 'x' } };

  it.each<[string, object, object, string | undefined, KubeconfigAllowances | undefined]>([
    ['starts a program', { exec }, {}, '--allow-exec aws', { allowExec: ['aws'] }],
    ['renews tokens', { 'auth-provider': oidc }, {}, '--allow-exec oidc', { allowExec: ['oidc'] }],
    ['reads a token file', { tokenFile: '/t' }, {}, '--allow-files', { allowFiles: true }],
    ['reads a certificate', { 'client-certificate': '/c' }, {}, '--allow-files', { allowFiles: true }],
    ['reads a key', { 'client-key': '/k' }, {}, '--allow-files', { allowFiles: true }],
    ['reads a CA', {}, { 'certificate-authority': '/ca' }, '--allow-files', { allowFiles: true }],
    ['asks a person', { exec: { ...exec, interactiveMode: 'Always' } }, {}, undefined, undefined],
    ['has an auth-provider of old', { 'auth-provider': { name: 'gcp' } }, {}, undefined, undefined],
    [
      'hides a program in an auth-provider',
      { 'auth-provider': { name: 'oidc', config: { exec } } },
      {},
      undefined,
      undefined,
    ],
    ['goes through a proxy', {}, { 'proxy-url': 'http://user:pass@proxy' }, undefined, undefined],
    ['impersonates with extras', { 'as-user-extra': { a: ['b'] } }, {}, undefined, undefined],
  ])('%s', async (_what, user, cluster, flag, allowed) => {
    const everythingElse = { allowExec: ['kubectl', 'gke-gcloud-auth-plugin'] };
    const { refusal } = await load(kubeconfig(user, cluster), everythingElse);

    expect(refusal?.code).toBe('ClusterConfigRefused');
    if (flag !== undefined) expect(refusal?.hint).toContain(flag);
    expect(JSON.stringify(refusal)).not.toContain('pass');
    const most = { allowExec: ['aws', 'oidc', 'gcp'], allowFiles: true };
    const relaxed = await load(kubeconfig(user, cluster), allowed ?? most);
    expect(relaxed.refusal === undefined).toBe(allowed !== undefined);
  });

  it('does so alone: the others of the file are not', async () => {
    const { contexts } = await loadKubeconfig({
      name: 'test',
      text: JSON.stringify({
        clusters: [{ name: 'c', cluster: { server: 'https://a' } }],
        users: [
          { name: 'good', user: { token: 't' } },
          { name: 'bad', user: { exec } },
        ],
        contexts: [
          { name: 'good', context: { cluster: 'c', user: 'good' } },
          { name: 'bad', context: { cluster: 'c', user: 'bad' } },
          { name: 'lost', context: { cluster: 'c', user: 'nobody' } },
          { name: 'nowhere', context: { cluster: 'nothing', user: 'good' } },
        ],
      }),
    });

    const refused = [...contexts.values()].filter(({ refusal }) => refusal).map(({ name }) => name);
    expect(refused).toEqual(['bad', 'lost', 'nowhere']);
    await expect(contexts.get('bad')?.readCredentials()).rejects.toBeInstanceOf(HeadwaterError);
  });

  it('never reads a file while it only looks', async () => {
    // client-node's own parser would read this one
    const { refusal } = await load(kubeconfig({ 'token-file': '/proc/self/environ', token: 't' }));

    expect(refusal).toBeUndefined();
    expect((await credentials(kubeconfig({ 'token-file': '/nothing', token: 't' }))).headers).toEqual({
      authorization: 'Bearer t',
    });
  });
});

describe('a kubeconfig', () => {
  const refused = (text: string) =>
    loadKubeconfig({ text, name: 'test' }).then(
      () => undefined,
      (error: HeadwaterError) => error.diagnostic,
    );

  it('is read as YAML, with its current context', async () => {
    const { contexts, currentContext } = await loadKubeconfig({
      name: 'test',
      text: [
        'apiVersion: v1',
        'kind: Config',
        'current-context: x',
        'preferences: {}',
        'clusters:',
        '- {name: c, cluster: {server: https://127.0.0.1:6443}}',
        'users: null',
        'contexts:',
        '- {name: x, context: {cluster: c}}',
      ].join('\n'),
    });

    expect(currentContext).toBe('x');
    expect(contexts.get('x')).toMatchObject({
      server: 'https://127.0.0.1:6443',
      maxAgeMs: Number.POSITIVE_INFINITY,
    });
  });

  it.each([
    ['broken YAML', 'users: [{name: u, user: {token: sec-ret'],
    ['broken JSON', '{"users": [{"name": "u", "user": {"token": "sec-ret'],
    ['no mapping', 'sec-ret'],
    ['a token that is a number', 'users: [{name: u, user: {token: 12345}}]'],
    ['aliases', 'users: &sec-ret [{name: u, user: {token: t}}]\ncontexts: *sec-ret'],
    ['a cluster without server', 'clusters: [{name: sec-ret, cluster: {}}]'],
    [
      'two clusters of one name',
      JSON.stringify({ clusters: [1, 2].map((n) => ({ name: 'c', cluster: { server: `https://${n}` } })) }),
    ],
    ['16 MB', `users: ${' '.repeat(16 * 1024 * 1024)}`],
  ])('is refused as a whole with %s, quoting nothing of it', async (_what, text) => {
    const diagnostic = await refused(text);

    expect(diagnostic?.code).toBe('ClusterConfigRefused');
    expect(diagnostic?.message).not.toMatch(/sec-ret|12345/);
  });

  it('that is not there, or no file, is refused', async () => {
    for (const file of [join(folder, 'nothing'), folder]) {
      await expect(loadKubeconfig({ file })).rejects.toMatchObject({
        diagnostic: { code: 'ClusterConfigRefused' },
      });
    }
  });

  it('without a context of that name says so', async () => {
    const config = await loadKubeconfig({ text: '{}', name: 'test' });

    expect(() => contextNamed(config, 'x')).toThrow(
      expect.objectContaining({ diagnostic: expect.objectContaining({ code: 'ClusterUnknown' }) }),
    );
  });
});
