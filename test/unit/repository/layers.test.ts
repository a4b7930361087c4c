import { describe, expect, it } from 'vitest';
import { configMap, errors, fleetWith } from './fleet-files.ts';

const overlay = (rest: string): string => `apiVersion: headwater.dev/v1alpha1\nkind: Overlay\n${rest}`;
const clusternet = (kind: string, metadata: string, spec = ''): string =>
  `apiVersion: apps.clusternet.io/v1alpha1\nkind: ${kind}\nmetadata: ${metadata}\nspec:\n${spec}  feed: { apiVersion: v1, kind: ConfigMap, namespace: shop, name: front }\n  overrides: [{ name: a, type: MergePatch, value: '{}' }]\n`;

describe('layers', () => {
  it('stand in the total order: stage, priority as a number, path, position', () => {
    const fleet = fleetWith({
      'overlays/globalizations/1000-z.yaml': configMap('front'),
      'overlays/globalizations/200-b.yaml': configMap('front'),
      'overlays/globalizations/200-a/x.yaml': configMap('front'),
      'overlays/globalizations/0-first.yaml': configMap('front'),
      'overlays/localizations/eu-1/5-l.yaml': configMap('front'),
      'feeds/shop/overlays/globalizations/200-team.yaml': configMap('front'),
      'overlays/loose.yaml': `${clusternet('Globalization', '{ name: second }')}---\n${clusternet('Globalization', '{ name: alike }')}---\n${clusternet('Globalization', '{ name: zero }', '  priority: 0\n')}`,
    });

    expect(errors(fleet)).toEqual([]);
    expect(fleet.layers.map(({ priority, name }) => `${priority} ${name}`)).toEqual([
      '0 0-first',
      '0 zero',
      '200 200-team',
      '200 200-a',
      '200 200-b',
      '500 second',
      '500 alike',
      '1000 1000-z',
      '5 5-l',
    ]);
  });

  it('hold partial manifests by path, then the overlay', () => {
    const fleet = fleetWith({
      'overlays/globalizations/100-a/overlay.yaml': overlay('annotations: { a: b }\n'),
      'overlays/globalizations/100-a/z.yaml': configMap('front'),
      'overlays/globalizations/100-a/deep/b.yaml': configMap('front'),
    });
    const contents = fleet.layers[0]?.contents.map(({ type, document }) => `${type} ${document.file}`);
    expect(contents).toEqual([
      'partial overlays/globalizations/100-a/deep/b.yaml',
      'partial overlays/globalizations/100-a/z.yaml',
      'overlay overlays/globalizations/100-a/overlay.yaml',
    ]);
  });

  it('are governed by their overlay.yaml, Clusternet documents included', () => {
    const fleet = fleetWith({
      'overlays/globalizations/100-a/overlay.yaml': overlay(
        'feeds: [shop]\nwhen: cluster.name == "eu-1"\noverridePolicy: ApplyLater\nclusterAffinity: { matchLabels: { env: prod } }\n',
      ),
      'overlays/globalizations/100-a/c.yaml': clusternet(
        'Globalization',
        '{ name: c }',
        '  clusterAffinity: { matchLabels: { region: eu } }\n',
      ),
    });
    const [own, inside] = fleet.layers;

    expect(own).toMatchObject({
      path: 'overlays/globalizations/100-a',
      feeds: ['shop'],
      when: { expression: 'cluster.name == "eu-1"', source: { line: 4, column: 7 } },
      overridePolicy: 'ApplyLater',
      clusterAffinity: { matchLabels: { env: 'prod' } },
      contents: [],
    });
    expect(inside).toMatchObject({
      path: 'overlays/globalizations/100-a/c.yaml',
      priority: 100,
      feeds: ['shop'],
      when: { expression: 'cluster.name == "eu-1"' },
      overridePolicy: 'ApplyLater',
      clusterAffinity: {
        matchExpressions: [
          { key: 'env', operator: 'In', values: ['prod'] },
          { key: 'region', operator: 'In', values: ['eu'] },
        ],
      },
    });
  });

  it('apply now from folders, later from Clusternet documents, unless they say so', () => {
    const fleet = fleetWith({
      'overlays/globalizations/100-a.yaml': configMap('front'),
      'overlays/b.yaml': clusternet('Globalization', '{ name: b }'),
      'overlays/c.yaml': clusternet('Globalization', '{ name: c }', '  overridePolicy: ApplyNow\n'),
    });
    expect(fleet.layers.map(({ name, overridePolicy }) => [name, overridePolicy])).toEqual([
      ['100-a', 'ApplyNow'],
      ['b', 'ApplyLater'],
      ['c', 'ApplyNow'],
    ]);
  });

  it('of a feed reach that feed alone', () => {
    const fleet = fleetWith({
      'feeds/shop/overlays/localizations/eu-1/100-a.yaml': configMap('front'),
      'feeds/shop/loose.yaml': clusternet('Localization', '{ name: l, namespace: us-1 }'),
    });
    expect(fleet.layers.map(({ cluster, feeds }) => [cluster, feeds])).toEqual([
      ['eu-1', ['shop']],
      ['us-1', ['shop']],
    ]);
  });

  it('find the cluster of a Localization by its dedicated namespace', () => {
    const fleet = fleetWith({
      'clusters/paris.yaml':
        'apiVersion: clusters.clusternet.io/v1beta1\nkind: ManagedCluster\nmetadata: { name: paris, namespace: clusternet-abcde }\n',
      'overlays/a.yaml': clusternet('Localization', '{ name: a, namespace: clusternet-abcde }'),
      'overlays/localizations/paris/500-b.yaml': clusternet(
        'Localization',
        '{ name: b, namespace: clusternet-abcde }',
      ),
    });
    expect(errors(fleet)).toEqual([]);
    expect(fleet.layers.map(({ cluster }) => cluster)).toEqual(['paris', 'paris']);
  });

  it('are kept where their overlay.yaml is broken, reaching everything they might', () => {
    const fleet = fleetWith({ 'overlays/localizations/eu-1/100-a/overlay.yaml': 'feeds: [' });
    expect(fleet.layers).toMatchObject([
      { path: 'overlays/localizations/eu-1/100-a', cluster: 'eu-1', contents: [] },
    ]);
    expect(fleet.layers[0]).not.toHaveProperty('feeds');
  });

  it('read a patch that is text as YAML, expressions included', () => {
    const fleet = fleetWith({
      'overlays/globalizations/100-a.yaml': overlay(
        `patches:\n  - target: { kind: ConfigMap }\n    patch: |\n      data:\n        mode: "\${{ cluster.labels[\\"size\\"] }}"\n  - patch: |\n      - { op: remove, path: /data/a }\n    onMissing: skip\n`,
      ),
    });
    const [content] = fleet.layers[0]!.contents;

    expect(errors(fleet)).toEqual([]);
    expect(content?.type === 'overlay' && content.overlay.patches).toEqual([
      {
        target: { kind: 'ConfigMap' },
        patch: { data: { mode: `\${{ cluster.labels["size"] }}` } },
        onMissing: 'error',
        pointer: '/patches/0',
      },
      { target: {}, patch: [{ op: 'remove', path: '/data/a' }], onMissing: 'skip', pointer: '/patches/1' },
    ]);
  });

  it('know a partial manifest that merges as JSON', () => {
    const partial =
      'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: front, annotations: { headwater.dev/patch: merge } }\n';
    const fleet = fleetWith({ 'overlays/globalizations/100-a.yaml': partial });
    expect(fleet.layers[0]?.contents[0]).toMatchObject({ type: 'partial', merge: true });
  });
});
