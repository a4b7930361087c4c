import { describe, expect, it } from 'vitest';
import { createObject } from '../../../../src/simulator/requests/create-object.ts';
import { deleteObject } from '../../../../src/simulator/requests/delete-object.ts';
import { listObjects } from '../../../../src/simulator/requests/list-objects.ts';
import { listOptions } from '../../../../src/simulator/requests/list-options.ts';
import { configMap, plainOptions, requestTo, type TestState, testState } from './test-state.ts';

const stateWith = (names: readonly string[]): TestState => {
  const state = testState();
  for (const name of names) {
    createObject(
      state,
      requestTo(state, '/configmaps', ''),
      configMap(name, {}, { labels: { n: name } }),
      plainOptions,
    );
  }
  return state;
};

const list = (state: TestState, query: Record<string, string>) => {
  const request = requestTo(state, '/configmaps', '');
  const page = listObjects(state, request, listOptions(new URLSearchParams(query), request.type));
  return { ...page, names: page.items.map(({ name }) => name) };
};

describe('a list page by page', () => {
  it('shows one state of the cluster, whatever is written between its pages', () => {
    const state = stateWith(['a', 'b', 'c', 'd']);
    const first = list(state, { limit: '2' });
    createObject(state, requestTo(state, '/configmaps', ''), configMap('bb'), plainOptions);
    deleteObject(state, requestTo(state, '/configmaps', 'd'), { dryRun: false });
    const second = list(state, { limit: '2', continue: first.continueToken! });
    expect([first.names, first.remaining]).toEqual([['a', 'b'], 2]);
    expect([second.names, second.revision, second.continueToken]).toEqual([
      ['c', 'd'],
      first.revision,
      undefined,
    ]);
  });

  it('expires with a token to go on from the present', () => {
    const state = stateWith(['a', 'b', 'c']);
    const token = list(state, { limit: '1' }).continueToken!;
    deleteObject(state, requestTo(state, '/configmaps', 'b'), { dryRun: false });
    state.store.compact();
    let body: Record<string, unknown> = {};
    try {
      list(state, { limit: '1', continue: token });
    } catch (error) {
      body = (error as { body: () => Record<string, unknown> }).body();
    }
    expect(body).toMatchObject({ code: 410, reason: 'Expired' });
    const { continue: next } = body.metadata as { continue: string };
    expect(list(state, { continue: next }).names).toEqual(['c']);
  });

  it('does not say how many remain when a selector hides some', () => {
    const state = stateWith(['a', 'b', 'c']);
    expect(list(state, { limit: '1', labelSelector: 'n!=b' }).remaining).toBeUndefined();
  });
});

describe('a list at a version', () => {
  it('is exact where it is asked to be, and not older otherwise', () => {
    const state = stateWith(['a']);
    const then = String(state.store.revision);
    createObject(state, requestTo(state, '/configmaps', ''), configMap('b'), plainOptions);
    expect(list(state, { resourceVersion: then, resourceVersionMatch: 'Exact' }).names).toEqual(['a']);
    expect(list(state, { resourceVersion: then }).names).toEqual(['a', 'b']);
    expect(list(state, { resourceVersion: '0' }).names).toEqual(['a', 'b']);
  });

  it('is refused when it lies in the future', () => {
    const state = stateWith([]);
    expect(() => list(state, { resourceVersion: '999' })).toThrow(/Too large resource version: 999/);
  });
});
