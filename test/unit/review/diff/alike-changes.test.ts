import { describe, expect, it } from 'vitest';
import { foldAlike } from '../../../../src/review/diff/alike-changes.ts';
import type { ObjectChange } from '../../../../src/review/diff/fleet-change.ts';

const label = { path: '/metadata/labels/team', field: 'metadata.labels.team', before: 'a', after: 'b' };
const change = (name: string, more: Partial<ObjectChange> = {}): ObjectChange => ({
  kind: 'changed',
  subscription: 'default/shop',
  id: { group: '', kind: 'ConfigMap', namespace: 'shop', name },
  clusters: { names: ['eu-1'], of: 2 },
  fields: [label],
  policy: [],
  differs: [],
  files: ['overlays/a.yaml'],
  ...more,
});
const names = (changes: readonly ObjectChange[]): readonly string[] => changes.map(({ id }) => id.name);

describe('changes that are alike', () => {
  it('are one, of whatever Subscriptions and clusters, with the files of all', () => {
    const { alike, rest } = foldAlike([
      change('a'),
      change('b', { subscription: 'default/tools', clusters: { names: ['us-1'], of: 2 } }),
      change('c', { files: ['feeds/c.yaml'] }),
    ]);

    expect(alike).toHaveLength(1);
    expect(alike[0]).toMatchObject({ fields: [label], files: ['feeds/c.yaml', 'overlays/a.yaml'] });
    expect(names(alike[0]?.objects ?? [])).toEqual(['a', 'b', 'c']);
    expect(rest).toEqual([]);
  });

  it('stand for themselves where they are few', () => {
    expect(foldAlike([change('a'), change('b')]).alike).toEqual([]);
    expect(names(foldAlike([change('a'), change('b')]).rest)).toEqual(['a', 'b']);
  });

  it.each([
    ['are created', { kind: 'created' as const, fields: [] }],
    [
      'are treated otherwise too',
      { policy: [{ path: '/drift', field: 'drift', before: 'heal', after: 'report' }] },
    ],
    ['differ by cluster', { differs: ['metadata.annotations.cluster'] }],
    ['change to something else', { fields: [{ ...label, after: 'c' }] }],
  ])('are not those that %s', (_what, more) => {
    const { alike, rest } = foldAlike([change('a'), change('b'), change('c', more), change('d')]);

    expect(alike.map(({ objects }) => names(objects))).toEqual([['a', 'b', 'd']]);
    expect(names(rest)).toEqual(['c']);
  });

  it('come in the order of how many they are', () => {
    const other = { fields: [{ ...label, after: 'x' }] };
    const { alike } = foldAlike([
      ...['a', 'b', 'c'].map((name) => change(name)),
      ...['d', 'e', 'f', 'g'].map((name) => change(name, other)),
    ]);

    expect(alike.map(({ objects }) => objects.length)).toEqual([4, 3]);
  });
});
