import { describe, expect, it } from 'vitest';
import { kindUnknown, locate } from '../../../../src/cluster/apply/locate.ts';
import type { Discovery, ResourceType } from '../../../../src/cluster/discovery.ts';
import { desired, settings } from '../live-objects.ts';

const types: readonly ResourceType[] = [
  { group: '', version: 'v1', kind: 'ConfigMap', plural: 'configmaps', namespaced: true },
  { group: 'example.com', version: 'v1', kind: 'Zone', plural: 'zones', namespaced: false },
];
const serving = () => {
  const asked: string[] = [];
  const discovery: Discovery = {
    resolve: async ({ group, version, kind }) => {
      asked.push(kind);
      return types.find((type) => type.group === group && type.version === version && type.kind === kind);
    },
    resolveAny: async () => undefined,
    invalidate: () => undefined,
  };
  return { discovery, asked };
};

describe('locate', () => {
  it('asks for each kind once', async () => {
    const { discovery, asked } = serving();
    const objects = ['a', 'b', 'c'].map((name) => desired({ ...settings(), metadata: { name } }));
    await locate(discovery, objects);
    expect(asked).toEqual(['ConfigMap']);
  });

  it('corrects a namespace that a render without the cluster could not know', async () => {
    const { discovery } = serving();
    const zone = desired({
      apiVersion: 'example.com/v1',
      kind: 'Zone',
      metadata: { name: 'z', namespace: 'default' },
    });
    const bare = desired({ ...settings(), metadata: { name: 'settings' } });

    const { targets } = await locate(discovery, [zone, bare]);

    expect(targets.map(({ key }) => key)).toEqual(['example.com|Zone||z', '|ConfigMap|default|settings']);
  });

  it('sets aside what is not served, with its source', async () => {
    const { discovery } = serving();
    const strange = desired({ apiVersion: 'example.com/v2', kind: 'Zone', metadata: { name: 'z' } });

    const { targets, unknown } = await locate(discovery, [strange, desired(settings())]);

    expect(targets).toHaveLength(1);
    expect(unknown).toEqual([strange]);
    expect(kindUnknown(strange)).toMatchObject({
      code: 'KindUnknown',
      resource: strange.id,
      source: { line: 3 },
    });
  });

  it('passes on a discovery that fails: that is no "not served"', async () => {
    const discovery: Discovery = {
      resolve: () => Promise.reject(new Error('away')),
      resolveAny: async () => undefined,
      invalidate: () => undefined,
    };
    await expect(locate(discovery, [desired(settings())])).rejects.toThrow('away');
  });
});
