import { describe, expect, it } from 'vitest';
import { createKindCoverage, type KindWatch } from '../../../../src/cluster/inventory/kind-coverage.ts';
import { createLiveIndex } from '../../../../src/cluster/inventory/live-index.ts';
import { fakeClock } from '../fake-clock.ts';
import { live } from '../live-objects.ts';
import { type Answer, scriptedApi } from '../scripted-api.ts';

const type = { group: '', version: 'v1', kind: 'ConfigMap', plural: 'configmaps', namespaced: true };
const list = (resourceVersion: string, ...names: readonly string[]) => ({
  body: JSON.stringify({
    metadata: { resourceVersion },
    items: names.map((name) => ({ metadata: live({ name, resourceVersion: '5' }) })),
  }),
});
const arrange = (answer: Answer) => {
  const api = scriptedApi(answer);
  const clock = fakeClock();
  const index = createLiveIndex('fleet', 'headwater');
  return { api, clock, index, coverage: createKindCoverage({ api, clock, fleet: 'fleet', index }) };
};
const watch = (synced: boolean): KindWatch & { sync(): void } => {
  const { promise, resolve } = Promise.withResolvers<void>();
  let now = synced;
  return {
    synced: () => now,
    whenSynced: () => promise,
    sync: () => {
      now = true;
      resolve();
    },
  };
};
const key = (name: string): string => `|ConfigMap|default|${name}`;

describe('createKindCoverage', () => {
  it('reads a kind once for all who ask, by our label, and trusts it for half a minute', async () => {
    const { api, clock, coverage, index } = arrange(() => list('9', 'a'));

    await Promise.all([coverage.ensure(type), coverage.ensure(type), coverage.ensure(type)]);
    await coverage.ensure(type);

    expect(api.requests).toHaveLength(1);
    expect(decodeURIComponent(api.requests[0]?.path ?? '')).toContain(
      'labelSelector=headwater.dev/fleet=fleet',
    );
    expect(index.get(key('a'))).toBeDefined();
    await clock.advance(30_001);
    await coverage.ensure(type);
    expect(api.requests).toHaveLength(2);
  });

  it('takes out what a list no longer holds, but nothing written after the list was taken', async () => {
    const { coverage, index } = arrange(() => list('9', 'a'));
    index.put(key('vanished'), live({ name: 'vanished', resourceVersion: '8' }));
    index.put(key('written'), live({ name: 'written', resourceVersion: '10' }));

    await coverage.refresh(type);

    expect(index.get(key('vanished'))).toBeUndefined();
    expect(index.get(key('written'))).toBeDefined();
  });

  it('asks nothing while a watch has the kind', async () => {
    const { api, coverage } = arrange(() => list('9'));
    coverage.watchedBy(type, watch(true));
    await coverage.ensure(type);
    expect(api.requests).toEqual([]);
  });

  it('waits for a watch that is about to tell, and lists where it does not come', async () => {
    const { api, clock, coverage } = arrange(() => list('9'));
    const coming = watch(false);
    coverage.watchedBy(type, coming);
    const waited = coverage.ensure(type);
    coming.sync();
    await waited;
    expect(api.requests).toEqual([]);

    coverage.watchedBy(type, watch(false));
    const late = coverage.ensure(type);
    await clock.advance(5001);
    await late;
    expect(api.requests).toHaveLength(1);
  });

  it('never takes a refused LIST for an empty one, and asks again the next time', async () => {
    const { coverage, index } = arrange((_, count) =>
      count === 0 ? { status: 403, body: '{}' } : list('9'),
    );
    index.put(key('a'), live({ name: 'a', resourceVersion: '1' }));

    await expect(coverage.ensure(type)).rejects.toMatchObject({ diagnostic: { code: 'ClusterAuth' } });
    expect(index.get(key('a'))).toBeDefined();
    await coverage.ensure(type);
    expect(index.get(key('a'))).toBeUndefined();
  });
});
