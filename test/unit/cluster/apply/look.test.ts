import { describe, expect, it } from 'vitest';
import { createLooker } from '../../../../src/cluster/apply/look.ts';
import { fakeClock } from '../fake-clock.ts';
import { live } from '../live-objects.ts';
import { scriptedApi } from '../scripted-api.ts';

const type = { group: '', version: 'v1', kind: 'ConfigMap', plural: 'configmaps', namespaced: true };
const place = (name: string, namespace = 'default') => ({ type, namespace, name });
const { signal } = new AbortController();

/** A server that holds these objects. */
const server = (...names: readonly string[]) =>
  scriptedApi(({ path }) => {
    const [collection = ''] = path.split('?');
    if (collection.endsWith('/configmaps')) {
      const items = names.map((name) => ({ metadata: live({ name }) }));
      return { body: JSON.stringify({ metadata: { resourceVersion: '9' }, items }) };
    }
    const name = collection.split('/').at(-1) ?? '';
    return names.includes(name) ? { body: JSON.stringify({ metadata: live({ name }) }) } : { status: 404 };
  });

describe('createLooker', () => {
  it('answers three or more that ask close together with one LIST', async () => {
    const api = server('a', 'b');
    const clock = fakeClock();
    const looker = createLooker({ api, clock });

    const answers = Promise.all(['a', 'b', 'c', 'd'].map((name) => looker.lookTogether(place(name), signal)));
    await clock.advance(10);

    expect((await answers).map((found) => found?.name)).toEqual(['a', 'b', undefined, undefined]);
    expect(api.requests).toHaveLength(1);
    expect(api.requests[0]?.accept).toContain('PartialObjectMetadataList');
  });

  it('answers one or two with a GET each', async () => {
    const api = server('a');
    const clock = fakeClock();
    const looker = createLooker({ api, clock });

    const answers = Promise.all([
      looker.lookTogether(place('a'), signal),
      looker.lookTogether(place('b'), signal),
    ]);
    await clock.advance(10);

    expect((await answers).map((found) => found?.name)).toEqual(['a', undefined]);
    expect(api.requests.map(({ path }) => path)).toEqual([
      '/api/v1/namespaces/default/configmaps/a',
      '/api/v1/namespaces/default/configmaps/b',
    ]);
  });

  it('does not mix namespaces', async () => {
    const api = server('a');
    const clock = fakeClock();
    const looker = createLooker({ api, clock });

    const answers = Promise.all(
      ['one', 'two', 'three'].map((namespace) => looker.lookTogether(place('a', namespace), signal)),
    );
    await clock.advance(10);

    await answers;
    expect(api.requests.every(({ path }) => path.endsWith('/configmaps/a'))).toBe(true);
  });

  it('remembers a LIST for ten seconds, what it lacked included', async () => {
    const clock = fakeClock();
    const looker = createLooker({ api: server('a'), clock });
    expect(looker.remembered(place('a'))).toBeUndefined();

    const answers = Promise.all(['a', 'b', 'c'].map((name) => looker.lookTogether(place(name), signal)));
    await clock.advance(10);
    await answers;

    expect(looker.remembered(place('a'))).toMatchObject({ name: 'a' });
    expect(looker.remembered(place('b'))).toBe('missing');
    expect(looker.remembered(place('a', 'other'))).toBeUndefined();
    await clock.advance(10_001);
    expect(looker.remembered(place('a'))).toBeUndefined();
  });

  it('tells everybody who waited that the LIST failed, and never that nothing is there', async () => {
    const clock = fakeClock();
    const looker = createLooker({ api: scriptedApi(() => ({ status: 403, body: '{}' })), clock });

    const answers = Promise.allSettled(
      ['a', 'b', 'c'].map((name) => looker.lookTogether(place(name), signal)),
    );
    await clock.advance(10);

    expect((await answers).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  });

  it('takes an answer that is no object for an error, not for a missing object', async () => {
    const api = scriptedApi(() => ({ status: 200, body: '<html>sign in</html>' }));
    await expect(createLooker({ api, clock: fakeClock() }).look(place('a'), signal)).rejects.toMatchObject({
      diagnostic: { code: 'ClusterUnreachable' },
    });
  });
});
