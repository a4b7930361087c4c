import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { ResourceType } from '../../../../src/cluster/discovery.ts';
import type { ObjectMeta } from '../../../../src/cluster/object-meta.ts';
import type { MetadataEvent } from '../../../../src/cluster/reflector/reflector.ts';
import { watchMetadata } from '../../../../src/cluster/reflector/watch-metadata.ts';
import type { WatchState } from '../../../../src/cluster/reflector/watch-state.ts';
import { HeadwaterError } from '../../../../src/model/diagnostic.ts';
import { type Answer, json, scriptedApi } from '../scripted-api.ts';

const type: ResourceType = {
  group: 'apps',
  version: 'v1',
  kind: 'Thing',
  plural: 'things',
  namespaced: true,
};

const meta = (name: string, resourceVersion: number, uid = `uid-${name}`): ObjectMeta => ({
  name,
  namespace: 'shop',
  uid,
  resourceVersion: String(resourceVersion),
});
const event = (kind: string, metadata: object) => ({
  type: kind,
  object: { kind: 'PartialObjectMetadata', metadata },
});
const bookmark = (resourceVersion: number, end = false) =>
  event('BOOKMARK', {
    resourceVersion: String(resourceVersion),
    annotations: end ? { 'k8s.io/initial-events-end': 'true' } : {},
  });
const errorEvent = (code: number, retryAfterSeconds?: number) => ({
  type: 'ERROR',
  object: { kind: 'Status', code, details: { retryAfterSeconds } },
});
const page = (items: readonly ObjectMeta[], resourceVersion: number, next?: string) =>
  json({
    metadata: { resourceVersion: String(resourceVersion), continue: next },
    items: items.map((metadata) => ({ metadata })),
  });
const unreachable = (): HeadwaterError =>
  new HeadwaterError(
    { code: 'ClusterUnreachable', severity: 'error', message: 'connection reset' },
    { retryable: true },
  );

/** A watch on a scripted API, with time and chance in the test's hands: a pause ends when the test says so. */
const start = (answer?: Answer) => {
  const api = scriptedApi(answer);
  const controller = new AbortController();
  const events: MetadataEvent[] = [];
  const states: WatchState[] = [];
  const pauses: number[] = [];
  let clock = 1_000;
  let random = 0.5;
  let synced = 0;
  let pausing: PromiseWithResolvers<void> | undefined;
  let onEvent = (told: MetadataEvent): void => {
    events.push(told);
  };
  const watch = watchMetadata({
    api,
    type,
    labelSelector: 'fleet=a',
    onEvent: (told) => onEvent(told),
    onSynced: () => {
      synced += 1;
    },
    onState: (state) => states.push(state),
    signal: controller.signal,
    now: () => clock,
    random: () => random,
    pause: (milliseconds, signal) => {
      pauses.push(milliseconds);
      pausing = Promise.withResolvers<void>();
      signal.addEventListener('abort', () => pausing?.reject(signal.reason));
      return pausing.promise;
    },
  });
  onTestFinished(async () => {
    controller.abort();
    await watch.done;
  });
  return {
    api,
    events,
    states,
    pauses,
    synced: () => synced,
    size: watch.size,
    told: () => events.map(({ type: what, metadata, synthetic }) => [what, metadata.name, synthetic]),
    stateNames: () => states.map(({ state }) => state),
    pass: (milliseconds: number) => {
      clock += milliseconds;
    },
    chance: (value: number) => {
      random = value;
    },
    listen: (listener: (told: MetadataEvent) => void) => {
      onEvent = listener;
    },
    /** Waits until it pauses, and lets it go on. */
    goOn: async () => {
      await vi.waitFor(() => expect(pausing).toBeDefined(), { interval: 1 });
      const waited = pausing;
      pausing = undefined;
      waited?.resolve();
    },
    /** A first watch that was told `items` and is synced at `resourceVersion`. */
    synchronise: async (items: readonly ObjectMeta[], resourceVersion: number) => {
      const stream = await api.nthStream(0);
      stream.open();
      for (const item of items) stream.send(event('ADDED', item));
      stream.send(bookmark(resourceVersion, true));
      return stream;
    },
    stop: () => {
      controller.abort();
      return watch.done;
    },
  };
};

describe('a metadata watch on a server with WatchList', () => {
  it('asks once for initial events and bookmarks, metadata only, within its selector', async () => {
    const { api } = start();

    const { path, query, asked } = await api.nthStream(0);

    expect(path.startsWith('/apis/apps/v1/things?watch=1&')).toBe(true);
    expect(Object.fromEntries(query)).toEqual({
      watch: '1',
      labelSelector: 'fleet=a',
      allowWatchBookmarks: 'true',
      sendInitialEvents: 'true',
      resourceVersionMatch: 'NotOlderThan',
      timeoutSeconds: '270',
    });
    expect(asked.accept).toContain('as=PartialObjectMetadata');
    expect(api.requests).toEqual([]);
  });

  it('spreads the time of a watch between 240 and 300 seconds', async () => {
    const early = start();
    early.chance(0);
    const late = start();
    late.chance(0.9999);

    // the first watch began before its chance was set
    for (const { synchronise, pass } of [early, late]) {
      const stream = await synchronise([], 5);
      pass(60_000);
      stream.end();
    }

    expect((await early.api.nthStream(1)).query.get('timeoutSeconds')).toBe('240');
    expect((await late.api.nthStream(1)).query.get('timeoutSeconds')).toBe('299');
  });

  it('tells what is there, that this was all, and then each change', async () => {
    const watch = start();
    const stream = await watch.synchronise([meta('a', 1), meta('b', 2)], 10);
    expect([watch.synced(), watch.stateNames()]).toEqual([1, ['connecting', 'synced']]);

    watch.pass(5);
    stream.send(event('MODIFIED', meta('a', 11)));
    stream.send(event('ADDED', meta('c', 12)));
    stream.send(event('DELETED', meta('b', 13)));

    expect(watch.told()).toEqual([
      ['ADDED', 'a', false],
      ['ADDED', 'b', false],
      ['MODIFIED', 'a', false],
      ['ADDED', 'c', false],
      ['DELETED', 'b', false],
    ]);
    expect(watch.events.at(-1)?.receivedAt).toBe(1_005);
    expect(watch.size()).toBe(2);
  });

  it('drops an event that it has told already, and a delete of what it does not know', async () => {
    const watch = start();
    const stream = await watch.synchronise([meta('a', 1)], 10);

    stream.send(event('MODIFIED', meta('a', 1)));
    stream.send(event('MODIFIED', meta('a', 11)));
    stream.send(event('MODIFIED', meta('a', 11)));
    stream.send(event('DELETED', meta('never-seen', 12)));
    stream.send(event('DELETED', meta('a', 13, 'of another life')));

    expect(watch.told()).toEqual([
      ['ADDED', 'a', false],
      ['MODIFIED', 'a', false],
    ]);
  });

  it('tells an object that was replaced unseen as a delete and an add', async () => {
    const watch = start();
    const stream = await watch.synchronise([meta('a', 1, 'first')], 10);

    stream.send(event('MODIFIED', meta('a', 11, 'second')));

    expect(
      watch.events.map(({ type: what, metadata, synthetic }) => [what, metadata.uid, synthetic]),
    ).toEqual([
      ['ADDED', 'first', false],
      ['DELETED', 'first', true],
      ['ADDED', 'second', false],
    ]);
  });

  it('believes a lower resource version, as an etcd that was restored has them', async () => {
    const watch = start();
    const stream = await watch.synchronise([meta('a', 900)], 1_000);

    stream.send(event('MODIFIED', meta('a', 12)));

    expect(watch.told().at(-1)).toEqual(['MODIFIED', 'a', false]);
  });

  it('keeps names apart that only a namespace tells apart', async () => {
    const watch = start();
    await watch.synchronise([meta('a', 1), { ...meta('a', 2, 'u2'), namespace: 'till' }], 10);

    expect(watch.size()).toBe(2);
  });
});

describe('a metadata watch that ends', () => {
  it('goes on at once from the last event or bookmark when its time was up', async () => {
    const watch = start();
    const first = await watch.synchronise([meta('a', 1)], 10);
    first.send(event('MODIFIED', meta('a', 25)));
    watch.pass(240_000);
    first.end();
    const second = await watch.api.nthStream(1);
    second.open();
    second.send(bookmark(40));
    watch.pass(240_000);
    second.end();
    const third = await watch.api.nthStream(2);

    expect([second, third].map(({ query }) => query.get('resourceVersion'))).toEqual(['25', '40']);
    expect(second.query.has('sendInitialEvents')).toBe(false);
    expect([watch.pauses, watch.synced(), watch.stateNames()]).toEqual([[], 1, ['connecting', 'synced']]);
  });

  it('backs off when the server ends each watch as soon as it began', async () => {
    const watch = start();
    (await watch.synchronise([], 10)).end();
    for (const index of [1, 2, 3]) {
      await watch.goOn();
      const stream = await watch.api.nthStream(index);
      stream.open();
      stream.end();
    }
    await vi.waitFor(() => expect(watch.pauses).toHaveLength(4));

    expect(watch.pauses).toEqual([250, 500, 1_000, 2_000]);
  });

  it('retries every error with growing waits, up to 30 s, and starts low again once it heard something', async () => {
    const watch = start();
    watch.chance(0.999_999);
    (await watch.synchronise([], 10)).fail(unreachable());
    for (let index = 1; index <= 9; index += 1) {
      await watch.goOn();
      (await watch.api.nthStream(index)).fail(index % 2 ? unreachable() : new Error('anything'));
    }
    await watch.goOn();
    const working = await watch.api.nthStream(10);
    working.open();
    working.send(bookmark(11));
    working.fail(unreachable());
    await vi.waitFor(() => expect(watch.pauses).toHaveLength(11));

    expect(watch.pauses.map(Math.round)).toEqual([
      500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000, 30_000, 500,
    ]);
  });

  it('does not count against a quiet watch that it told nothing', async () => {
    const watch = start();
    let stream = await watch.synchronise([], 10);
    for (let index = 1; index <= 5; index += 1) {
      watch.pass(150_000);
      stream.fail(unreachable());
      await watch.goOn();
      stream = await watch.api.nthStream(index);
      stream.open();
    }

    expect(watch.pauses).toEqual([250, 250, 250, 250, 250]);
    expect(watch.stateNames()).toEqual(['connecting', 'synced']);
  });

  it('is broken, since its first failure, when the second attempt fails too, and synced when one opens', async () => {
    const watch = start();
    const first = await watch.synchronise([], 10);
    watch.pass(5_000);
    first.fail(unreachable());
    await watch.goOn();
    expect(watch.stateNames()).toEqual(['connecting', 'synced']);
    watch.pass(100);
    (await watch.api.nthStream(1)).fail(unreachable());
    await watch.goOn();
    (await watch.api.nthStream(2)).open();

    expect(watch.states.slice(2)).toEqual([
      { state: 'broken', since: 6_000, why: 'connection reset' },
      { state: 'synced', since: 6_100 },
    ]);
  });

  it('waits as long as a busy server asks, in its answer or in an event, but at most five minutes', async () => {
    const watch = start();
    watch.chance(0);
    (await watch.synchronise([], 10)).end({ status: 429, retryAfter: 7 });
    await watch.goOn();
    const second = await watch.api.nthStream(1);
    second.open();
    second.send(errorEvent(503, 3));
    await watch.goOn();
    (await watch.api.nthStream(2)).end({ status: 503, retryAfter: 9_999 });
    await vi.waitFor(() => expect(watch.pauses).toHaveLength(3));

    expect(watch.pauses).toEqual([7_000, 3_000, 300_000]);
  });

  it('reads all anew when the server keeps refusing to go on from where it was', async () => {
    const watch = start();
    (await watch.synchronise([meta('a', 900)], 1_000)).fail(unreachable());
    for (let index = 1; index <= 4; index += 1) {
      await watch.goOn();
      // "too large resource version", for ever, after an etcd was restored
      (await watch.api.nthStream(index)).end({ status: 504, retryAfter: 1 });
    }
    await watch.goOn();

    expect((await watch.api.nthStream(5)).query.get('sendInitialEvents')).toBe('true');
  });

  it('tells the same event again when its listener threw, and does not die of it', async () => {
    const watch = start();
    const first = await watch.synchronise([], 10);
    watch.listen(() => {
      throw new Error('a bug');
    });
    first.send(event('ADDED', meta('a', 11)));
    watch.listen((told) => watch.events.push(told));
    await watch.goOn();
    const second = await watch.api.nthStream(1);
    second.open();
    second.send(event('ADDED', meta('a', 11)));

    expect(second.query.get('resourceVersion')).toBe('10');
    expect(watch.told()).toEqual([['ADDED', 'a', false]]);
  });

  it.each([
    ['no JSON', () => 'nonsense'],
    ['an unknown type', () => event('REPLACED', meta('a', 1))],
    ['an object without uid', () => event('ADDED', { name: 'a', resourceVersion: '1' })],
  ])('is reopened after a line that is %s', async (_name, line) => {
    const watch = start();
    (await watch.synchronise([], 10)).send(line() as object);
    await watch.goOn();

    expect((await watch.api.nthStream(1)).query.get('resourceVersion')).toBe('10');
  });

  it('ends when it is told to, in a stream, in a pause, and tells nothing more', async () => {
    const streaming = start();
    const stream = await streaming.synchronise([], 10);
    await streaming.stop();
    stream.send(event('ADDED', meta('late', 11)));
    expect(streaming.events).toEqual([]);

    const pausing = start();
    (await pausing.api.nthStream(0)).fail(unreachable());
    await vi.waitFor(() => expect(pausing.pauses).toHaveLength(1));
    await pausing.stop();
    expect(pausing.api.streams).toHaveLength(1);
  });
});

describe('a metadata watch whose place in the history is gone', () => {
  it.each([
    ['as an event', (stream: { send(line: object): void }) => stream.send(errorEvent(410))],
    ['as the answer', (stream: { end(answer: object): void }) => stream.end({ status: 410 })],
  ])('is told all anew (410 %s), and tells only what differs', async (_name, expire) => {
    const watch = start();
    const first = await watch.synchronise(
      [meta('same', 1), meta('changed', 2), meta('gone', 3), meta('replaced', 4, 'old')],
      10,
    );
    watch.pass(60_000);
    expire(first);
    await watch.goOn();
    watch.events.length = 0;

    const second = await watch.api.nthStream(1);
    second.open();
    for (const item of [
      meta('same', 1),
      meta('changed', 22),
      meta('replaced', 24, 'new'),
      meta('added', 25),
    ]) {
      second.send(event('ADDED', item));
    }
    expect(watch.told()).not.toContainEqual(['DELETED', 'gone', true]);
    second.send(bookmark(30, true));

    expect(second.query.get('sendInitialEvents')).toBe('true');
    expect(watch.told()).toEqual([
      ['MODIFIED', 'changed', false],
      ['DELETED', 'replaced', true],
      ['ADDED', 'replaced', false],
      ['ADDED', 'added', false],
      ['DELETED', 'gone', true],
    ]);
    expect(watch.events.at(-1)?.metadata).toEqual(meta('gone', 3));
    expect([watch.synced(), watch.size()]).toEqual([2, 4]);
    expect(watch.stateNames()).toEqual(['connecting', 'synced']);
  });

  it('does not take for vanished what a cut short telling has not told', async () => {
    const watch = start();
    (await watch.synchronise([meta('a', 1), meta('b', 2)], 10)).send(errorEvent(410));
    await watch.goOn();
    const cut = await watch.api.nthStream(1);
    cut.open();
    cut.send(event('ADDED', meta('a', 1)));
    cut.fail(unreachable());
    await watch.goOn();
    const whole = await watch.api.nthStream(2);
    whole.open();
    for (const item of [meta('a', 1), meta('b', 2)]) whole.send(event('ADDED', item));
    whole.send(bookmark(20, true));

    expect(watch.told()).toEqual([
      ['ADDED', 'a', false],
      ['ADDED', 'b', false],
    ]);
  });

  it('does not ask in a loop a server that always says so', async () => {
    const watch = start();
    (await watch.api.nthStream(0)).end({ status: 410 });
    for (const index of [1, 2]) {
      await watch.goOn();
      (await watch.api.nthStream(index)).end({ status: 410 });
    }
    await vi.waitFor(() => expect(watch.pauses).toHaveLength(3));

    expect(watch.pauses).toEqual([250, 500, 1_000]);
  });
});

describe('a metadata watch on a server without WatchList', () => {
  const refuse = async (watch: ReturnType<typeof start>) =>
    (await watch.api.nthStream(0)).end({ status: 422 });

  it('lists page by page, then watches from there', async () => {
    const watch = start((_request, index) =>
      index === 0 ? page([meta('a', 1), meta('b', 2)], 40, 'token') : page([meta('c', 3)], 40),
    );
    await refuse(watch);
    const stream = await watch.api.nthStream(1);

    expect(watch.told().map(([, name]) => name)).toEqual(['a', 'b', 'c']);
    expect(watch.api.requests.map(({ path }) => path)).toEqual([
      '/apis/apps/v1/things?labelSelector=fleet%3Da&limit=500',
      '/apis/apps/v1/things?labelSelector=fleet%3Da&limit=500&continue=token',
    ]);
    expect(watch.api.requests[0]?.accept).toContain('as=PartialObjectMetadataList');
    expect(stream.query.get('resourceVersion')).toBe('40');
    expect([watch.synced(), watch.pauses]).toEqual([1, []]);
  });

  it('finds what vanished in a gap by listing, and tells what did not change to nobody', async () => {
    const lists = [page([meta('a', 1), meta('b', 2)], 40), page([meta('b', 2)], 60)];
    const watch = start(() => lists.shift()!);
    await refuse(watch);
    (await watch.api.nthStream(1)).send(errorEvent(410));
    await watch.goOn();
    await watch.api.nthStream(2);

    expect(watch.told()).toEqual([
      ['ADDED', 'a', false],
      ['ADDED', 'b', false],
      ['DELETED', 'a', true],
    ]);
    // remembered: initial events are not asked for again
    expect(watch.api.streams.map(({ query }) => query.has('sendInitialEvents'))).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('begins a list anew whose pages expired, without taking the first half for present', async () => {
    const answers = [page([meta('old', 1)], 40, 'token'), { status: 410 }, page([meta('new', 2)], 60)];
    const watch = start(() => answers.shift()!);
    await refuse(watch);
    await watch.api.nthStream(1);

    expect(watch.told()).toEqual([
      ['ADDED', 'old', false],
      ['ADDED', 'new', false],
      ['DELETED', 'old', true],
    ]);
  });

  it('finds out that the parameters were ignored when a plain bookmark comes first', async () => {
    const watch = start(() => page([meta('a', 1)], 40));
    const first = await watch.api.nthStream(0);
    first.open();
    first.send(event('ADDED', meta('a', 1)));
    first.send(bookmark(30));

    expect((await watch.api.nthStream(1)).query.get('resourceVersion')).toBe('40');
    expect(watch.told()).toEqual([['ADDED', 'a', false]]);
  });

  it('lists when watches with initial events keep ending before all was told', async () => {
    const watch = start(() => page([meta('a', 1)], 40));
    for (const index of [0, 1]) {
      const stream = await watch.api.nthStream(index);
      stream.open();
      stream.end();
      await watch.goOn();
    }

    expect((await watch.api.nthStream(2)).query.get('resourceVersion')).toBe('40');
  });

  it('backs off when the list is refused', async () => {
    const answers = [{ status: 503, retryAfter: 2 }, page([], 40)];
    const watch = start(() => answers.shift()!);
    watch.chance(0);
    await refuse(watch);
    await watch.goOn();
    await watch.api.nthStream(1);

    expect(watch.pauses).toEqual([2_000]);
  });
});

describe('a metadata watch that is not let in', () => {
  it('says that the kind is not served, looks again slowly, and finds what vanished when it is back', async () => {
    const watch = start();
    const first = await watch.synchronise([meta('a', 1)], 10);
    watch.pass(60_000);
    first.end();
    (await watch.api.nthStream(1)).end({ status: 404 });
    await watch.goOn();
    const back = await watch.api.nthStream(2);
    back.open();
    back.send(bookmark(50, true));

    expect(watch.pauses).toEqual([30_000]);
    expect(watch.stateNames()).toEqual(['connecting', 'synced', 'unserved', 'synced']);
    expect(watch.told().at(-1)).toEqual(['DELETED', 'a', true]);
  });

  it('says that it is forbidden, and goes on from its place once it is allowed', async () => {
    const watch = start();
    const first = await watch.synchronise([meta('a', 1)], 10);
    watch.pass(60_000);
    first.end();
    (await watch.api.nthStream(1)).end({ status: 403 });
    await watch.goOn();
    const allowed = await watch.api.nthStream(2);
    allowed.open();

    expect(watch.stateNames()).toEqual(['connecting', 'synced', 'forbidden', 'synced']);
    expect(allowed.query.get('resourceVersion')).toBe('10');
  });
});
