import { describe, expect, it } from 'vitest';
import { stepsOf } from '../../../../src/overlay/step.ts';
import type { Reviewed } from '../../../../src/review/validate/check.ts';
import { equalPriority } from '../../../../src/review/validate/equal-priority.ts';
import { cel } from '../../overlay/small-fleet.ts';
import {
  clusterFile,
  configMap,
  type Files,
  overlayText,
  subscriptionFile,
} from '../../render/memory-fleet.ts';
import { found, reviewedFrom } from './reviewed.ts';

const deployment = (spec: string, name = 'front'): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: ${name}, namespace: shop }\nspec:\n${spec}`;
const containers = (...list: readonly string[]): string =>
  deployment(
    `  template:\n    spec:\n      containers:\n${list.map((item) => `        - ${item}\n`).join('')}`,
  );

const base: Files = {
  ...clusterFile('eu-1', '{ size: "3" }'),
  ...clusterFile('us-1', '{ size: "4" }'),
  ...subscriptionFile('shop'),
  'feeds/shop/front.yaml': containers('{ name: front, image: a }', '{ name: log, image: b }'),
  'feeds/shop/config.yaml': configMap('front'),
};
const g = (name: string): string => `overlays/globalizations/${name}/front.yaml`;
const l = (name: string): string => `overlays/localizations/eu-1/${name}/front.yaml`;
const replicas = (count: string | number): string => deployment(`  replicas: ${count}\n`);
const conflicts = (files: Files) => found(equalPriority, { ...base, ...files });

/** How many touches are recorded from now on: each asks for its line when it is made. */
const countTouches = ({ fleet }: Reviewed): (() => number) => {
  let asked = 0;
  for (const step of fleet.layers.flatMap(stepsOf)) {
    const { positions } = step.document;
    const at = (pointer: string) => {
      asked += 1;
      return positions.at(pointer);
    };
    Object.assign(step, { document: { ...step.document, positions: { ...positions, at } } });
  }
  return () => asked;
};

describe('layers of equal priority', () => {
  it('that write different values to one field are told at the one that wins, with the other', () => {
    const files = { [g('100-a')]: replicas(3), [g('100-b')]: replicas(5) };

    const [conflict, ...others] = equalPriority.run(reviewedFrom({ ...base, ...files }));

    expect(others).toEqual([]);
    expect(conflict).toMatchObject({
      code: 'EqualPriority',
      severity: 'warning',
      source: { file: g('100-b'), line: 5, column: 13 },
      resource: { kind: 'Deployment', name: 'front' },
    });
    expect(conflict?.message).toContain(`${g('100-a')}:5`);
  });

  it.each<readonly [name: string, files: Files]>([
    ['write the same value', { [g('100-a')]: replicas(3), [g('100-b')]: replicas(3) }],
    ['have other priorities', { [g('100-a')]: replicas(3), [g('101-b')]: replicas(5) }],
    ['are of two stages', { [g('100-a')]: replicas(3), [l('100-b')]: replicas(5) }],
    [
      'are for different clusters',
      {
        [g('100-a')]: replicas(3),
        [g('100-b')]: replicas(5),
        'overlays/globalizations/100-a/overlay.yaml': overlayText(
          'clusterAffinity: { matchLabels: { size: "3" } }\n',
        ),
        'overlays/globalizations/100-b/overlay.yaml': overlayText(
          'clusterAffinity: { matchLabels: { size: "4" } }\n',
        ),
      },
    ],
    ['write other fields', { [g('100-a')]: replicas(3), [g('100-b')]: deployment('  minReadySeconds: 5\n') }],
    ['write other objects', { [g('100-a')]: replicas(3), [g('100-b')]: configMap('front', '{ k: w }') }],
    [
      'write the same field of other items of a list, whatever their places',
      {
        [g('100-a')]: containers('{ name: first, image: x }', '{ name: front, image: y }'),
        [g('100-b')]: containers('{ name: log, image: z }'),
        [g('100-c')]: containers('{ name: second, image: x }'),
      },
    ],
    [
      'are overruled by one of another priority and agree among themselves',
      { [g('100-a')]: replicas(3), [g('100-b')]: replicas(3), [g('200-c')]: replicas(5) },
    ],
    [
      'add members to one map',
      {
        'overlays/globalizations/100-a/overlay.yaml': overlayText('annotations: { a: "1" }\n'),
        'overlays/globalizations/100-b/overlay.yaml': overlayText('annotations: { b: "1" }\n'),
      },
    ],
    [
      'write numbers under keys of a map that look like places in a list',
      {
        'overlays/globalizations/100-a/config.yaml': configMap('front', '{ "0": a }'),
        'overlays/globalizations/100-b/config.yaml': configMap('front', '{ "1": b }'),
      },
    ],
    [
      'change their mind before the other comes',
      {
        'overlays/globalizations/100-a/a.yaml': replicas(5),
        'overlays/globalizations/100-a/b.yaml': replicas(3),
        [g('100-b')]: replicas(3),
      },
    ],
  ])('that %s are not at odds', (_, files) => {
    expect(conflicts(files)).toEqual([]);
  });

  it('are told of the item of a list that both write, though one of them has moved it', () => {
    const files = {
      [g('100-a')]: containers('{ name: first, image: x }', '{ name: log, image: y }'),
      [g('100-b')]: containers('{ name: log, image: z }'),
    };

    expect(conflicts(files)).toEqual([`EqualPriority warning ${g('100-b')}:8:31`]);
  });

  it('are told where one removes what the other writes', () => {
    const files = { [g('100-a')]: replicas(3), [g('100-b')]: replicas('null') };

    expect(conflicts(files)).toEqual([`EqualPriority warning ${g('100-b')}:5:13`]);
  });

  const whole = (value: string): string =>
    overlayText(
      `patches:\n  - target: { kind: ConfigMap }\n    patch: [{ op: replace, path: /data, value: ${value} }]\n`,
    );

  it('are told of the part that one wrote where the other replaces the whole', () => {
    const files = {
      'overlays/globalizations/100-a/config.yaml': configMap('front', '{ k: w }'),
      'overlays/globalizations/100-b/overlay.yaml': whole('{ x: y, k: z }'),
    };

    expect(conflicts(files)).toEqual([
      'EqualPriority warning overlays/globalizations/100-b/overlay.yaml:5:59',
    ]);
  });

  it('are told of the whole, and not of its parts too, where both replace it', () => {
    const files = {
      'overlays/globalizations/100-a/overlay.yaml': whole('{ x: y, k: z }'),
      'overlays/globalizations/100-b/overlay.yaml': whole('{ x: z, l: z }'),
    };

    expect(conflicts(files)).toEqual([
      'EqualPriority warning overlays/globalizations/100-b/overlay.yaml:5:13',
    ]);
  });

  it('are told once though fifty objects and both clusters have it', () => {
    const many = Object.fromEntries(
      Array.from({ length: 50 }, (_, index) => [`feeds/shop/c${index}.yaml`, configMap(`c${index}`)]),
    );
    const label = (value: string): string => overlayText(`labels: [{ pairs: { team: ${value} } }]\n`);
    const files = {
      ...many,
      'overlays/globalizations/100-a/overlay.yaml': label('a'),
      'overlays/globalizations/100-b/overlay.yaml': label('b'),
    };

    expect(conflicts(files)).toEqual([
      'EqualPriority warning overlays/globalizations/100-b/overlay.yaml:3:27',
    ]);
  });

  it('are told of documents in one file, by their position in it', () => {
    const localization = (name: string, count: number): string =>
      `apiVersion: apps.clusternet.io/v1alpha1\nkind: Localization\nmetadata: { name: ${name} }\nspec:\n  feed: { apiVersion: apps/v1, kind: Deployment, namespace: shop, name: front }\n  overrides: [{ name: a, type: MergePatch, value: '{"spec":{"replicas":${count}}}' }]\n`;
    const files = { [l('300-x')]: `${localization('a', 1)}---\n${localization('b', 2)}` };

    expect(conflicts(files)).toHaveLength(1);
  });

  it('are asked on every cluster where their values come from the cluster', () => {
    const files = {
      [g('100-a')]: replicas(3),
      [g('100-b')]: replicas(cel('int(cluster.labels.size)')),
    };

    // on eu-1, which comes first, both write 3
    expect(conflicts(files)).toEqual([`EqualPriority warning ${g('100-b')}:5:13`]);
  });

  it('are asked on every cluster where what they seek comes from the cluster', () => {
    const sought = `patches: [{ target: { name: "${cel('cluster.name == "us-1" ? "front" : "none"')}" }, patch: { data: { k: w } } }]\n`;
    const files = {
      'overlays/globalizations/100-a/config.yaml': configMap('front', '{ k: x }'),
      'overlays/globalizations/100-b/overlay.yaml': overlayText(
        sought.replaceAll('"us-1" ? "front" : "none"', "'us-1' ? 'front' : 'none'"),
      ),
    };

    expect(conflicts(files)).toHaveLength(1);
  });

  it('are asked of an object once for 1,000 clusters with Localizations of their own', () => {
    const fleet = Object.assign(
      {},
      ...Array.from({ length: 1_000 }, (_, index) => clusterFile(`c${index}`)),
      ...Array.from({ length: 1_000 }, (_, index) => ({
        [`overlays/localizations/c${index}/500-own/front.yaml`]: replicas(index),
      })),
    );
    const reviewed = reviewedFrom({
      ...base,
      ...fleet,
      [g('100-a')]: replicas(3),
      [g('100-b')]: replicas(5),
    });
    const asked = countTouches(reviewed);

    expect(equalPriority.run(reviewed)).toHaveLength(1);
    // one of each of the two layers, and nothing of the 1,000 others
    expect(asked()).toBe(2);
  });

  it('that write other fields are asked on one cluster, though their values come from the cluster', () => {
    const annotation = (name: string): string =>
      overlayText(`annotations: { ${name}: "${cel('cluster.name')}" }\n`);
    const reviewed = reviewedFrom({
      ...base,
      ...Object.assign({}, ...Array.from({ length: 100 }, (_, index) => clusterFile(`c${index}`))),
      'overlays/globalizations/100-a/overlay.yaml': annotation('a'),
      'overlays/globalizations/100-b/overlay.yaml': annotation('b'),
    });
    const asked = countTouches(reviewed);

    expect(equalPriority.run(reviewed)).toEqual([]);
    // two objects, two layers
    expect(asked()).toBe(4);
  });
});
