import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../src/model/resource.ts';
import type { Touch } from '../../src/model/source.ts';
import { applyStack } from '../../src/overlay/apply-layer.ts';
import { createRenderMemo, planFleet } from '../../src/render/plan-fleet.ts';
import type { Fleet, LayerContent } from '../../src/repository/fleet.ts';
import { cel, clusterOf, layerOf, overlay, partial } from '../unit/overlay/small-fleet.ts';
import { replay } from '../unit/patch/replay.ts';
import { fleetFrom } from '../unit/render/memory-fleet.ts';
import { deepFreeze } from './deep-freeze.ts';
import { bytesOf, files, turned } from './random-fleet.ts';

const text = (value: unknown): string => JSON.stringify(value);
const memo = () => createRenderMemo({ maxBytes: 4_000_000 });

const turnedContent = (content: LayerContent): LayerContent =>
  content.type === 'partial' ? { ...content, object: turned(content.object) as KubeObject } : content;

const shuffledFleet = (fleet: Fleet): Fleet => ({
  ...fleet,
  clusters: fleet.clusters.toReversed(),
  subscriptions: fleet.subscriptions.toReversed(),
  resources: fleet.resources
    .map((resource) => ({ ...resource, object: turned(resource.object) as KubeObject }))
    .toReversed(),
  layers: fleet.layers.map((layer) => ({
    ...layer,
    contents: layer.contents.map(turnedContent).toReversed(),
  })),
});

describe('a plan', () => {
  it('is the same bytes whatever the order of files, keys and clusters', () => {
    fc.assert(
      fc.property(files, (written) => {
        const fleet = fleetFrom(written);

        expect(bytesOf(planFleet(shuffledFleet(fleet), memo()))).toBe(bytesOf(planFleet(fleet, memo())));
      }),
      { numRuns: 150 },
    );
  });

  it('is the same with a memo that has seen other commits, however small it is', () => {
    fc.assert(
      fc.property(files, files, fc.constantFrom(0, 3_000, 4_000_000), (one, other, maxBytes) => {
        const shared = createRenderMemo({ maxBytes });

        planFleet(fleetFrom(one), shared);
        const second = planFleet(fleetFrom(other), shared);
        const again = planFleet(fleetFrom(one), shared);

        expect(bytesOf(second)).toBe(bytesOf(planFleet(fleetFrom(other), memo())));
        expect(bytesOf(again)).toBe(bytesOf(planFleet(fleetFrom(one), memo())));
      }),
      { numRuns: 100 },
    );
  });

  it('of one cluster does not change when another one comes or goes', () => {
    fc.assert(
      fc.property(files, (written) => {
        const { 'clusters/b.yaml': _b, ...without } = written;

        const all = planFleet(fleetFrom(written), memo());
        const fewer = planFleet(fleetFrom(without), memo());

        for (const [key, binding] of fewer.bindings) expect(binding).toEqual(all.bindings.get(key));
      }),
      { numRuns: 50 },
    );
  });
});

const front: KubeObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'front', namespace: 'shop', labels: { app: 'front' } },
  spec: {
    replicas: 1,
    paused: false,
    template: {
      spec: { containers: [{ name: 'a', image: 'a:1', env: [{ name: 'X', value: '1' }] }, { name: 'b' }] },
    },
  },
};
const containers = fc.uniqueArray(
  fc.record(
    {
      name: fc.constantFrom('a', 'b', 'c'),
      image: fc.constantFrom('i:1', `i:${cel('cluster.labels.size')}`),
      $patch: fc.constant('delete'),
    },
    { requiredKeys: ['name'] },
  ),
  { selector: (item) => item.name, maxLength: 3 },
);
const spec = fc.record(
  { replicas: fc.constantFrom(1, 2, null), template: fc.record({ spec: fc.record({ containers }) }) },
  { requiredKeys: [] },
);
const operations = fc.array(
  fc.constantFrom(
    { op: 'replace', path: '/spec/replicas', value: 7 },
    { op: 'add', path: '/spec/template/spec/containers/0', value: { name: 'z' } },
    { op: 'remove', path: '/spec/paused' },
    { op: 'move', from: '/spec/template/spec/containers/0', path: '/spec/template/spec/containers/-' },
  ),
  { maxLength: 3 },
);
const content = fc.oneof(
  spec.map((value) =>
    partial(
      'p.yaml',
      text({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'front', namespace: 'shop' },
        spec: value,
      }),
    ),
  ),
  fc
    .record({
      patch: fc.oneof(
        operations,
        spec.map((value) => ({ spec: value })),
      ),
      label: fc.constantFrom('x', 'y'),
    })
    .map(({ patch, label }) =>
      overlay(
        'overlay.yaml',
        text({
          labels: [{ pairs: { app: label } }],
          annotations: { a: cel('cluster.name') },
          patches: [{ target: {}, patch }],
        }),
      ),
    ),
);

describe('a stack of layers', () => {
  it('never changes what it is given, and its touches make the result', () => {
    fc.assert(
      fc.property(fc.array(content, { maxLength: 4 }), (contents) => {
        const layers = contents.map((item, index) => layerOf(`overlays/globalizations/${index}00-x`, [item]));
        const cluster = clusterOf('a', { size: '2' });
        deepFreeze(front);
        for (const { document } of contents) deepFreeze(document.value);
        const touches: Touch[] = [];

        const heard = applyStack(front, layers, cluster, (touch) => touches.push(touch));

        expect(applyStack(front, layers, cluster)).toEqual(heard);
        expect(replay(front, touches)).toEqual(heard.object);
        for (const { source } of touches) expect(source.line).toBeGreaterThan(0);
      }),
      { numRuns: 500 },
    );
  });

  it('gives back the very object where it has nothing for it', () => {
    fc.assert(
      fc.property(fc.array(content, { maxLength: 3 }), (contents) => {
        const other: KubeObject = { ...front, metadata: { name: 'other', namespace: 'shop' } };
        const partials = contents.filter((item) => item.type === 'partial');
        const layers = [layerOf('overlays/globalizations/100-x', partials)];

        expect(applyStack(other, layers, clusterOf('a')).object).toBe(other);
      }),
      { numRuns: 100 },
    );
  });
});
