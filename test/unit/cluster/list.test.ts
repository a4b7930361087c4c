import { describe, expect, it } from 'vitest';
import { listMetadata } from '../../../src/cluster/list.ts';
import { type Answer, json, scriptedApi } from './scripted-api.ts';

const type = { group: '', version: 'v1', kind: 'Secret', plural: 'secrets', namespaced: true };
const page = (names: readonly string[], next?: string) =>
  json({
    metadata: { resourceVersion: '9', continue: next },
    items: names.map((name) => ({ metadata: { name, uid: `u-${name}`, resourceVersion: '1' } })),
  });
const list = (answer: Answer) => {
  const api = scriptedApi(answer);
  const outcome = listMetadata({
    api,
    type,
    namespace: 'shop',
    record: ({ name }) => (name === 'skip' ? undefined : name),
  });
  return { api, outcome };
};

describe('a metadata list', () => {
  it('follows the pages, keeps what the record keeps, and tells where a watch goes on', async () => {
    const { api, outcome } = list((_request, index) =>
      index === 0 ? page(['a', 'skip'], 'n+1') : page(['b'], ''),
    );

    expect(await outcome).toEqual({ listed: true, items: ['a', 'b'], resourceVersion: '9' });
    expect(api.requests.map(({ path }) => path)).toEqual([
      '/api/v1/namespaces/shop/secrets?limit=500',
      '/api/v1/namespaces/shop/secrets?limit=500&continue=n%2B1',
    ]);
    expect(api.requests[0]?.accept).toBe('application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1');
  });

  it('begins anew when its pages expired, and gives up as 410 at the third time', async () => {
    const recovering = list(
      (_request, index) => [page(['old'], 'n'), { status: 410 }, page(['new'])][index]!,
    );
    const hopeless = list(({ path }) => (path.includes('continue') ? { status: 410 } : page(['a'], 'n')));

    expect(await recovering.outcome).toMatchObject({ items: ['new'] });
    expect(await hopeless.outcome).toMatchObject({ listed: false, response: { status: 410 } });
    expect(hopeless.api.requests).toHaveLength(6);
  });

  it('gives a refusal as data', async () => {
    expect(await list(() => ({ status: 403, body: '{}' })).outcome).toEqual({
      listed: false,
      response: { status: 403, body: '{}' },
    });
  });

  it.each(['<html>', '', 'null', '[]x'])('rejects a 200 that no API server sends: %j', async (body) => {
    await expect(list(() => ({ status: 200, body })).outcome).rejects.toMatchObject({
      diagnostic: { code: 'ClusterUnreachable' },
    });
  });

  it('never takes an error for empty: an empty list is one that says so', async () => {
    expect(await list(() => page([])).outcome).toEqual({ listed: true, items: [], resourceVersion: '9' });
  });
});
