import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { DiagnosticCode } from '../../../../src/model/diagnostic.ts';
import { createRenderMemo, planFleet } from '../../../../src/render/plan-fleet.ts';
import { loadFleet } from '../../../../src/repository/load-fleet.ts';
import { fleetChecks } from '../../../../src/review/validate/fleet-checks.ts';
import { kindChecks } from '../../../../src/review/validate/kinds/kind-checks.ts';
import { reviewFleet } from '../../../../src/review/validate/review-fleet.ts';
import { unreadFiles } from '../../../../src/review/validate/unread-files.ts';
import { cel } from '../../overlay/small-fleet.ts';
import {
  cleanFleet,
  cluster,
  configMap,
  type Files,
  line,
  subscription,
} from '../../repository/fleet-files.ts';
import { memoryTree } from '../../repository/memory-tree.ts';

type Changes = Readonly<Record<string, Files[string] | null>>;

const findings = (changes: Changes): readonly string[] => {
  const files = Object.entries({ ...cleanFleet, ...changes }).filter(([, content]) => content !== null);
  const tree = memoryTree(Object.fromEntries(files) as Files);
  const fleet = loadFleet(tree);
  const plan = planFleet(fleet, createRenderMemo({ maxBytes: 4_000_000 }));
  return reviewFleet({ fleet, plan }, [...kindChecks, ...fleetChecks, unreadFiles(tree)]).map(line);
};

const overlay = (rest: string): string => `apiVersion: headwater.dev/v1alpha1\nkind: Overlay\n${rest}`;
const strategy = (spec: string): string =>
  `apiVersion: headwater.dev/v1alpha1\nkind: RolloutStrategy\nmetadata: { name: one }\nspec:\n${spec}`;
const annotated = (text: string): string =>
  subscription('shop', { annotations: `{ headwater.dev/${text} }` });
const localization = (override: string): string =>
  `apiVersion: apps.clusternet.io/v1alpha1\nkind: Localization\nmetadata: { name: a }\nspec:\n  feed: { apiVersion: v1, kind: ConfigMap, namespace: shop, name: front }\n  overrides: [${override}]\n`;
const deployment =
  'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: d, namespace: shop }\nspec: { template: { spec: { containers: [] } } }\n';

const layer = 'overlays/globalizations/100-a/overlay.yaml';
const second = 'overlays/globalizations/100-b/front.yaml';
const local = 'overlays/localizations/eu-1/100-a.yaml';
const x = 'feeds/shop/x.yaml';
const own = 'feeds/shop/subscription.yaml';

/** The smallest change to a clean fleet that raises a code, and all that is then told. */
const raised: Partial<
  Readonly<Record<DiagnosticCode, readonly [changes: Changes, expected: readonly string[]]>>
> = {
  YamlSyntax: [{ [x]: 'a: [' }, [`error ${x}:1:5`]],
  YamlLimit: [{ [x]: `a: ${'['.repeat(1_000)}` }, [`error ${x}:1:103`]],
  YamlDuplicateKey: [{ [x]: 'a: 1\na: 2\n' }, [`error ${x}:2:1`]],
  YamlUnsupportedValue: [{ [x]: 'a: 99999999999999999999\n' }, [`error ${x}:1:4`]],
  UnknownDocument: [{ [x]: 'apiVersion: v1\n' }, [`error ${x}:1:1`]],
  InvalidField: [{ [layer]: overlay('lables: []\n') }, [`error ${layer}:3:1`]],
  InvalidResource: [{ [x]: configMap('a/b') }, [`error ${x}:3:19`]],
  DuplicateObject: [{ [x]: configMap('front') }, [`error ${x}:1:1`]],
  DuplicateName: [
    { 'clusters/x.yaml': cluster('eu-1') },
    ['error clusters/eu-1.yaml:3:19', 'error clusters/x.yaml:3:19'],
  ],
  DuplicateOwner: [
    { 'feeds/a/subscription.yaml': subscription('a'), 'feeds/a/front.yaml': configMap('front') },
    ['error feeds/shop/config.yaml:1:1'],
  ],
  PathMismatch: [
    {
      [local]: localization("{ name: a, type: MergePatch, value: '{}' }").replace(
        '  feed',
        '  priority: 200\n  feed',
      ),
    },
    [`error ${local}:5:13`],
  ],
  UnknownFolder: [{ 'feed/x.yaml': '' }, ['warning feed:1:1']],
  SymlinkOutside: [{ [x]: { link: '../../../x.yaml' } }, [`error ${x}:1:1`]],
  UnsupportedEntry: [{ 'feeds/shop/lib': { submodule: 'a'.repeat(40) } }, ['error feeds/shop/lib:1:1']],
  RepositoryLimit: [{ '.headwaterignore': '\n'.repeat(501) }, ['error .headwaterignore:1:1']],
  NotYetSupported: [{ [own]: annotated('service-account: a/b') }, [`error ${own}:5:49`]],
  StrategyNotYetHonoured: [
    { 'rollouts/one.yaml': strategy('  planReview: true\n'), [own]: annotated('rollout: one') },
    ['warning rollouts/one.yaml:5:15'],
  ],
  DefaultNamespace: [
    { [x]: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\n' },
    [`warning ${x}:4:3`],
  ],
  ScopeUnknown: [
    { [x]: 'apiVersion: a.b/v1\nkind: Thing\nmetadata: { name: x, namespace: a }\n' },
    [`note ${x}:2:7`],
  ],
  UnknownReference: [{ [layer]: overlay('feeds: [shpo]\n') }, [`error ${layer}:3:9`]],
  DependencyCycle: [{ [own]: annotated('depends-on: shop') }, [`error ${own}:5:44`]],
  NoClusters: [
    {
      [own]: subscription('shop', {
        spec: '  subscribers: [{ clusterAffinity: { matchLabels: { a: b } } }]\n',
      }),
    },
    [`warning ${own}:7:16`],
  ],
  OverlayMatchesNothing: [{ [second]: configMap('frnt') }, [`error ${second}:1:1`]],
  PatchFailed: [
    {
      [layer]: overlay(
        'patches:\n  - target: { name: front }\n    patch: [{ op: test, path: /data/a, value: c }]\n',
      ),
    },
    [`error ${layer}:5:13`],
  ],
  PatchPathMissing: [
    {
      [layer]: overlay('patches:\n  - target: { name: front }\n    patch: [{ op: remove, path: /data/c }]\n'),
    },
    [`error ${layer}:5:13`],
  ],
  PatchSkipped: [
    {
      [local]: localization(`{ name: a, type: JSONPatch, value: '[{"op":"remove","path":"/data/c"}]' }`),
    },
    [`warning ${local}:6:50`],
  ],
  EqualPriority: [
    {
      [layer]: overlay('patches: [{ target: { name: front }, patch: { data: { a: c } } }]\n'),
      [second]: configMap('front'),
    },
    [`warning ${second}:4:12`],
  ],
  ExpressionSyntax: [{ [layer]: overlay(`annotations:\n  a: x-${cel('1 +')}\n`) }, [`error ${layer}:4:16`]],
  ExpressionFailed: [
    { [layer]: overlay(`annotations:\n  a: ${cel('cluster.labels.none')}\n`) },
    [`error ${layer}:4:25`],
  ],
  IdentityChanged: [
    { [layer]: overlay('patches: [{ target: { name: front }, patch: { metadata: { name: b } } }]\n') },
    [`error ${layer}:3:45`],
  ],
  UnknownField: [{ [x]: `${configMap('x')}dta: {}\n` }, [`error ${x}:5:1`]],
  FieldType: [{ [x]: configMap('x').replace('a: b', 'a: 1') }, [`error ${x}:4:12`]],
  FieldRequired: [{ [x]: deployment }, [`error ${x}:4:7`]],
  FieldValue: [
    {
      [x]: 'apiVersion: v1\nkind: Service\nmetadata: { name: s, namespace: shop }\nspec: { type: None, ports: [{ port: 1 }] }\n',
    },
    [`error ${x}:4:15`],
  ],
  FieldNotServed: [
    { [x]: 'apiVersion: extensions/v1beta1\nkind: Ingress\nmetadata: { name: i, namespace: shop }\n' },
    [`error ${x}:1:13`],
  ],
  TargetLooksLikeRegex: [
    { [layer]: overlay('patches: [{ target: { name: ^front }, patch: {} }]\n') },
    [`warning ${layer}:3:29`],
  ],
  PodsRestart: [
    { [x]: deployment, [layer]: overlay('commonAnnotations: { a: b }\n') },
    [`warning ${layer}:3:20`],
  ],
  ClustersUnmatched: [
    {
      'rollouts/one.yaml': strategy('  stages: [{ name: a, clusters: [eu-1] }]\n'),
      [own]: annotated('rollout: one'),
    },
    ['warning rollouts/one.yaml:5:11'],
  ],
  StageEmpty: [
    {
      'rollouts/one.yaml': strategy('  stages: [{ name: a }, { name: b }]\n'),
      [own]: annotated('rollout: one'),
    },
    ['warning rollouts/one.yaml:5:25'],
  ],
  StageOverlap: [
    {
      'rollouts/one.yaml': strategy(
        '  stages: [{ name: a }, { name: b, selector: {} }, { name: c, selector: {} }]\n',
      ),
      [own]: annotated('rollout: one'),
    },
    ['warning rollouts/one.yaml:5:52'],
  ],
  DependencyNotHere: [
    {
      [own]: annotated('depends-on: a'),
      'feeds/a/subscription.yaml': subscription('a', { spec: '  subscribers: []\n' }),
    },
    [`warning ${own}:5:44`],
  ],
  NotUsed: [{ 'feeds/a/x.yaml': configMap('x') }, ['note feeds/a/x.yaml:1:1']],
  FileNotRead: [{ 'feeds/shop/README.md': '' }, ['note feeds/shop/README.md:1:1']],
};

/** Codes of these sections that validate does not raise. */
const elsewhere: readonly DiagnosticCode[] = [
  // of two commits: diff, and the status of a rollout
  'OwnerMoves',
  'PendingOverrides',
  // of a question that was asked: explain
  'NotOnCluster',
  'AmbiguousName',
];

/** The codes below a heading of the closed set, as the file has them. */
const section = (heading: string): readonly string[] => {
  const text = readFileSync('src/model/diagnostic.ts', 'utf8');
  const [, after = ''] = text.split(`  // ${heading}\n`);
  const [below = ''] = after.split(/\n {2}\/\/ |\n\} as const/);
  return [...below.matchAll(/^ {2}(\w+):/gm)].map(([, code]) => code!);
};

describe('every code that validate can raise without a cluster', () => {
  it('has a clean fleet to begin with', () => {
    expect(findings({})).toEqual([]);
  });

  it.each(Object.entries(raised))('%s', (code, [changes, expected]) => {
    expect(findings(changes).filter((text) => text.startsWith(`${code} `))).toEqual(
      expected.map((at) => `${code} ${at}`),
    );
  });

  it('is in the table, or is named as raised elsewhere', () => {
    const codes = ['reading the repository', 'layers', 'review'].flatMap(section);

    expect(codes.length).toBeGreaterThan(40);
    expect([...Object.keys(raised), ...elsewhere].sort()).toEqual(codes.toSorted());
  });
});
