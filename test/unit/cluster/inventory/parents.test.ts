import { describe, expect, it } from 'vitest';
import type { ApiRequest } from '../../../../src/cluster/api.ts';
import type { BindingWork } from '../../../../src/cluster/engine.ts';
import { createParents, type Parents } from '../../../../src/cluster/inventory/parents.ts';
import { defaultBindingPolicy } from '../../../../src/model/desired.ts';
import { HeadwaterError } from '../../../../src/model/diagnostic.ts';
import { fakeClock } from '../fake-clock.ts';
import { desired, settings } from '../live-objects.ts';
import { scriptedApi } from '../scripted-api.ts';

const { signal } = new AbortController();
const object = desired(settings());
const ids = [object.id];

const work = (epoch: number, fields: Partial<BindingWork> = {}): BindingWork => ({
  fleet: 'acme',
  subscription: 'default/shop',
  commit: 'c'.repeat(40),
  epoch,
  owned: new Map(),
  state: {
    subscription: 'default/shop',
    cluster: 'east',
    policy: defaultBindingPolicy,
    objects: [object],
    digest: `digest-${epoch}`,
    treatment: '',
  },
  ...fields,
});

/** One namespace of ConfigMaps with compare-and-set, as an API server has it. */
const cluster = () => {
  let version = 10;
  let home = false;
  const stored = new Map<string, ReturnType<typeof JSON.parse>>();
  const keep = (name: string, body: string, uid: string) => {
    version += 1;
    const kept = JSON.parse(body);
    kept.metadata = { ...kept.metadata, uid, resourceVersion: String(version) };
    stored.set(name, kept);
    return JSON.stringify(kept);
  };
  const answer = ({ method, path, body = '' }: ApiRequest) => {
    const [where = ''] = path.split('?');
    if (where === '/api/v1/namespaces') {
      home = true;
      return { status: 201, body: '{}' };
    }
    const name = where.endsWith('/configmaps') ? '' : (where.split('/').at(-1) ?? '');
    if (method === 'GET' && name === '') {
      return { body: JSON.stringify({ metadata: {}, items: [...stored.values()] }) };
    }
    if (method === 'POST') {
      const wanted = JSON.parse(body).metadata.name;
      if (!home) return { status: 404, body: '{}' };
      if (stored.has(wanted)) return { status: 409, body: '{}' };
      return { status: 201, body: keep(wanted, body, `uid-${version}`) };
    }
    const found = stored.get(name);
    if (found === undefined) return { status: 404, body: '{}' };
    if (method === 'GET') return { body: JSON.stringify(found) };
    if (method === 'DELETE') {
      stored.delete(name);
      return { body: '{}' };
    }
    const same = JSON.parse(body).metadata.resourceVersion === found.metadata.resourceVersion;
    return same ? { status: 200, body: keep(name, body, found.metadata.uid) } : { status: 409, body: '{}' };
  };
  const api = scriptedApi(answer);
  const writes = (): readonly string[] =>
    api.requests.filter(({ method }) => method !== 'GET').map(({ method }) => method);
  return { api, stored, writes };
};

const parentsOf = (
  server: ReturnType<typeof cluster>,
  identity = async (): Promise<void> => undefined,
): Parents =>
  createParents({
    api: server.api,
    clock: fakeClock({ eager: true }),
    fleet: 'acme',
    manager: 'headwater',
    wrote: () => undefined,
    clusterUid: () => 'uid-of-kube-system',
    assertIdentity: identity,
  });
const only = (server: ReturnType<typeof cluster>) => [...server.stored.values()][0];

describe('claim', () => {
  it('writes a new parent once, and its namespace only when that is missing', async () => {
    const server = cluster();
    const parents = parentsOf(server);

    expect(await parents.claim(work(1), ids, signal)).toBe('written');
    expect(server.writes()).toEqual(['POST', 'POST', 'POST']);
    expect(await parents.claim(work(1, { subscription: 'default/other' }), ids, signal)).toBe('written');
    expect(server.writes()).toHaveLength(4);
  });

  it('writes nothing while the pin is the one recorded, and one PUT for a new one', async () => {
    const server = cluster();
    const parents = parentsOf(server);
    await parents.claim(work(1), ids, signal);
    const before = server.writes().length;

    expect(await parents.claim(work(1), ids, signal)).toBe('current');
    // lastGood alone is no reason to write
    const lastGood = { commit: 'a'.repeat(40), digest: 'x' };
    expect(await parents.claim(work(1, { lastGood }), ids, signal)).toBe('current');
    expect(server.writes()).toHaveLength(before);

    expect(await parents.claim(work(2, { lastGood }), ids, signal)).toBe('written');
    expect(server.writes()).toHaveLength(before + 1);
    expect(only(server).data).toMatchObject({ epoch: '2', 'last-good': `${lastGood.commit} x` });
  });

  it('gives way to a higher epoch, known or found by compare-and-set', async () => {
    const server = cluster();
    const [late, other] = [parentsOf(server), parentsOf(server)];
    await late.claim(work(1), ids, signal);
    await other.load(signal);
    await other.claim(work(5), ids, signal);
    const before = server.writes().length;

    // its PUT is refused, and what it reads then is newer
    expect(await late.claim(work(2), ids, signal)).toBe('superseded');
    expect(server.writes()).toHaveLength(before + 1);
    expect(await late.claim(work(3), ids, signal)).toBe('superseded');
    expect(server.writes()).toHaveLength(before + 1);
    expect(only(server).data.epoch).toBe('5');
  });

  it('goes on after a lost race with a lower epoch', async () => {
    const server = cluster();
    const [late, other] = [parentsOf(server), parentsOf(server)];
    await late.claim(work(1), ids, signal);
    await other.load(signal);
    await other.claim(work(2), ids, signal);

    expect(await late.claim(work(3), ids, signal)).toBe('written');
    expect(only(server).data.epoch).toBe('3');
  });

  it('widens over what was recorded and never narrows by itself', async () => {
    const server = cluster();
    const parents = parentsOf(server);
    const secret = { group: '', kind: 'Secret', namespace: 'other', name: 's' };
    await parents.claim(work(1), [...ids, secret], signal);

    await parents.claim(work(2), ids, signal);

    expect(parents.get('default/shop')).toMatchObject({
      kinds: ['ConfigMap', 'Secret'],
      namespaces: ['default', 'other'],
    });
  });

  it('narrows what a prune found empty', async () => {
    const server = cluster();
    const parents = parentsOf(server);
    const secret = { group: '', kind: 'Secret', namespace: 'other', name: 's' };
    await parents.claim(work(1), [...ids, secret], signal);
    const before = server.writes().length;
    const scope = { kinds: ['ConfigMap'], namespaces: ['default'] };

    await parents.narrow(work(1), scope, signal);
    expect(server.writes()).toHaveLength(before + 1);
    expect(parents.get('default/shop')).toMatchObject(scope);
  });

  it('makes a parent that somebody deleted anew, with all that it had recorded', async () => {
    const server = cluster();
    const parents = parentsOf(server);
    const secret = { group: '', kind: 'Secret', namespace: 'other', name: 's' };
    await parents.claim(work(1), [...ids, secret], signal);
    server.stored.clear();

    expect(await parents.claim(work(2), ids, signal)).toBe('written');

    expect(parents.get('default/shop')?.kinds).toEqual(['ConfigMap', 'Secret']);
  });

  it('writes nothing when the parent vanished because this is another cluster', async () => {
    const server = cluster();
    const stranger = new HeadwaterError(
      { code: 'ClusterIdentityChanged', severity: 'error', message: 'another' },
      { retryable: false },
    );
    const parents = parentsOf(server, () => Promise.reject(stranger));
    await parents.claim(work(1), ids, signal);
    server.stored.clear();

    await expect(parents.claim(work(2), ids, signal)).rejects.toBe(stranger);

    expect(server.stored.size).toBe(0);
  });

  it('refuses to overwrite a ConfigMap of that name that is no parent', async () => {
    const server = cluster();
    const first = parentsOf(server);
    await first.claim(work(1), ids, signal);
    delete only(server).data.epoch;
    const parents = parentsOf(server);
    expect(await parents.load(signal)).toMatchObject({ records: [] });

    await expect(parents.claim(work(2), ids, signal)).rejects.toMatchObject({
      diagnostic: { code: 'ApplyRejected' },
    });
  });
});

describe('load', () => {
  it('tells what each binding runs, and knows a cluster that was restored from a backup', async () => {
    const server = cluster();
    const parents = parentsOf(server);
    await parents.claim(work(1), ids, signal);
    const backup = structuredClone(only(server));
    await parents.claim(work(2), ids, signal);

    const now = await parents.load(signal);
    expect(now).toMatchObject({ rewound: false, records: [{ epoch: 2, digest: 'digest-2' }] });

    server.stored.set(backup.metadata.name, backup);
    expect(await parents.load(signal)).toMatchObject({ rewound: true, records: [{ epoch: 1 }] });
  });

  it('rejects where the LIST is refused: no parents is another answer', async () => {
    const api = scriptedApi(() => ({ status: 403, body: '{}' }));
    const parents = parentsOf({ ...cluster(), api });
    await expect(parents.load(signal)).rejects.toMatchObject({ diagnostic: { code: 'ClusterAuth' } });
  });
});
