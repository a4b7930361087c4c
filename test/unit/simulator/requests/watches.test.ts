import { describe, expect, it } from 'vitest';
import { createObject } from '../../../../src/simulator/requests/create-object.ts';
import { deleteObject } from '../../../../src/simulator/requests/delete-object.ts';
import { listOptions } from '../../../../src/simulator/requests/list-options.ts';
import { patchObject } from '../../../../src/simulator/requests/patch-object.ts';
import { checkWatchStart, watchObjects } from '../../../../src/simulator/requests/watch-objects.ts';
import { configMap, plainOptions, requestTo, type TestState, testState } from './test-state.ts';

const watch = (state: TestState, query: Record<string, string>) => {
  const request = requestTo(state, '/configmaps', '');
  const options = listOptions(new URLSearchParams({ watch: '1', ...query }), request.type);
  const told: string[] = [];
  const open = watchObjects(state, request, options, {
    event: (type, { name, revision }) => told.push(`${type} ${name}@${revision}`),
    bookmark: (revision, initial) => told.push(`BOOKMARK${initial ? ' initial' : ''}@${revision}`),
  });
  return { told, open, options };
};

const create = (state: TestState, name: string, labels: Record<string, string> = {}): void => {
  createObject(state, requestTo(state, '/configmaps', ''), configMap(name, {}, { labels }), plainOptions);
};

const patch = (state: TestState, name: string, body: object): void => {
  const change = { kind: 'merge', text: JSON.stringify(body) } as const;
  patchObject(state, requestTo(state, '/configmaps', name), change, plainOptions);
};

describe('a watch', () => {
  it('tells what is there, then a bookmark that ends it, then what happens', () => {
    const state = testState();
    create(state, 'a');
    const then = state.store.revision;
    const { told } = watch(state, {
      sendInitialEvents: 'true',
      resourceVersionMatch: 'NotOlderThan',
      allowWatchBookmarks: 'true',
    });
    patch(state, 'a', { data: { x: '1' } });
    deleteObject(state, requestTo(state, '/configmaps', 'a'), { dryRun: false });
    expect(told).toEqual([
      `ADDED a@${then}`,
      `BOOKMARK initial@${then}`,
      `MODIFIED a@${then + 1}`,
      `DELETED a@${then + 2}`,
    ]);
  });

  it('sees an object that comes into its selector as added, and one that leaves it as deleted', () => {
    const state = testState();
    create(state, 'a', { app: 'other' });
    const then = state.store.revision;
    const { told } = watch(state, { resourceVersion: String(then), labelSelector: 'app=mine' });
    patch(state, 'a', { metadata: { labels: { app: 'mine' } } });
    patch(state, 'a', { data: { x: '1' } });
    patch(state, 'a', { metadata: { labels: { app: 'other' } } });
    patch(state, 'a', { data: { x: '2' } });
    expect(told).toEqual([`ADDED a@${then + 1}`, `MODIFIED a@${then + 2}`, `DELETED a@${then + 3}`]);
  });

  it('begins with what came after its version', () => {
    const state = testState();
    create(state, 'a');
    const then = state.store.revision;
    create(state, 'b');
    expect(watch(state, { resourceVersion: String(then) }).told).toEqual([`ADDED b@${then + 1}`]);
  });

  it('hears nothing once it has stopped, and nothing of a write that changed nothing', () => {
    const state = testState();
    create(state, 'a');
    const { told, open } = watch(state, { resourceVersion: String(state.store.revision) });
    patch(state, 'a', { data: {} });
    open.stop();
    create(state, 'b');
    expect(told).toEqual([]);
  });

  it('cannot begin before what is remembered', () => {
    const state = testState();
    create(state, 'a');
    state.store.compact();
    create(state, 'b');
    const { options } = watch(state, { resourceVersion: '3' });
    expect(() => checkWatchStart(state, options)).toThrow(
      `too old resource version: 3 (${state.store.compacted})`,
    );
  });
});
