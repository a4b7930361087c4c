import { describe, expect, it } from 'vitest';
import { ObjectStore } from '../../../../src/simulator/storage/object-store.ts';

const kind = '/configmaps';
const named = (name: string, value = '1') => ({ metadata: { name, namespace: 'a' }, data: { value } });

describe('the store of a cluster', () => {
  it('gives each write the next revision and writes it into the object', () => {
    const store = new ObjectStore({ rememberedEvents: 10 });
    const first = store.put(kind, named('x'));
    const second = store.put('/secrets', named('y'));
    expect([first.revision, second.revision, store.revision]).toEqual([2, 3, 3]);
    expect(second.object.metadata).toMatchObject({ resourceVersion: '3' });
  });

  it('lists in the order of namespace and name, whatever the order of writes', () => {
    const store = new ObjectStore({ rememberedEvents: 10 });
    for (const name of ['b', 'a', 'c']) store.put(kind, named(name));
    expect(store.list(kind).map(({ key }) => key)).toEqual(['a/a', 'a/b', 'a/c']);
    expect(store.list(kind, 'other')).toEqual([]);
  });

  it('knows what an earlier revision looked like: changed, deleted and new objects', () => {
    const store = new ObjectStore({ rememberedEvents: 10 });
    store.put(kind, named('changed', 'old'));
    const doomed = store.put(kind, named('deleted'));
    const then = store.revision;
    store.put(kind, named('changed', 'new'));
    store.remove(kind, doomed);
    store.put(kind, named('new'));
    const past = store.listAt(kind, '', then)!;
    expect(past.map(({ name, object }) => [name, (object.data as { value: string }).value])).toEqual([
      ['changed', 'old'],
      ['deleted', '1'],
    ]);
  });

  it('has forgotten what lies before a compaction', () => {
    const store = new ObjectStore({ rememberedEvents: 10 });
    store.put(kind, named('x'));
    const then = store.revision;
    store.put(kind, named('y'));
    store.compact();
    expect(store.listAt(kind, '', then)).toBeUndefined();
    expect(store.eventsAfter(kind, then)).toBeUndefined();
    expect(store.eventsAfter(kind, store.revision)).toEqual([]);
  });

  it('remembers at least as many writes as it was asked to', () => {
    const store = new ObjectStore({ rememberedEvents: 5 });
    for (let write = 0; write < 100; write += 1) store.put(kind, named('x', String(write)));
    expect(store.eventsAfter(kind, store.revision - 5)).toHaveLength(5);
    expect(store.eventsAfter(kind, 3)).toBeUndefined();
  });

  it('tells every listener of one write before it tells anyone of a write that a listener made', () => {
    const store = new ObjectStore({ rememberedEvents: 10 });
    const heard: string[] = [];
    store.listen(kind, ({ current }) => {
      heard.push(`first ${current.name}`);
      if (current.name === 'x') store.put(kind, named('y'));
    });
    store.listen(kind, ({ current }) => heard.push(`second ${current.name}`));
    store.put(kind, named('x'));
    expect(heard).toEqual(['first x', 'second x', 'first y', 'second y']);
  });

  it('tells nobody of other kinds, and nobody who has left', () => {
    const store = new ObjectStore({ rememberedEvents: 10 });
    let heard = 0;
    const leave = store.listen(kind, () => {
      heard += 1;
    });
    store.put('/secrets', named('x'));
    leave();
    store.put(kind, named('x'));
    expect(heard).toBe(0);
  });
});
