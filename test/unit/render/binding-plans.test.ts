import { describe, expect, it } from 'vitest';
import { createRenderMemo, planFleet } from '../../../src/render/plan-fleet.ts';
import { cel } from '../overlay/small-fleet.ts';
import { clusterFile, configMap, fleetFrom, overlayText, subscriptionFile } from './memory-fleet.ts';

const files = {
  ...clusterFile('a', '{ region: eu }'),
  ...clusterFile('b', '{ region: us }'),
  ...subscriptionFile('shop'),
  ...subscriptionFile('tools'),
  'feeds/shop/front.yaml': configMap('front'),
  'feeds/tools/tool.yaml': configMap('tool'),
};
const plan = (more: Record<string, string> = {}, maxBytes = 4_000_000) =>
  planFleet(fleetFrom({ ...files, ...more }), createRenderMemo({ maxBytes })).bindings;

describe('the bindings of a commit', () => {
  it('are a map by Subscription and cluster', () => {
    const bindings = plan();

    const keys = ['default/shop@a', 'default/shop@b', 'default/tools@a', 'default/tools@b'];
    const seen: string[] = [];
    bindings.forEach((_plan, key) => {
      seen.push(key);
    });
    expect(seen).toEqual(keys);
    expect([...bindings.keys()]).toEqual(keys);
    expect([...bindings].map(([key]) => key)).toEqual(keys);
    expect([...bindings.values()].map(({ subscription, cluster }) => `${subscription}@${cluster}`)).toEqual(
      keys,
    );
    expect(bindings.size).toBe(4);
    expect(bindings.get('default/tools@b')?.cluster).toBe('b');
  });

  it.each(['default/shop@c', 'default/none@a', 'default/shop', '', '@', 'default/shop@constructor'])(
    'have none of the name %j',
    (key) => {
      const bindings = plan();

      expect(bindings.has(key)).toBe(false);
      expect(bindings.get(key)).toBeUndefined();
    },
  );

  it('give the same objects when the memo has forgotten them', () => {
    const labelled = {
      'overlays/globalizations/100-a/overlay.yaml': overlayText(
        `annotations: { cluster: "${cel('cluster.name')}" }\n`,
      ),
    };

    const kept = plan(labelled).get('default/shop@b')?.state;
    const forgotten = plan(labelled, 0).get('default/shop@b')?.state;

    expect(forgotten?.objects).toEqual(kept?.objects);
    expect(forgotten?.digest).toBe(kept?.digest);
    expect(forgotten?.objects[0]?.object.metadata.annotations).toEqual({ cluster: 'b' });
  });

  it('are planned anew when a layer reaches other feeds than before, though its files are the same', () => {
    const memo = createRenderMemo({ maxBytes: 4_000_000 });
    const both = {
      ...files,
      'feeds/both/subscription.yaml':
        'apiVersion: apps.clusternet.io/v1alpha1\nkind: Subscription\nmetadata: { name: both }\nspec:\n  subscribers: [{ clusterAffinity: {} }]\n  feeds:\n    - { apiVersion: v1, kind: ConfigMap, name: one }\n    - { apiVersion: v1, kind: ConfigMap, name: two }\n',
      'feeds/one/one.yaml': configMap('one'),
      'feeds/two/two.yaml': configMap('two'),
      'overlays/globalizations/100-a/one.yaml': configMap('one', '{ k: patched }'),
      'overlays/globalizations/100-a/two.yaml': configMap('two', '{ k: patched }'),
    };
    const overlay = (feed: string) => ({
      'overlays/globalizations/100-a/overlay.yaml': overlayText(`feeds: [${feed}]\n`),
    });

    const first = planFleet(fleetFrom({ ...both, ...overlay('one') }), memo).bindings;
    const second = planFleet(fleetFrom({ ...both, ...overlay('two') }), memo).bindings;

    const dataOf = (bindings: typeof first) =>
      bindings.get('default/both@a')?.state?.objects.map(({ object }) => object.data);
    expect(dataOf(first)).toEqual([{ k: 'patched' }, { k: 'v' }]);
    expect(dataOf(second)).toEqual([{ k: 'v' }, { k: 'patched' }]);
  });
});

describe('the objects of a large fleet', () => {
  const clusters = Array.from({ length: 120 }, (_, index) => `c-${index}`);
  const fleet = fleetFrom({
    ...Object.assign({}, ...clusters.map((name) => clusterFile(name))),
    ...subscriptionFile('shop'),
    'feeds/shop/front.yaml': configMap('front'),
    'feeds/shop/own.yaml': configMap('own'),
    'overlays/globalizations/100-a/front.yaml': configMap('front', '{ k: all }'),
    ...Object.fromEntries(
      clusters.map((name) => [
        `overlays/localizations/${name}/500-b/own.yaml`,
        configMap('own', `{ k: ${name} }`),
      ]),
    ),
  });

  it('are kept where clusters share them, and made anew where one cluster has them for itself', () => {
    const { bindings } = planFleet(fleet, createRenderMemo({ maxBytes: 40_000_000 }));
    const objectsOf = (cluster: string) => bindings.get(`default/shop@${cluster}`)?.state?.objects ?? [];

    const [first, again, other] = [objectsOf('c-0'), objectsOf('c-0'), objectsOf('c-7')];

    expect(first.map(({ object }) => object.data)).toEqual([{ k: 'all' }, { k: 'c-0' }]);
    expect(other[0]).toBe(first[0]);
    expect(again[0]).toBe(first[0]);
    expect(again[1]).toEqual(first[1]);
    expect(other[1]?.object.data).toEqual({ k: 'c-7' });
  });
});
