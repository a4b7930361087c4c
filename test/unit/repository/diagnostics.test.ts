import { describe, expect, it } from 'vitest';
import { cluster, configMap, type Files, fleetWith, lines, subscription } from './fleet-files.ts';

type Case = readonly [
  name: string,
  files: Readonly<Record<string, Files[string] | null>>,
  expected: readonly string[],
];

const overlay = (rest: string): string => `apiVersion: headwater.dev/v1alpha1\nkind: Overlay\n${rest}`;
const strategy = (spec: string, name = 'one'): string =>
  `apiVersion: headwater.dev/v1alpha1\nkind: RolloutStrategy\nmetadata: { name: ${name} }\nspec:\n${spec}`;
const clusternet = (kind: string, metadata: string, spec = ''): string =>
  `apiVersion: apps.clusternet.io/v1alpha1\nkind: ${kind}\nmetadata: ${metadata}\nspec:\n${spec}  feed: { apiVersion: v1, kind: ConfigMap, namespace: shop, name: front }\n  overrides: [{ name: a, type: MergePatch, value: '{}' }]\n`;
const config = (spec: string): string =>
  `apiVersion: headwater.dev/v1alpha1\nkind: FleetConfig\nmetadata: { name: fleet }\nspec:\n${spec}`;

const layer = 'overlays/globalizations/100-a/overlay.yaml';
const local = 'overlays/localizations/eu-1/100-a/x.yaml';

const files: readonly Case[] = [
  ['nothing wrong', {}, []],
  ['text that is no YAML', { 'feeds/shop/x.yaml': 'a: [' }, ['YamlSyntax error feeds/shop/x.yaml:1:5']],
  [
    'bytes that are no text',
    { 'feeds/shop/x.yaml': new Uint8Array([0xff, 0xfe]) },
    ['YamlSyntax error feeds/shop/x.yaml:1:1'],
  ],
  [
    'a list as a document',
    { 'feeds/shop/x.yaml': '\n- 1\n' },
    ['UnknownDocument error feeds/shop/x.yaml:2:1'],
  ],
  [
    'a document without a kind',
    { 'feeds/shop/x.yaml': 'apiVersion: v1\n' },
    ['UnknownDocument error feeds/shop/x.yaml:1:1'],
  ],
  [
    'an object among the clusters',
    { 'clusters/x.yaml': configMap('x') },
    ['UnknownDocument error clusters/x.yaml:2:7'],
  ],
  [
    'a kind of ours that is none',
    { 'rollouts/x.yaml': 'apiVersion: headwater.dev/v1alpha1\nkind: Rollout\n' },
    ['UnknownDocument error rollouts/x.yaml:2:7'],
  ],
  [
    'a cluster in a feed',
    { 'feeds/shop/x.yaml': cluster('x') },
    ['UnknownDocument error feeds/shop/x.yaml:1:1'],
  ],
  [
    'a strategy in a feed',
    { 'feeds/shop/x.yaml': strategy('  planReview: false\n') },
    ['UnknownDocument error feeds/shop/x.yaml:1:1'],
  ],
  [
    'a partial manifest in no layer',
    { 'overlays/x.yaml': configMap('x') },
    ['UnknownDocument error overlays/x.yaml:1:1'],
  ],
  [
    'an Overlay in no layer',
    { 'overlays/globalizations/x/overlay.yaml': overlay('labels: []\n') },
    ['UnknownDocument error overlays/globalizations/x/overlay.yaml:1:1'],
  ],
  [
    'what Clusternet writes itself',
    { 'feeds/shop/x.yaml': 'apiVersion: apps.clusternet.io/v1alpha1\nkind: Base\nmetadata: { name: x }\n' },
    ['FileNotRead note feeds/shop/x.yaml:2:7'],
  ],
  [
    'a Manifest without its template',
    {
      'feeds/shop/x.yaml': 'apiVersion: apps.clusternet.io/v1alpha1\nkind: Manifest\nmetadata: { name: x }\n',
    },
    ['InvalidField error feeds/shop/x.yaml:1:1'],
  ],
  [
    'an LFS pointer',
    { 'feeds/shop/x.yaml': 'version https://git-lfs.github.com/spec/v1\noid sha256:0\n' },
    ['UnsupportedEntry error feeds/shop/x.yaml:1:1'],
  ],
  [
    'a submodule',
    { 'feeds/shop/lib': { submodule: 'a'.repeat(40) } },
    ['UnsupportedEntry error feeds/shop/lib:1:1'],
  ],
  ['a folder that is misspelt', { 'overlay/x.yaml': 'a: 1' }, ['UnknownFolder warning overlay:1:1']],
  ['a fleet file that is misspelt', { 'fleet.yml': 'a: 1' }, ['UnknownFolder warning fleet.yml:1:1']],
  [
    'an approval by commit',
    { 'approvals/shop.yaml': 'a: 1' },
    ['NotYetSupported warning approvals/shop.yaml:1:1'],
  ],
];

const resources: readonly Case[] = [
  [
    'generateName',
    { 'feeds/shop/x.yaml': 'apiVersion: v1\nkind: Pod\nmetadata:\n  generateName: x-\n' },
    ['InvalidResource error feeds/shop/x.yaml:4:17'],
  ],
  [
    'no name',
    { 'feeds/shop/x.yaml': 'apiVersion: v1\nkind: Pod\nmetadata:\n  labels: {}\n' },
    ['InvalidResource error feeds/shop/x.yaml:4:3'],
  ],
  [
    'no metadata',
    { 'feeds/shop/x.yaml': 'apiVersion: v1\nkind: Pod\n' },
    ['InvalidResource error feeds/shop/x.yaml:1:1'],
  ],
  [
    'a name with a slash',
    { 'feeds/shop/x.yaml': configMap('a/b') },
    ['InvalidResource error feeds/shop/x.yaml:3:19'],
  ],
  [
    'a namespace that is none',
    { 'feeds/shop/x.yaml': configMap('a', 'A_B') },
    ['InvalidResource error feeds/shop/x.yaml:3:33'],
  ],
  [
    'a label that is a number',
    { 'feeds/shop/x.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: x\n  labels: { a: 1 }\n' },
    ['InvalidResource error feeds/shop/x.yaml:5:16'],
  ],
  [
    'no namespace',
    { 'feeds/shop/x.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\n' },
    ['DefaultNamespace warning feeds/shop/x.yaml:4:3'],
  ],
  [
    'a kind that nobody knows',
    { 'feeds/shop/x.yaml': 'apiVersion: a.b/v1\nkind: Thing\nmetadata: { name: x }\n' },
    ['ScopeUnknown note feeds/shop/x.yaml:2:7'],
  ],
];

const clusters: readonly Case[] = [
  [
    'an unknown field',
    { 'clusters/x.yaml': cluster('x', 'spec:\n  fact: {}\n') },
    ['InvalidField error clusters/x.yaml:5:3'],
  ],
  [
    'a label that is a number',
    {
      'clusters/x.yaml':
        'apiVersion: headwater.dev/v1alpha1\nkind: ManagedCluster\nmetadata:\n  name: x\n  labels:\n    ring: 1\n',
    },
    ['InvalidField error clusters/x.yaml:6:11'],
  ],
  ['a name that is none', { 'clusters/x.yaml': cluster('X_y') }, ['InvalidField error clusters/x.yaml:3:19']],
  [
    'a name that every object of JavaScript has',
    { 'clusters/x.yaml': cluster('constructor') },
    ['InvalidField error clusters/x.yaml:3:19'],
  ],
  [
    'no name',
    { 'clusters/x.yaml': 'apiVersion: headwater.dev/v1alpha1\nkind: ManagedCluster\nmetadata: {}\n' },
    ['InvalidField error clusters/x.yaml:3:11'],
  ],
  [
    'a taint of no effect',
    { 'clusters/x.yaml': cluster('x', 'spec: { taints: [{ key: a, effect: No }] }\n') },
    ['InvalidField error clusters/x.yaml:4:36'],
  ],
  [
    'access by a Secret',
    { 'clusters/x.yaml': cluster('x', 'spec: { access: { kubeconfigSecretRef: { name: a } } }\n') },
    ['NotYetSupported error clusters/x.yaml:4:40'],
  ],
  [
    'a hold until no moment',
    { 'clusters/x.yaml': cluster('x', 'spec: { hold: { reason: a, until: tomorrow } }\n') },
    ['InvalidField error clusters/x.yaml:4:35'],
  ],
  [
    'an unknown field of Clusternet',
    {
      'clusters/x.yaml':
        'apiVersion: clusters.clusternet.io/v1beta1\nkind: ManagedCluster\nmetadata: { name: x }\nspec:\n  future: 1\n',
    },
    ['InvalidField warning clusters/x.yaml:5:3'],
  ],
  [
    'two of one name',
    { 'clusters/x.yaml': cluster('eu-1') },
    ['DuplicateName error clusters/eu-1.yaml:3:19', 'DuplicateName error clusters/x.yaml:3:19'],
  ],
];

const fleetConfig: readonly Case[] = [
  ['a kind that is none', { 'fleet.yaml': cluster('x') }, ['UnknownDocument error fleet.yaml:2:7']],
  [
    'a second document',
    { 'fleet.yaml': `${config('  guards: {}\n')}---\na: 1\n` },
    ['DuplicateName error fleet.yaml:7:1'],
  ],
  [
    'a default that is no strategy',
    {
      'fleet.yaml': config('  defaults: { rollout: two }\n'),
      'rollouts/o.yaml': strategy('  planReview: false\n'),
    },
    ['UnknownReference error fleet.yaml:5:24'],
  ],
  ['freezes', { 'fleet.yaml': config('  freezes: []\n') }, ['NotYetSupported error fleet.yaml:5:12']],
  [
    'a guard out of range',
    { 'fleet.yaml': config('  guards: { maxDeletes: -1 }\n') },
    ['InvalidField error fleet.yaml:5:25'],
  ],
  [
    'one name for two folders',
    { 'fleet.yaml': config('  folders: { rollouts: approvals }\n') },
    ['InvalidField error fleet.yaml:5:24'],
  ],
  [
    'a folder outside',
    { 'fleet.yaml': config("  folders: { rollouts: '..' }\n") },
    ['InvalidField error fleet.yaml:5:24'],
  ],
  ['a misspelt field', { 'fleet.yaml': config('  guard: {}\n') }, ['InvalidField error fleet.yaml:5:3']],
];

const subscriptions: readonly Case[] = [
  [
    'no subscribers',
    { 'feeds/shop/subscription.yaml': subscription('shop', { spec: '  priority: 1\n' }) },
    ['InvalidField error feeds/shop/subscription.yaml:7:3'],
  ],
  [
    'an unknown field of Clusternet',
    {
      'feeds/shop/subscription.yaml': subscription('shop', {
        spec: '  subscribers: [{ clusterAffinity: {} }]\n  feed: []\n',
      }),
    },
    ['InvalidField warning feeds/shop/subscription.yaml:8:3'],
  ],
  [
    'an operator without values',
    {
      'feeds/shop/subscription.yaml': subscription('shop', {
        spec: '  subscribers:\n    - clusterAffinity:\n        matchExpressions: [{ key: a, operator: In }]\n',
      }),
    },
    ['InvalidField error feeds/shop/subscription.yaml:9:28'],
  ],
  [
    'an annotation of ours that is none',
    {
      'feeds/shop/subscription.yaml': subscription('shop', { annotations: '{ headwater.dev/roll-out: a }' }),
    },
    ['InvalidField error feeds/shop/subscription.yaml:5:42'],
  ],
  [
    'an annotation with a value that is none',
    {
      'feeds/shop/subscription.yaml': subscription('shop', { annotations: '{ headwater.dev/drift: Heal }' }),
    },
    ['InvalidField error feeds/shop/subscription.yaml:5:39'],
  ],
  [
    'impersonation',
    {
      'feeds/shop/subscription.yaml': subscription('shop', {
        annotations: '{ headwater.dev/service-account: a/b }',
      }),
    },
    ['NotYetSupported error feeds/shop/subscription.yaml:5:49'],
  ],
  [
    'Dividing',
    {
      'feeds/shop/subscription.yaml': subscription('shop', {
        spec: '  schedulingStrategy: Dividing\n  subscribers: [{ clusterAffinity: {} }]\n',
      }),
    },
    ['NotYetSupported error feeds/shop/subscription.yaml:7:23'],
  ],
  [
    'subgroups',
    {
      'feeds/shop/subscription.yaml': subscription('shop', {
        spec: '  schedulingBySubGroup: true\n  subscribers: [{ clusterAffinity: {} }]\n',
      }),
    },
    ['NotYetSupported error feeds/shop/subscription.yaml:7:25'],
  ],
  [
    'a strategy that is none',
    {
      'feeds/shop/subscription.yaml': subscription('shop', { annotations: '{ headwater.dev/rollout: one }' }),
    },
    ['UnknownReference error feeds/shop/subscription.yaml:5:41'],
  ],
  [
    'a dependency that is none',
    {
      'feeds/shop/subscription.yaml': subscription('shop', {
        annotations: '{ headwater.dev/depends-on: shops }',
      }),
    },
    ['UnknownReference error feeds/shop/subscription.yaml:5:44'],
  ],
  [
    'itself as a dependency',
    {
      'feeds/shop/subscription.yaml': subscription('shop', {
        annotations: '{ headwater.dev/depends-on: shop }',
      }),
    },
    ['DependencyCycle error feeds/shop/subscription.yaml:5:44'],
  ],
  [
    'a feed that is none',
    {
      'feeds/shop/subscription.yaml': subscription('shop', {
        spec: '  subscribers: []\n  feeds:\n    - { apiVersion: v1, kind: ConfigMap, name: fron }\n',
      }),
    },
    ['UnknownReference error feeds/shop/subscription.yaml:9:7'],
  ],
  [
    'a chart as a feed',
    {
      'feeds/shop/subscription.yaml': subscription('shop', {
        spec: '  subscribers: []\n  feeds:\n    - { apiVersion: apps.clusternet.io/v1alpha1, kind: HelmChart, name: c }\n',
      }),
    },
    ['NotYetSupported error feeds/shop/subscription.yaml:9:7'],
  ],
  [
    'no feed folder and no feeds',
    { 'feeds/x.yaml': subscription('x') },
    ['InvalidField error feeds/x.yaml:7:3'],
  ],
  [
    'two of one name',
    { 'feeds/shop/x.yaml': subscription('shop') },
    ['DuplicateName error feeds/shop/subscription.yaml:4:9', 'DuplicateName error feeds/shop/x.yaml:4:9'],
  ],
  [
    'a HelmChart',
    {
      'feeds/shop/x.yaml':
        'apiVersion: apps.clusternet.io/v1alpha1\nkind: HelmChart\nmetadata: { name: c }\nspec: { repo: "oci://r", chart: c, targetNamespace: a }\n',
    },
    ['NotYetSupported error feeds/shop/x.yaml:1:1'],
  ],
  [
    'a kustomization',
    { 'feeds/shop/kustomization.yaml': 'resources: []\n' },
    ['NotYetSupported error feeds/shop/kustomization.yaml:1:1'],
  ],
  [
    'a chart folder',
    { 'feeds/shop/chart/Chart.yaml': 'name: c\n', 'feeds/shop/chart/templates/a.yaml': '{{ if }}' },
    ['NotYetSupported error feeds/shop/chart/Chart.yaml:1:1'],
  ],
];

const overlays: readonly Case[] = [
  ['an unknown field', { [layer]: overlay('label: []\n') }, [`InvalidField error ${layer}:3:1`]],
  [
    'an unknown field of a patch',
    { [layer]: overlay('patches:\n  - target: { kinds: A }\n    patch: {}\n') },
    [`InvalidField error ${layer}:4:15`],
  ],
  [
    'a patch that is missing',
    { [layer]: overlay('patches:\n  - target: {}\n') },
    [`InvalidField error ${layer}:4:5`],
  ],
  [
    'a patch that is text and no mapping',
    { [layer]: overlay('patches:\n  - patch: hello\n') },
    [`InvalidField error ${layer}:4:12`],
  ],
  [
    'a patch of broken YAML',
    { [layer]: overlay('patches:\n  - patch: |\n      a: [\n') },
    [`YamlSyntax error ${layer}:4:12`],
  ],
  [
    'onMissing of no meaning',
    { [layer]: overlay('patches: [{ patch: [], onMissing: ignore }]\n') },
    [`InvalidField error ${layer}:3:35`],
  ],
  [
    'a count that is no whole number',
    { [layer]: overlay('replicas: [{ name: front, count: 1.5 }]\n') },
    [`InvalidField error ${layer}:3:34`],
  ],
  [
    'a count that is text without an expression',
    { [layer]: overlay("replicas: [{ name: front, count: '3' }]\n") },
    [`InvalidField error ${layer}:3:34`],
  ],
  [
    'a count below 0',
    { [layer]: overlay('replicas: [{ name: front, count: -1 }]\n') },
    [`InvalidField error ${layer}:3:34`],
  ],
  [
    'an image that changes nothing',
    { [layer]: overlay('images: [{ name: front }]\n') },
    [`InvalidField error ${layer}:3:10`],
  ],
  [
    'a tag that is a number',
    { [layer]: overlay('images: [{ name: front, newTag: 1.5 }]\n') },
    [`InvalidField error ${layer}:3:33`],
  ],
  [
    'values that are no mapping',
    { [layer]: overlay('values: [{ values: [] }]\n') },
    [`InvalidField error ${layer}:3:20`],
  ],
  [
    'ignoreFields without a path',
    { [layer]: overlay('ignoreFields: [{ paths: [] }]\n') },
    [`InvalidField error ${layer}:3:25`],
  ],
  ...[
    'spec/replicas',
    '/spec/~2',
    '',
    '/spec/',
    '/metadata',
    '/metadata/name',
    '/kind',
    '/metadata/labels',
  ].map(
    (path): Case => [
      `ignoreFields of ${path || 'nothing'}`,
      { [layer]: overlay(`ignoreFields: [{ paths: ['${path}'] }]\n`) },
      [`InvalidField error ${layer}:3:26`],
    ],
  ),
  [
    'an expression in what says where a layer goes',
    { [layer]: overlay(`clusterAffinity: { matchLabels: { a: '\${{ cluster.name }}' } }\n`) },
    [`InvalidField error ${layer}:3:18`],
  ],
  [
    'a feed that is none',
    { [layer]: overlay('feeds: [shop, shpo]\n') },
    [`UnknownReference error ${layer}:3:15`],
  ],
  [
    'a condition that is no CEL',
    { [layer]: overlay('when: cluster.name ==\n') },
    [`ExpressionSyntax error ${layer}:3:22`],
  ],
  [
    'an expression that is no CEL',
    { [layer]: overlay(`annotations:\n  a: x-\${{ 1 + }}\n`) },
    [`ExpressionSyntax error ${layer}:4:16`],
  ],
  [
    'an expression with matches',
    { [layer]: overlay(`patches:\n  - patch:\n      data: { a: '\${{ cluster.name.matches("a") }}' }\n`) },
    [`ExpressionSyntax error ${layer}:5:36`],
  ],
  [
    'an expression of a partial manifest',
    { 'overlays/globalizations/100-a/x.yaml': `${configMap('front')}x: \${{ y }}\n` },
    ['ExpressionSyntax error overlays/globalizations/100-a/x.yaml:5:8'],
  ],
  [
    'two Overlays in one layer',
    { [layer]: overlay('labels: []\n---\napiVersion: headwater.dev/v1alpha1\nkind: Overlay\n') },
    [`DuplicateName error ${layer}:5:1`],
  ],
  [
    'a priority beyond 1000',
    { 'overlays/globalizations/1001-a.yaml': configMap('front') },
    ['InvalidField error overlays/globalizations/1001-a.yaml:1:1'],
  ],
  [
    'a cluster that is none',
    { 'overlays/localizations/eu-2/100-a.yaml': configMap('front') },
    ['UnknownReference error overlays/localizations/eu-2/100-a.yaml:1:1'],
  ],
  [
    'a feed beyond its own',
    { 'feeds/shop/overlays/globalizations/100-a/overlay.yaml': overlay('feeds: [other]\n') },
    ['InvalidField error feeds/shop/overlays/globalizations/100-a/overlay.yaml:3:9'],
  ],
  [
    'another priority than its folder',
    { [local]: clusternet('Localization', '{ name: a }', '  priority: 200\n') },
    [`PathMismatch error ${local}:5:13`],
  ],
  [
    'another cluster than its folder',
    { [local]: clusternet('Localization', '{ name: a, namespace: us-1 }') },
    [`PathMismatch error ${local}:3:33`],
  ],
  [
    'another stage than its folder',
    { [local]: clusternet('Globalization', '{ name: a }') },
    [`PathMismatch error ${local}:2:7`],
  ],
  [
    'an override of a field without its path',
    { [local]: clusternet('Localization', '{ name: a }').replace('MergePatch', 'FieldMergePatch') },
    [`InvalidField error ${local}:6:15`],
  ],
  [
    'an override of no type',
    { [local]: clusternet('Localization', '{ name: a }').replace('MergePatch', 'Merge') },
    [`InvalidField error ${local}:6:32`],
  ],
  [
    'an unknown field of Clusternet',
    { [local]: clusternet('Localization', '{ name: a }', '  prio: 1\n') },
    [`InvalidField warning ${local}:5:3`],
  ],
  [
    'a Localization of no cluster',
    { 'overlays/x.yaml': clusternet('Localization', '{ name: a }') },
    ['InvalidField error overlays/x.yaml:3:11'],
  ],
  [
    'a Localization of an unknown cluster',
    { 'overlays/x.yaml': clusternet('Localization', '{ name: a, namespace: eu-2 }') },
    ['UnknownReference error overlays/x.yaml:3:33'],
  ],
];

const strategies: readonly Case[] = [
  [
    'what is carried out',
    {
      'rollouts/o.yaml': strategy(
        '  stabilisation: 0s\n  stages: [{ name: a, maxConcurrency: 100%, progressDeadline: 5m }]\n  prune: { maxDeletes: 3, protect: [Secret] }\n  onFailure: Halt\n',
      ),
    },
    [],
  ],
  [
    'a second stage',
    { 'rollouts/o.yaml': strategy('  stages:\n    - { name: a }\n    - { name: b }\n') },
    ['StrategyNotYetHonoured warning rollouts/o.yaml:7:7'],
  ],
  [
    'a stage of some clusters',
    { 'rollouts/o.yaml': strategy('  stages:\n    - name: a\n      clusters: [eu-1]\n') },
    ['StrategyNotYetHonoured warning rollouts/o.yaml:7:17'],
  ],
  [
    'groupBy',
    { 'rollouts/o.yaml': strategy('  stages:\n    - name: a\n      groupBy: region\n') },
    ['StrategyNotYetHonoured warning rollouts/o.yaml:7:16'],
  ],
  [
    'maxConcurrency',
    { 'rollouts/o.yaml': strategy('  stages:\n    - name: a\n      maxConcurrency: 25%\n') },
    ['StrategyNotYetHonoured warning rollouts/o.yaml:7:23'],
  ],
  [
    'gates of a stage',
    {
      'rollouts/o.yaml': strategy(
        '  stages:\n    - name: a\n      before: [{ type: Approval }]\n      after: [{ type: Soak, duration: 1m }]\n',
      ),
    },
    [
      'StrategyNotYetHonoured warning rollouts/o.yaml:7:15',
      'StrategyNotYetHonoured warning rollouts/o.yaml:8:14',
    ],
  ],
  [
    'gates of installs',
    { 'rollouts/o.yaml': strategy('  gates: { onRollback: true }\n') },
    ['StrategyNotYetHonoured warning rollouts/o.yaml:5:24'],
  ],
  [
    'a plan review',
    { 'rollouts/o.yaml': strategy('  planReview: true\n') },
    ['StrategyNotYetHonoured warning rollouts/o.yaml:5:15'],
  ],
  [
    'an unknown field',
    { 'rollouts/o.yaml': strategy('  stabilization: 5s\n') },
    ['InvalidField error rollouts/o.yaml:5:3'],
  ],
  [
    'a duration that is none',
    { 'rollouts/o.yaml': strategy('  stabilisation: 5\n') },
    ['InvalidField error rollouts/o.yaml:5:18'],
  ],
  [
    'a percentage beyond 100',
    { 'rollouts/o.yaml': strategy('  stages: [{ name: a, maxConcurrency: 101% }]\n') },
    ['InvalidField error rollouts/o.yaml:5:39'],
  ],
  [
    'a concurrency of none',
    { 'rollouts/o.yaml': strategy('  stages: [{ name: a, maxConcurrency: 0 }]\n') },
    ['InvalidField error rollouts/o.yaml:5:39'],
  ],
  [
    'failures below none',
    { 'rollouts/o.yaml': strategy('  stages: [{ name: a, maxFailures: -1 }]\n') },
    ['InvalidField error rollouts/o.yaml:5:36'],
  ],
  [
    'no stage',
    { 'rollouts/o.yaml': strategy('  stages: []\n') },
    ['InvalidField error rollouts/o.yaml:5:11'],
  ],
  [
    'two stages of one name',
    { 'rollouts/o.yaml': strategy('  stages: [{ name: a }, { name: a }]\n') },
    ['InvalidField error rollouts/o.yaml:5:33'],
  ],
  [
    'a gate of no type',
    { 'rollouts/o.yaml': strategy('  stages: [{ name: a, after: [{ type: Wait }] }]\n') },
    ['InvalidField error rollouts/o.yaml:5:39'],
  ],
  [
    'a field of another gate',
    {
      'rollouts/o.yaml': strategy(
        '  stages: [{ name: a, after: [{ type: Soak, duration: 1m, expiry: 1h }] }]\n',
      ),
    },
    ['InvalidField error rollouts/o.yaml:5:59'],
  ],
  [
    'a Check that asks nothing',
    { 'rollouts/o.yaml': strategy('  stages: [{ name: a, after: [{ type: Check }] }]\n') },
    ['InvalidField error rollouts/o.yaml:5:31'],
  ],
  [
    'a namespace',
    {
      'rollouts/o.yaml': strategy('  planReview: false\n').replace(
        '{ name: one }',
        '{ name: one, namespace: a }',
      ),
    },
    ['InvalidField error rollouts/o.yaml:3:24'],
  ],
  [
    'two of one name',
    {
      'rollouts/o.yaml': strategy('  joiners: Released\n'),
      'rollouts/p.yaml': strategy('  joiners: Released\n'),
    },
    ['DuplicateName error rollouts/o.yaml:3:19', 'DuplicateName error rollouts/p.yaml:3:19'],
  ],
];

describe.each([
  ['files', files],
  ['resources', resources],
  ['clusters', clusters],
  ['fleet.yaml', fleetConfig],
  ['Subscriptions', subscriptions],
  ['overlays', overlays],
  ['rollout strategies', strategies],
] as const)('diagnostics of %s', (_, cases) => {
  it.each(cases)('%s', (_name, changed, expected) => {
    expect(lines(fleetWith(changed))).toEqual(expected);
  });
});
