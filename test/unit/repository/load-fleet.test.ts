import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createLoadMemo, loadFleet } from '../../../src/repository/load-fleet.ts';
import type { Tree } from '../../../src/repository/tree.ts';
import { cleanFleet, cluster, configMap, errors, fleetWith, lines, subscription } from './fleet-files.ts';
import { filesOnDisk, memoryTree } from './memory-tree.ts';

const exampleFolder = join(import.meta.dirname, '../../golden/example-fleet');
const exampleFleet = (): Tree => memoryTree(filesOnDisk(exampleFolder));

describe('the example fleet', () => {
  it('has no error, and a warning for each thing its strategy adds', () => {
    const found = lines(loadFleet(exampleFleet()));

    expect(found).toEqual(
      ['7:17', '8:23', '9:14', '10:7', '11:17', '12:23', '13:15', '15:14'].map(
        (at) => `StrategyNotYetHonoured warning rollouts/canary-then-rest.yaml:${at}`,
      ),
    );
  });

  it('has its layers in the total order', () => {
    const { layers } = loadFleet(exampleFleet());
    expect(
      layers.map(({ stage, priority, cluster: of, name }) => `${stage} ${priority} ${of} ${name}`),
    ).toEqual([
      'globalization 100  100-company',
      'globalization 200  200-eu',
      'localization 300 eu-1 300-size',
      'localization 500 us-1 500-sidecar',
      'localization 600 eu-1 600-pin',
      'localization 700 us-1 700-log-level',
    ]);
  });

  it('keeps a layer that is broken and what it reaches, so that only that stands still', () => {
    const overlay = 'overlays/localizations/eu-1/600-pin/overlay.yaml';
    const files = filesOnDisk(exampleFolder);
    const fleet = loadFleet(
      memoryTree({ ...files, [overlay]: files[overlay]!.replace('count: 8', 'count: x') }),
    );
    const layer = fleet.layers.find(({ name }) => name === '600-pin');

    expect(layer).toMatchObject({ cluster: 'eu-1', contents: [] });
    expect([...fleet.brokenFiles.keys()]).toEqual([overlay]);
  });

  it('knows its clusters, Subscriptions and scopes', () => {
    const fleet = loadFleet(exampleFleet());

    expect(fleet.config).toMatchObject({ name: 'fleet', defaultRollout: 'canary-then-rest', maxDeletes: 10 });
    expect(fleet.clusters.map(({ name, facts }) => [name, facts.domain])).toEqual([
      ['dev-1', 'dev-1.example.internal'],
      ['eu-1', 'eu-1.example.internal'],
      ['eu-2', 'eu-2.example.internal'],
      ['us-1', 'us-1.example.internal'],
    ]);
    expect(fleet.subscriptions.map(({ key, dependsOn, strategy }) => [key, dependsOn, strategy])).toEqual([
      ['default/alerts', ['default/platform', 'default/shop'], 'canary-then-rest'],
      ['default/platform', [], 'canary-then-rest'],
      ['default/shop', ['default/platform'], 'canary-then-rest'],
    ]);
    expect(fleet.customScopes).toEqual(new Map([['example.com/Alert', true]]));
  });
});

describe('loadFleet', () => {
  it('takes an empty tree', () => {
    const fleet = loadFleet(memoryTree({}));
    expect(fleet).toMatchObject({ clusters: [], subscriptions: [], layers: [], diagnostics: [] });
    expect(fleet.config).toEqual({
      name: 'fleet',
      defaultRollout: '',
      defaultDeletionPolicy: 'Delete',
      maxDeletes: 20,
      folders: {
        clusters: 'clusters',
        feeds: 'feeds',
        overlays: 'overlays',
        rollouts: 'rollouts',
        approvals: 'approvals',
      },
    });
  });

  it('reads nothing outside the known folders, and no other file inside them', () => {
    const fleet = fleetWith({ 'docs/x.yaml': 'a: [', 'feeds/shop/README.md': 'a: [', 'root.yaml': 'a: [' });
    expect(fleet.diagnostics).toEqual([]);
  });

  it('lets one broken file take down no other', () => {
    const fleet = fleetWith({ 'feeds/shop/x.yaml': 'a: [', 'clusters/us-1.yaml': 'a: [' });

    expect([...fleet.brokenFiles.keys()].sort()).toEqual(['clusters/us-1.yaml', 'feeds/shop/x.yaml']);
    expect(fleet.clusters.map(({ name }) => name)).toEqual(['eu-1']);
    expect(fleet.resources.map(({ id }) => id.name)).toEqual(['front']);
  });

  it('calls no cluster unknown whose file cannot be read', () => {
    const fleet = fleetWith({
      'clusters/us-1.yaml': 'a: [',
      'overlays/localizations/us-1/100-a.yaml': configMap('front'),
    });
    expect(errors(fleet)).toEqual(['YamlSyntax error clusters/us-1.yaml:1:5']);
  });

  it('keeps a Subscription with errors, refused, so that it does not look removed', () => {
    const fleet = fleetWith({
      'feeds/shop/subscription.yaml': subscription('shop', { spec: '  prio: 1\n' }),
    });
    expect(fleet.subscriptions).toHaveLength(1);
    expect(fleet.subscriptions[0]?.refused.map(({ code }) => code)).toEqual(['InvalidField']);
  });

  it.each([
    ['feeds/shop/kustomization.yaml', 'resources: [config.yaml]\n'],
    ['feeds/shop/base/kustomization.yml', '{}'],
    ['feeds/shop/Kustomization', '{}'],
    ['feeds/shop/Chart.yaml', 'name: c\n'],
  ])('never reads a feed with %s as plain files', (path, content) => {
    const fleet = fleetWith({ [path]: content, 'feeds/shop/templates/a.yaml': '{{ if .Values.a }}' });

    expect(fleet.resources).toEqual([]);
    expect(fleet.subscriptions[0]?.refused.map(({ code }) => code)).toEqual(['NotYetSupported']);
    expect(fleet.brokenFiles.size).toBe(0);
  });

  it('refuses a Subscription whose strategy has errors instead of taking the built-in one', () => {
    const fleet = fleetWith({
      'rollouts/o.yaml':
        'apiVersion: headwater.dev/v1alpha1\nkind: RolloutStrategy\nmetadata: { name: one }\nspec: { stages: [] }\n',
      'feeds/shop/subscription.yaml': subscription('shop', { annotations: '{ headwater.dev/rollout: one }' }),
    });
    expect(fleet.subscriptions[0]?.refused.map(({ code }) => code)).toEqual(['UnknownReference']);
  });

  it('refuses what stands twice, and whoever relies on it', () => {
    const strategy = 'apiVersion: headwater.dev/v1alpha1\nkind: RolloutStrategy\nmetadata: { name: one }\n';
    const fleet = fleetWith({
      'rollouts/a.yaml': strategy,
      'rollouts/b.yaml': strategy,
      'feeds/a/subscription.yaml': subscription('a', { annotations: '{ headwater.dev/rollout: one }' }),
      'feeds/b/subscription.yaml': subscription('shop'),
    });

    expect(fleet.subscriptions.map(({ key, refused }) => [key, refused.map(({ code }) => code)])).toEqual([
      ['default/a', ['UnknownReference']],
      ['default/shop', ['DuplicateName']],
    ]);
  });

  it('tells fifty problems of one document, and how many more there are', () => {
    const fields = Array.from({ length: 5_000 }, (_, index) => `  field${index}: 1\n`).join('');
    const fleet = fleetWith({ 'clusters/x.yaml': cluster('x', `spec:\n${fields}`) });

    expect(fleet.diagnostics).toHaveLength(51);
    expect(fleet.diagnostics[0]?.message).toContain('4950');
  });

  it('takes no .headwaterignore that is too large', () => {
    const fleet = fleetWith({ '.headwaterignore': 'feeds/\n'.repeat(600) });
    expect(lines(fleet)).toEqual(['RepositoryLimit error .headwaterignore:1:1']);
    expect(fleet.resources).toHaveLength(1);
  });

  it('names every Subscription of a cycle, and none beside it', () => {
    const depends = (name: string, on: string): string =>
      subscription(name, { annotations: `{ headwater.dev/depends-on: ${on} }` });
    const fleet = fleetWith({
      'feeds/a/subscription.yaml': depends('a', 'b'),
      'feeds/b/subscription.yaml': depends('b', 'default/a'),
      'feeds/c/subscription.yaml': depends('c', '"a, shop"'),
    });

    expect(errors(fleet)).toEqual([
      'DependencyCycle error feeds/a/subscription.yaml:5:44',
      'DependencyCycle error feeds/b/subscription.yaml:5:44',
    ]);
  });

  it('gives the nearest right name', () => {
    const fleet = fleetWith({ 'clusters/x.yaml': cluster('x', 'spec: { facst: {} }\n') });
    expect(fleet.diagnostics[0]?.hint).toBe('did you mean "facts"?');
  });

  it('takes folders under other names, where fleet.yaml says so', () => {
    const fleet = loadFleet(
      memoryTree({
        'fleet.yaml':
          'apiVersion: headwater.dev/v1alpha1\nkind: FleetConfig\nspec: { folders: { clusters: members } }\n',
        'members/a.yaml': cluster('a'),
      }),
    );
    expect(fleet.clusters.map(({ name }) => name)).toEqual(['a']);
  });

  it('writes a List out, each item at its own place', () => {
    const list = `apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: ConfigMap\n    metadata: { name: one, namespace: shop }\n  - apiVersion: v1\n    kind: ConfigMap\n    metadata: { name: two, namespace: shop }\n---\n${configMap('three')}`;
    const fleet = fleetWith({ 'feeds/shop/list.yaml': list });
    const found = fleet.resources.filter(({ document }) => document.file === 'feeds/shop/list.yaml');

    expect(found.map(({ id, document }) => [id.name, document.index, document.source.line])).toEqual([
      ['one', 0, 4],
      ['two', 1, 7],
      ['three', 2, 11],
    ]);
    expect(found[1]?.document.positions.at('/metadata/name')).toEqual({
      file: 'feeds/shop/list.yaml',
      line: 9,
      column: 23,
    });
  });

  it('fills a typed list as kubectl does', () => {
    const fleet = fleetWith({
      'feeds/shop/x.json':
        '{"apiVersion":"v1","kind":"ConfigMapList","items":[{"metadata":{"name":"a","namespace":"b"}}]}',
    });
    expect(fleet.resources.map(({ object }) => `${object.kind} ${object.metadata.name}`)).toContain(
      'ConfigMap a',
    );
  });

  it('drops a namespace that a cluster-scoped kind does not have, and fills in default', () => {
    const fleet = fleetWith({
      'feeds/shop/x.yaml':
        'apiVersion: v1\nkind: Namespace\nmetadata: { name: a, namespace: b }\n---\napiVersion: v1\nkind: Pod\nmetadata: { name: p }\n',
    });
    expect(fleet.resources.map(({ id }) => `${id.kind} ${id.namespace}/${id.name}`)).toEqual([
      'ConfigMap shop/front',
      'Namespace /a',
      'Pod default/p',
    ]);
  });

  it('reads a blob once across commits', () => {
    let reads = 0;
    const counted = (tree: Tree): Tree => ({
      ...tree,
      entries: tree.entries.map((entry) => ({
        ...entry,
        read: () => {
          reads++;
          return entry.read();
        },
      })),
    });
    const memo = createLoadMemo({ maxBytes: 1_000_000 });
    loadFleet(counted(memoryTree(cleanFleet)), memo);
    const first = reads;
    const next = loadFleet(counted(memoryTree({ ...cleanFleet, 'clusters/z.yaml': cluster('z') })), memo);

    expect(first).toBe(4);
    expect(reads).toBe(5);
    expect(next.clusters.map(({ name }) => name)).toEqual(['eu-1', 'us-1', 'z']);
  });

  it('reports a broken blob at each path that holds it, memo or not', () => {
    const memo = createLoadMemo({ maxBytes: 1_000_000 });
    const fleet = loadFleet(memoryTree({ 'feeds/a/x.yaml': 'a: [', 'feeds/b/x.yaml': 'a: [' }), memo);
    expect(lines(fleet)).toEqual([
      'YamlSyntax error feeds/a/x.yaml:1:5',
      'YamlSyntax error feeds/b/x.yaml:1:5',
    ]);
  });

  it('forgets what was used longest ago', () => {
    const memo = createLoadMemo({ maxBytes: 2_000 });
    for (const oid of ['a', 'b', 'c']) memo.set(oid, { documents: [], diagnostics: [] }, 100);

    expect(memo.get('a')).toBeUndefined();
    expect(memo.get('c')).toBeDefined();
  });
});
