import { describe, expect, it } from 'vitest';
import { createDiscovery } from '../../../src/cluster/discovery/cached.ts';
import { type Answer, json, scriptedApi } from './scripted-api.ts';

interface Served {
  readonly kind: string;
  readonly plural: string;
  readonly cluster?: true;
}
type Groups = Readonly<Record<string, Readonly<Record<string, readonly Served[] | 'stale'>>>>;

const deployment = { kind: 'Deployment', plural: 'deployments' };
const base: Groups = {
  '': { v1: [{ kind: 'Namespace', plural: 'namespaces', cluster: true }] },
  apps: { v1: [deployment], v1beta1: [deployment] },
};

const aggregated = (groups: Groups, core: boolean) =>
  json({
    kind: 'APIGroupDiscoveryList',
    items: Object.entries(groups)
      .filter(([name]) => (name === '') === core)
      .map(([name, versions]) => ({
        metadata: { name },
        versions: Object.entries(versions).map(([version, served]) => ({
          version,
          freshness: served === 'stale' ? 'Stale' : 'Current',
          resources: (served === 'stale' ? [] : served).map(({ kind, plural, cluster }) => ({
            resource: plural,
            responseKind: { group: '', version: '', kind },
            scope: cluster ? 'Cluster' : 'Namespaced',
          })),
        })),
      })),
  });

const modern =
  (groups: () => Groups): Answer =>
  ({ path }) =>
    aggregated(groups(), path === '/api');

const start = (answer: Answer) => {
  const api = scriptedApi(answer);
  let time = 0;
  const discovery = createDiscovery({ api, now: () => time });
  return {
    api,
    discovery,
    pass: (milliseconds: number) => {
      time += milliseconds;
    },
    /** How often everything was read (two requests each). */
    reads: () => api.requests.filter(({ path }) => path === '/apis').length,
  };
};

const crd = { group: 'shop.example', version: 'v1', kind: 'Till' };
const withCrd: Groups = { ...base, 'shop.example': { v1: [{ kind: 'Till', plural: 'tills' }] } };

describe('discovery', () => {
  it('resolves exactly, or by the preferred version, with one reading', async () => {
    const { discovery, reads } = start(modern(() => base));

    const found = await Promise.all([
      discovery.resolve({ group: 'apps', version: 'v1beta1', kind: 'Deployment' }),
      discovery.resolveAny({ group: 'apps', kind: 'Deployment' }),
      discovery.resolve({ group: '', version: 'v1', kind: 'Namespace' }),
    ]);

    expect(found).toEqual([
      { group: 'apps', version: 'v1beta1', kind: 'Deployment', plural: 'deployments', namespaced: true },
      { group: 'apps', version: 'v1', kind: 'Deployment', plural: 'deployments', namespaced: true },
      { group: '', version: 'v1', kind: 'Namespace', plural: 'namespaces', namespaced: false },
    ]);
    expect(reads()).toBe(1);
  });

  it('reads again after ten minutes, and when invalidated', async () => {
    const { discovery, pass, reads } = start(modern(() => base));
    const ask = () => discovery.resolveAny({ group: 'apps', kind: 'Deployment' });
    await ask();
    pass(599_999);
    await ask();
    expect(reads()).toBe(1);
    pass(1);
    await ask();
    expect(reads()).toBe(2);
    discovery.invalidate();
    await ask();

    expect(reads()).toBe(3);
  });

  it('asks once more for a kind that it does not know, and then believes it for five seconds', async () => {
    let groups = base;
    const { discovery, pass, reads } = start(modern(() => groups));
    await discovery.resolveAny({ group: 'apps', kind: 'Deployment' });

    expect(await discovery.resolve(crd)).toBeUndefined();
    expect(await discovery.resolve(crd)).toBeUndefined();
    expect(reads()).toBe(2);
    groups = withCrd;
    pass(4_999);
    expect(await discovery.resolve(crd)).toBeUndefined();
    pass(1);
    expect(await discovery.resolve(crd)).toMatchObject({ plural: 'tills' });

    expect(reads()).toBe(3);
  });

  it('forgets its misses when invalidated', async () => {
    let groups = base;
    const { discovery } = start(modern(() => groups));
    expect(await discovery.resolve(crd)).toBeUndefined();
    groups = withCrd;
    discovery.invalidate();

    expect(await discovery.resolve(crd)).toBeDefined();
  });

  it('forgets a kind that is served no more', async () => {
    let groups = withCrd;
    const { discovery } = start(modern(() => groups));
    await discovery.resolve(crd);
    groups = base;
    discovery.invalidate();

    expect(await discovery.resolve(crd)).toBeUndefined();
  });

  it('shares one reading among all who miss at once', async () => {
    const { discovery, reads } = start(modern(() => base));

    await Promise.all(
      Array.from({ length: 50 }, (_, index) => discovery.resolve({ ...crd, kind: `Kind${index}` })),
    );

    expect(reads()).toBe(1);
  });

  it('does not keep a reading that an invalidation overtook', async () => {
    let groups = base;
    const gate = Promise.withResolvers<void>();
    const { discovery } = start(async (request) => {
      const answer = modern(() => groups)(request, 0);
      await gate.promise;
      return answer;
    });
    const early = discovery.resolve(crd);
    groups = withCrd;
    discovery.invalidate();
    const late = discovery.resolve(crd);
    gate.resolve();

    expect(await early).toBeUndefined();
    expect(await late).toBeDefined();
    expect(await discovery.resolve(crd)).toBeDefined();
  });

  it('rejects when the cluster cannot be asked, and asks anew next time', async () => {
    let down = true;
    const { discovery } = start((request) => (down ? { status: 503 } : modern(() => base)(request, 0)));
    const ask = () => discovery.resolveAny({ group: 'apps', kind: 'Deployment' });

    await expect(ask()).rejects.toMatchObject({
      retryable: true,
      diagnostic: { code: 'ClusterUnreachable' },
    });
    down = false;
    expect(await ask()).toBeDefined();
  });

  it('does not call unknown what is of a group whose API server is away', async () => {
    const { discovery } = start(modern(() => ({ ...base, 'shop.example': { v1: 'stale' } })));

    await expect(discovery.resolve(crd)).rejects.toMatchObject({ retryable: true });
    await expect(discovery.resolveAny(crd)).rejects.toMatchObject({ retryable: true });
    expect(await discovery.resolve({ ...crd, version: 'v2' })).toBeUndefined();
    expect(await discovery.resolveAny({ group: 'apps', kind: 'Deployment' })).toBeDefined();
    expect(await discovery.resolveAny({ group: 'apps', kind: 'Nothing' })).toBeUndefined();
  });

  it('keeps what it knew of a group while its API server is away', async () => {
    let groups: Groups = withCrd;
    const { discovery, pass } = start(modern(() => groups));
    await discovery.resolve(crd);
    groups = { ...base, 'shop.example': { v1: 'stale' } };
    pass(600_000);

    expect(await discovery.resolve(crd)).toMatchObject({ plural: 'tills' });
  });

  it('passes over resources without a kind of their own', async () => {
    const { discovery } = start(({ path }) =>
      json({
        kind: 'APIGroupDiscoveryList',
        items:
          path === '/api'
            ? []
            : [
                {
                  metadata: { name: 'x' },
                  versions: [{ version: 'v1', resources: [{ resource: 'parts', scope: 'Namespaced' }] }],
                },
              ],
      }),
    );

    expect(await discovery.resolveAny({ group: 'x', kind: '' })).toBeUndefined();
  });
});

describe('discovery on a server without the aggregated kind', () => {
  const resources = (list: readonly { name: string; kind: string; namespaced: boolean }[]) =>
    json({ kind: 'APIResourceList', resources: list });
  const old =
    (broken: Readonly<Record<string, number>> = {}): Answer =>
    ({ path }) => {
      if (broken[path] !== undefined) return { status: broken[path] };
      switch (path) {
        case '/api':
          return json({ kind: 'APIVersions', versions: ['v1'] });
        case '/apis':
          return json({
            kind: 'APIGroupList',
            groups: [
              {
                name: 'apps',
                versions: [{ version: 'v1beta1' }, { version: 'v1' }],
                preferredVersion: { version: 'v1' },
              },
              { name: 'metrics', versions: [{ version: 'v1' }], preferredVersion: { version: 'v1' } },
            ],
          });
        case '/api/v1':
          return resources([{ name: 'pods', kind: 'Pod', namespaced: true }]);
        case '/apis/metrics/v1':
          return resources([{ name: 'nodes', kind: 'NodeMetrics', namespaced: false }]);
        default:
          return resources([
            { name: 'deployments', kind: 'Deployment', namespaced: true },
            { name: 'deployments/scale', kind: 'Scale', namespaced: true },
          ]);
      }
    };

  it('reads the groups one by one, the preferred version first, without subresources', async () => {
    const { discovery } = start(old());

    expect(await discovery.resolveAny({ group: 'apps', kind: 'Deployment' })).toEqual({
      group: 'apps',
      version: 'v1',
      kind: 'Deployment',
      plural: 'deployments',
      namespaced: true,
    });
    expect(await discovery.resolve({ group: 'apps', version: 'v1beta1', kind: 'Deployment' })).toBeDefined();
    expect(await discovery.resolve({ group: '', version: 'v1', kind: 'Pod' })).toBeDefined();
    expect(await discovery.resolveAny({ group: 'apps', kind: 'Scale' })).toBeUndefined();
  });

  it('goes on without a group whose API server is away', async () => {
    const { discovery } = start(old({ '/apis/metrics/v1': 503 }));

    expect(await discovery.resolveAny({ group: 'apps', kind: 'Deployment' })).toBeDefined();
    await expect(discovery.resolveAny({ group: 'metrics', kind: 'NodeMetrics' })).rejects.toMatchObject({
      retryable: true,
    });
  });

  it('takes a group that went meanwhile for gone', async () => {
    const { discovery } = start(old({ '/apis/metrics/v1': 404 }));

    expect(await discovery.resolveAny({ group: 'metrics', kind: 'NodeMetrics' })).toBeUndefined();
  });
});
