import { describe, expect, it } from 'vitest';
import { isError } from '../../../src/model/diagnostic.ts';
import { createRenderMemo, type FleetPlan, planFleet } from '../../../src/render/plan-fleet.ts';
import { cel } from '../overlay/small-fleet.ts';
import {
  clusterFile,
  configMap,
  type Files,
  fleetFrom,
  overlayText,
  subscriptionFile,
} from './memory-fleet.ts';

const memo = () => createRenderMemo({ maxBytes: 4_000_000 });
const planOf = (files: Files): FleetPlan => planFleet(fleetFrom(files), memo());
const stateOf = (plan: FleetPlan, key: string) => plan.bindings.get(key)?.state;
const objectsOf = (plan: FleetPlan, key: string) =>
  stateOf(plan, key)?.objects.map(({ object }) => object) ?? [];
const errorsOf = (plan: FleetPlan, key: string) =>
  (plan.bindings.get(key)?.diagnostics ?? [])
    .filter(isError)
    .map(({ code, source }) => `${code} ${source?.file}:${source?.line}`);
const refused = (plan: FleetPlan) => [...plan.bindings].filter(([, { state }]) => !state).map(([key]) => key);

const base: Files = {
  ...clusterFile('a', '{ region: eu }'),
  ...clusterFile('b', '{ region: us }'),
  ...subscriptionFile('shop'),
  ...subscriptionFile('tools'),
  'feeds/shop/front.yaml': configMap('front'),
  'feeds/tools/tool.yaml': configMap('tool'),
};

describe('the plan of a fleet', () => {
  it('has every Subscription on every cluster that it selects', () => {
    const fleet = fleetFrom(base);
    const plan = planFleet({ ...fleet, clusters: fleet.clusters.toReversed() }, memo());

    expect([...plan.bindings.keys()]).toEqual([
      'default/shop@a',
      'default/shop@b',
      'default/tools@a',
      'default/tools@b',
    ]);
    expect(refused(plan)).toEqual([]);
  });

  it('gives each cluster its own layers, and shares what does not differ', () => {
    const plan = planOf({
      ...base,
      'feeds/shop/second.yaml': configMap('second'),
      'overlays/localizations/b/500-x/front.yaml': configMap('front', '{ k: b }'),
    });

    const [a, b] = ['a', 'b'].map((cluster) => stateOf(plan, `default/shop@${cluster}`)!.objects);
    expect(b?.map(({ object }) => object.data)).toEqual([{ k: 'b' }, { k: 'v' }]);
    expect(b?.[1]).toBe(a?.[1]);
    expect(stateOf(plan, 'default/tools@b')?.objects[0]).toBe(stateOf(plan, 'default/tools@a')?.objects[0]);
  });

  it('marks each object with its cluster', () => {
    const plan = planOf({
      ...base,
      'overlays/globalizations/100-a/overlay.yaml': overlayText(
        `annotations: { c: "${cel('cluster.name')}" }\n`,
      ),
    });

    expect(objectsOf(plan, 'default/shop@a')[0]?.metadata.annotations).toEqual({ c: 'a' });
    expect(objectsOf(plan, 'default/tools@b')[0]?.metadata.annotations).toEqual({ c: 'b' });
  });

  it('applies globalizations, then localizations, each by priority; the later one wins', () => {
    const plan = planOf({
      ...base,
      'overlays/globalizations/900-g/front.yaml': configMap('front', '{ k: g900, g: "1" }'),
      'overlays/globalizations/100-g/front.yaml': configMap('front', '{ k: g100 }'),
      'overlays/localizations/a/600-l/front.yaml': configMap('front', '{ k: l600 }'),
      'overlays/localizations/a/0-l/front.yaml': configMap('front', '{ k: l0, g: null }'),
    });

    expect(objectsOf(plan, 'default/shop@a')[0]?.data).toEqual({ k: 'l600' });
    expect(objectsOf(plan, 'default/shop@b')[0]?.data).toEqual({ k: 'g900', g: '1' });
  });

  it('lets clusterAffinity, when and feeds govern every file of a folder', () => {
    const governed = (body: string): Files => ({
      ...base,
      'overlays/globalizations/100-g/overlay.yaml': overlayText(body),
      'overlays/globalizations/100-g/front.yaml': configMap('front', '{ k: g }'),
      'overlays/globalizations/100-g/tool.yaml': configMap('tool', '{ k: g }'),
    });
    const values = (body: string) => {
      const plan = planOf(governed(body));
      return ['shop@a', 'shop@b', 'tools@a', 'tools@b'].map(
        (key) => (objectsOf(plan, `default/${key}`)[0]!.data as Record<string, string>).k,
      );
    };

    expect(values('clusterAffinity: { matchLabels: { region: eu } }\n')).toEqual(['g', 'v', 'g', 'v']);
    expect(values('when: cluster.labels.region == "us"\n')).toEqual(['v', 'g', 'v', 'g']);
    expect(values('feeds: [shop]\n')).toEqual(['g', 'g', 'v', 'v']);
  });

  it('is the same with and without a memo that knows another commit', () => {
    const shared = memo();
    const after = { ...base, 'feeds/shop/front.yaml': configMap('front', '{ k: w }') };

    const before = planFleet(fleetFrom(base), shared);
    const changed = planFleet(fleetFrom(after), shared);

    expect([...changed.bindings]).toEqual([...planOf(after).bindings]);
    expect(stateOf(changed, 'default/tools@a')?.objects[0]).toBe(
      stateOf(before, 'default/tools@a')?.objects[0],
    );
    expect(stateOf(changed, 'default/shop@a')?.digest).not.toBe(stateOf(before, 'default/shop@a')?.digest);
  });

  it('comes back to the digests that it had when a change is reverted', () => {
    const after = { ...base, 'overlays/globalizations/100-a/front.yaml': configMap('front', '{ x: "1" }') };
    const digests = (files: Files) => [...planOf(files).bindings.values()].map(({ state }) => state?.digest);

    expect(digests(after)).not.toEqual(digests(base));
    expect(digests({ ...after, 'overlays/globalizations/100-a/front.yaml': '' })).toEqual(digests(base));
  });
});

describe('an error', () => {
  it('in a layer keeps exactly the bindings that it touches from being rendered', () => {
    const plan = planOf({
      ...base,
      'overlays/localizations/b/500-x/overlay.yaml': overlayText(
        'patches:\n  - target: { name: front }\n    patch:\n      - { op: remove, path: /data/none }\n',
      ),
    });

    expect(refused(plan)).toEqual(['default/shop@b']);
    expect(errorsOf(plan, 'default/shop@b')).toEqual([
      'PatchPathMissing overlays/localizations/b/500-x/overlay.yaml:6',
    ]);
  });

  it('of a missing label keeps the clusters that lack it', () => {
    const plan = planOf({
      ...base,
      ...clusterFile('c'),
      'overlays/globalizations/100-a/overlay.yaml': overlayText(
        `annotations:\n  region: "${cel('cluster.labels.region')}"\n`,
      ),
    });

    expect(refused(plan)).toEqual(['default/shop@c', 'default/tools@c']);
    expect(errorsOf(plan, 'default/shop@c')).toEqual([
      'ExpressionFailed overlays/globalizations/100-a/overlay.yaml:4',
    ]);
  });

  const broken = 'a: [}\n';
  const cases: readonly (readonly [where: string, file: string, refusedKeys: readonly string[]])[] = [
    ['of a feed', 'feeds/shop/broken.yaml', ['shop@a', 'shop@b']],
    [
      'of a globalization',
      'overlays/globalizations/100-x/p.yaml',
      ['shop@a', 'shop@b', 'tools@a', 'tools@b'],
    ],
    ['of a localization', 'overlays/localizations/b/100-x/p.yaml', ['shop@b', 'tools@b']],
    ['of a feed’s own overlays', 'feeds/tools/overlays/globalizations/100-x/p.yaml', ['tools@a', 'tools@b']],
    ['of a feed’s own localization', 'feeds/tools/overlays/localizations/a/100-x/p.yaml', ['tools@a']],
    ['under rollouts', 'rollouts/x.yaml', []],
    ['of another cluster', 'clusters/z.yaml', []],
    ['that is fleet.yaml', 'fleet.yaml', ['shop@a', 'shop@b', 'tools@a', 'tools@b']],
  ];
  for (const [where, file, keys] of cases) {
    it(`in a file ${where} that is no YAML keeps whom it may concern`, () => {
      const plan = planOf({ ...base, [file]: broken });

      expect(refused(plan)).toEqual(keys.map((key) => `default/${key}`));
      for (const key of keys) expect(errorsOf(plan, `default/${key}`)).toEqual([`YamlSyntax ${file}:1`]);
    });
  }

  for (const [where, file, keys] of [
    ['of a feed', 'apps/shop/broken.yaml', ['shop@a', 'shop@b']],
    ['of a feed’s own overlays', 'apps/tools/overlays/globalizations/1-x/p.yaml', ['tools@a', 'tools@b']],
    ['of a localization', 'layers/localizations/b/100-x/p.yaml', ['shop@b', 'tools@b']],
    ['of no layer', 'layers/p.yaml', ['shop@a', 'shop@b', 'tools@a', 'tools@b']],
    ['of rollouts', 'ways/x.yaml', []],
    ['of approvals', 'approvals/x.yaml', []],
    ['of another cluster', 'members/z.yaml', []],
  ] as const) {
    it(`in a file ${where} keeps whom it may concern, whatever fleet.yaml calls the folders`, () => {
      const folders = { clusters: 'members', feeds: 'apps', overlays: 'layers', rollouts: 'ways' };
      const renamed = Object.fromEntries(
        Object.entries(base).map(([path, text]) => [
          path.replace(/^clusters/, 'members').replace(/^feeds/, 'apps'),
          text,
        ]),
      );
      const plan = planOf({
        ...renamed,
        'fleet.yaml': `apiVersion: headwater.dev/v1alpha1\nkind: FleetConfig\nspec: ${JSON.stringify({ folders })}\n`,
        [file]: broken,
      });

      expect(plan.bindings.size).toBe(4);
      expect(refused(plan)).toEqual(keys.map((key) => `default/${key}`));
    });
  }

  it('in a file of a layer that selects clusters and feeds keeps those alone', () => {
    const plan = planOf({
      ...base,
      'overlays/globalizations/100-x/overlay.yaml': overlayText(
        'feeds: [shop]\nclusterAffinity: { matchLabels: { region: us } }\n',
      ),
      'overlays/globalizations/100-x/p.yaml': broken,
    });

    expect(refused(plan)).toEqual(['default/shop@b']);
  });

  it('of a refused feed keeps that feed', () => {
    const plan = planOf({ ...base, 'feeds/tools/kustomization.yaml': 'resources: []\n' });

    expect(refused(plan)).toEqual(['default/tools@a', 'default/tools@b']);
  });

  it('is told once, however many objects it meets', () => {
    const plan = planOf({
      ...base,
      'feeds/shop/more.yaml': ['p', 'q', 'r'].map((name) => configMap(name)).join('---\n'),
      'overlays/globalizations/100-a/overlay.yaml': overlayText(
        `annotations: { a: '${cel('cluster.labels.zone')}' }\n`,
      ),
    });

    expect(errorsOf(plan, 'default/shop@a')).toHaveLength(1);
  });
});

describe('one object', () => {
  it('that stands twice in a binding is an error that names both places', () => {
    const plan = planOf({ ...base, 'feeds/shop/z.yaml': configMap('front') });

    expect(refused(plan)).toEqual(['default/shop@a', 'default/shop@b']);
    expect(errorsOf(plan, 'default/shop@a')).toEqual(['DuplicateObject feeds/shop/z.yaml:1']);
    expect(plan.bindings.get('default/shop@a')?.diagnostics[0]?.message).toContain('feeds/shop/front.yaml:1');
  });

  it('that two Subscriptions claim is refused for both, on the clusters that both select', () => {
    const plan = planOf({
      ...base,
      'feeds/tools/subscription.yaml':
        'apiVersion: apps.clusternet.io/v1alpha1\nkind: Subscription\nmetadata: { name: tools }\nspec:\n  subscribers: [{ clusterAffinity: { matchLabels: { region: us } } }]\n',
      'feeds/tools/double.yaml': configMap('front'),
    });

    expect(refused(plan)).toEqual(['default/shop@b', 'default/tools@b']);
    expect(errorsOf(plan, 'default/shop@b')).toEqual(errorsOf(plan, 'default/tools@b'));
    const [diagnostic] = plan.bindings.get('default/shop@b')!.diagnostics;
    expect(diagnostic?.code).toBe('DuplicateOwner');
    expect(diagnostic?.message).toContain('feeds/shop/subscription.yaml');
    expect(diagnostic?.message).toContain('feeds/tools/subscription.yaml');
  });
});

describe('an overlay that matches nothing', () => {
  const codes = (files: Files) =>
    planOf({ ...base, ...files }).diagnostics.map(
      ({ code, severity, source, hint }) =>
        `${code} ${severity} ${source?.file}:${source?.line} ${hint ?? ''}`,
    );

  it('is an error in our kinds, with the nearest name, and holds nothing up', () => {
    const file = 'overlays/globalizations/100-a/frnot.yaml';
    const plan = planOf({ ...base, [file]: configMap('frnot') });

    expect(plan.diagnostics).toMatchObject([
      { code: 'OverlayMatchesNothing', severity: 'error', source: { file, line: 1 } },
    ]);
    expect(plan.diagnostics[0]?.hint).toContain('ConfigMap shop/front');
    expect(refused(plan)).toEqual([]);
  });

  it('is an error at a patch’s target, which may look like a regular expression', () => {
    const [found] = codes({
      'overlays/globalizations/100-a/overlay.yaml': overlayText(
        'patches:\n  - target: { name: "fr.*t" }\n    patch: { data: {} }\n',
      ),
    });

    expect(found).toContain('OverlayMatchesNothing error overlays/globalizations/100-a/overlay.yaml:4');
    expect(found).toContain('not regular expressions');
  });

  it('is a warning in a Clusternet document, and where only a selector fails', () => {
    const found = codes({
      'overlays/globalizations/100-a/g.yaml':
        'apiVersion: apps.clusternet.io/v1alpha1\nkind: Globalization\nmetadata: { name: g }\nspec:\n  priority: 100\n  feed: { apiVersion: v1, kind: ConfigMap, name: none }\n  overrides: [{ name: o, type: MergePatch, value: "{}" }]\n',
      'overlays/globalizations/200-a/overlay.yaml': overlayText(
        'patches:\n  - target: { labelSelector: a=b }\n    patch: { data: {} }\n',
      ),
    });

    expect(found.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
      'OverlayMatchesNothing warning',
      'OverlayMatchesNothing warning',
    ]);
  });

  it('is normal where it matches a feed that this cluster does not run', () => {
    expect(
      codes({
        'feeds/idle/x.yaml': configMap('x'),
        'overlays/localizations/a/100-a/x.yaml': configMap('x', '{ k: w }'),
      }),
    ).toEqual([]);
  });

  it('says nothing while a feed cannot be read', () => {
    expect(
      codes({ 'feeds/shop/broken.yaml': 'a: [}', 'overlays/globalizations/100-a/y.yaml': configMap('y') }),
    ).toEqual([]);
  });

  it('is looked for with the values of each cluster', () => {
    const named = (expression: string): Files => ({
      'overlays/globalizations/100-a/overlay.yaml': overlayText(
        `patches:\n  - target: { name: '${cel(expression)}' }\n    patch: { data: { x: "1" } }\n`,
      ),
    });

    expect(codes(named('cluster.name == "b" ? "front" : "none"'))).toEqual([]);
    expect(codes(named('"none"'))).toHaveLength(1);
  });
});
