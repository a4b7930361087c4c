import { describe, expect, it } from 'vitest';
import { createRenderMemo, planFleet } from '../../../src/render/plan-fleet.ts';
import {
  cel,
  clusterOf,
  fleetOf,
  layerOf,
  overlay,
  partial,
  resourcesOfFeed,
  subscriptionOf,
} from '../overlay/small-fleet.ts';

const front = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: front, namespace: shop }
spec: { replicas: 1 }
---
apiVersion: v1
kind: Secret
metadata: { name: front }
stringData: { KEY: wert-ü }
`;
const memo = () => createRenderMemo({ maxBytes: 1_000_000 });

describe('the plan of a fleet', () => {
  it('gives each cluster its own layers, and shares what does not differ', () => {
    const fleet = fleetOf({
      clusters: [clusterOf('a'), clusterOf('b')],
      subscriptions: [subscriptionOf('shop')],
      resources: resourcesOfFeed('shop', front),
      layers: [
        layerOf('overlays/localizations/b/500-size', [
          partial(
            'overlays/localizations/b/500-size/front.yaml',
            'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: front, namespace: shop}\nspec: {replicas: 7}\n',
          ),
        ]),
      ],
    });

    const { bindings, diagnostics } = planFleet(fleet, memo());

    const a = bindings.get('default/shop@a')!.state!;
    const b = bindings.get('default/shop@b')!.state!;
    expect(diagnostics).toEqual([]);
    expect(a.objects.map(({ key }) => key)).toEqual(['|Secret|default|front', 'apps|Deployment|shop|front']);
    expect(a.objects[1]!.object.spec).toEqual({ replicas: 1 });
    expect(b.objects[1]!.object.spec).toEqual({ replicas: 7 });
    expect(b.objects[0]).toBe(a.objects[0]);
    expect(a.objects[0]!.object.data).toEqual({ KEY: 'd2VydC3DvA==' });
  });

  it('marks each object with its cluster', () => {
    const fleet = fleetOf({
      clusters: [clusterOf('a'), clusterOf('b')],
      subscriptions: [subscriptionOf('shop')],
      resources: resourcesOfFeed('shop', front),
      layers: [
        layerOf('overlays/globalizations/100-mark', [
          overlay(
            'overlays/globalizations/100-mark/overlay.yaml',
            `annotations: {c: "${cel('cluster.name')}"}`,
          ),
        ]),
      ],
    });

    const { bindings } = planFleet(fleet, memo());

    const marks = [...bindings.values()].map(({ state }) =>
      state?.objects.map(({ object }) => object.metadata.annotations?.c),
    );
    expect(marks).toEqual([
      ['a', 'a'],
      ['b', 'b'],
    ]);
  });
});
