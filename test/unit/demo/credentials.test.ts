import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { writeKubeconfig } from '../../../src/demo/control-plane/kubeconfig.ts';
import { fleetUsers, issueTokens, tokenFile, tokenOf } from '../../../src/demo/control-plane/users.ts';

describe('the users of a local fleet', () => {
  it('are an administrator, Headwater and the machinery, and whom the caller adds', () => {
    const users = fleetUsers([{ name: 'limited' }]);

    expect(users.map((user) => user.name)).toEqual([
      'admin',
      'headwater',
      'controllers',
      'kubelet',
      'limited',
    ]);
    expect(users.at(-1)?.groups).toBeUndefined();
  });

  it('lets a caller take the administrator group from Headwater', () => {
    const users = fleetUsers([{ name: 'headwater', groups: ['reconcilers'] }]);

    expect(users.filter((user) => user.name === 'headwater')).toEqual([
      { name: 'headwater', groups: ['reconcilers'] },
    ]);
  });

  it('refuses names that would add a row or a column to the token file', () => {
    for (const name of ['a,b', 'a\nb', '"', ''])
      expect(() => fleetUsers([{ name }])).toThrow('user or group');
    expect(() => fleetUsers([{ name: 'a', groups: ['x",system:masters'] }])).toThrow('user or group');
  });

  it('have other tokens in every cluster', () => {
    const users = fleetUsers();

    const [one, two] = [issueTokens(users), issueTokens(users)];

    expect(new Set([...one, ...two].map((credential) => credential.token)).size).toBe(users.length * 2);
    expect(tokenFile(one).split('\n')[0]).toBe(`${tokenOf(one, 'admin')},admin,admin,"system:masters"`);
    expect(() => tokenOf(one, 'nobody')).toThrow('no user nobody');
  });
});

describe('a kubeconfig of a local fleet', () => {
  it('has a context a cluster and is for its owner alone', () => {
    const folder = mkdtempSync(join(tmpdir(), 'headwater-test-'));
    const file = join(folder, 'kubeconfig');
    const connection = (cluster: string) => ({
      cluster,
      url: `https://127.0.0.1/${cluster}`,
      caPem: 'PEM',
      token: `token of ${cluster}`,
    });

    writeKubeconfig(file, [connection('east'), connection('west')]);
    const text = readFileSync(file, 'utf8');
    const mode = statSync(file).mode & 0o777;
    rmSync(folder, { recursive: true });

    expect(mode).toBe(0o600);
    expect(load(text)).toMatchObject({
      'current-context': 'east',
      contexts: [{ name: 'east' }, { name: 'west', context: { cluster: 'west', user: 'west' } }],
      clusters: [{}, { cluster: { server: 'https://127.0.0.1/west', 'certificate-authority-data': 'UEVN' } }],
      users: [{}, { name: 'west', user: { token: 'token of west' } }],
    });
  });
});
