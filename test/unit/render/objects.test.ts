import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../src/model/resource.ts';
import { maskSecrets } from '../../../src/render/mask-secrets.ts';
import { createRenderMemo, planFleet } from '../../../src/render/plan-fleet.ts';
import { renderYaml } from '../../../src/render/render-yaml.ts';
import {
  clusterFile,
  configMap,
  type Files,
  fleetFrom,
  overlayText,
  subscriptionFile,
} from './memory-fleet.ts';

const bindingOf = (files: Files, annotations = '{}') =>
  planFleet(
    fleetFrom({ ...clusterFile('a'), ...subscriptionFile('shop', annotations), ...files }),
    createRenderMemo({ maxBytes: 1_000_000 }),
  ).bindings.get('default/shop@a')!;
const objectsOf = (text: string, more: Files = {}) =>
  bindingOf({ 'feeds/shop/x.yaml': text, ...more }).state!.objects;
const codesOf = (text: string, more: Files = {}) =>
  bindingOf({ 'feeds/shop/x.yaml': text, ...more }).diagnostics.map(
    ({ code, source }) => `${code} ${source?.file}:${source?.line}:${source?.column}`,
  );
const annotated = (annotations: string) => configMap('x', '{ k: v }', `, annotations: ${annotations}`);

describe('an object as a cluster shall have it', () => {
  it('has our annotations read and taken out, but for prune', () => {
    const [object] = objectsOf(
      annotated(
        '{ headwater.dev/wave: "-2", headwater.dev/prune: disabled, headwater.dev/drift: report, headwater.dev/reconcile: disabled, headwater.dev/replace: "true", headwater.dev/health: ignore, mine: x }',
      ),
    );

    expect(object?.wave).toBe(-2);
    expect(object?.policy).toEqual({
      prune: 'disabled',
      drift: 'report',
      reconcile: 'disabled',
      replace: true,
      health: 'ignore',
    });
    expect(object?.object.metadata.annotations).toEqual({ 'headwater.dev/prune': 'disabled', mine: 'x' });
  });

  it('has no empty map left where only ours stood, and keeps nothing of a copied object', () => {
    const [object] = objectsOf(
      configMap(
        'x',
        '{ k: v }',
        ', uid: u, resourceVersion: "1", creationTimestamp: null, generation: 2, managedFields: [], labels: { headwater.dev/fleet: f, applyset.kubernetes.io/part-of: p }',
      ).concat('status: { a: 1 }\n'),
    );

    expect(object?.object).toEqual({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'x', namespace: 'shop' },
      data: { k: 'v' },
    });
  });

  it('takes what a layer says of its policy as well', () => {
    const [object] = objectsOf(configMap('x'), {
      'overlays/globalizations/100-a/overlay.yaml': overlayText('annotations: { headwater.dev/wave: "3" }\n'),
    });

    expect(object?.wave).toBe(3);
  });

  it('has the fields that layers leave to others, sorted, each once, and no part of its digest', () => {
    const path = 'overlays/globalizations/100-a/overlay.yaml';
    const ignoring = (paths: string) => ({ [path]: overlayText(`ignoreFields: [{ paths: ${paths} }]\n`) });
    const [plain] = objectsOf(configMap('x'));
    const [left] = objectsOf(configMap('x'), {
      ...ignoring('[/data/z, /data/a, /data/z]'),
      'overlays/localizations/a/100-b/overlay.yaml': overlayText('ignoreFields: [{ paths: [/data/b] }]\n'),
    });
    const treatments = [{}, ignoring('[/data/a]'), ignoring('[/data/b]')].map(
      (more) => bindingOf({ 'feeds/shop/x.yaml': configMap('x'), ...more }).state?.treatment,
    );

    expect(plain?.policy.ignoreFields).toBeUndefined();
    expect(left?.policy.ignoreFields).toEqual(['/data/a', '/data/b', '/data/z']);
    expect(left?.digest).toBe(plain?.digest);
    expect(new Set(treatments).size).toBe(3);
  });

  it('refuses values that mean nothing, with their line', () => {
    for (const [name, value] of [
      ['wave', 'first'],
      ['wave', '"1.5"'],
      ['prune', '"no"'],
      ['replace', '"yes"'],
    ]) {
      const text = annotated(`{ headwater.dev/${name}: ${value} }`);

      const column = text.split('\n')[2]!.lastIndexOf(value!) + 1;
      expect(codesOf(text)).toEqual([`InvalidField feeds/shop/x.yaml:3:${column}`]);
    }
  });

  it('warns of an annotation of ours that nobody reads, with the nearest name', () => {
    const { state, diagnostics } = bindingOf({
      'feeds/shop/x.yaml': annotated('{ headwater.dev/wawe: "1", headwater.dev/digest: d }'),
    });

    expect(diagnostics).toMatchObject([{ code: 'InvalidField', severity: 'warning', source: { line: 3 } }]);
    expect(diagnostics[0]?.hint).toContain('wave');
    expect(state?.objects).toHaveLength(1);
  });

  it('lands in default where it is namespaced and says nothing, and in none where it has none', () => {
    const objects = objectsOf(
      'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: c }\n---\napiVersion: v1\nkind: Namespace\nmetadata: { name: space, namespace: odd }\n',
    );

    expect(objects.map(({ key }) => key)).toEqual(['|Namespace||space', '|ConfigMap|default|c']);
    expect(objects.map(({ object }) => object.metadata)).toEqual([
      { name: 'space' },
      { name: 'c', namespace: 'default' },
    ]);
  });

  it('takes the scope of a custom resource from a CRD of the repository, or from discovery', () => {
    const resource = 'apiVersion: example.com/v1\nkind: Alert\nmetadata: { name: a }\n';
    const crd =
      'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: { name: alerts.example.com }\nspec: { group: example.com, scope: Namespaced, names: { kind: Alert, plural: alerts } }\n';
    const files = { ...clusterFile('a'), ...subscriptionFile('shop'), 'feeds/shop/a.yaml': resource };
    // one memo for all: what is known of a scope is part of what it remembers by
    const memo = createRenderMemo({ maxBytes: 1_000_000 });
    const keysOf = (more: Files, scopes: ReadonlyMap<string, boolean>) =>
      planFleet(fleetFrom({ ...files, ...more }), memo, { scopes })
        .bindings.get('default/shop@a')!
        .state!.objects.map(({ key }) => key);

    expect(keysOf({ 'feeds/shop/crd.yaml': crd }, new Map())).toContain('example.com|Alert|default|a');
    expect(keysOf({}, new Map())).toEqual(['example.com|Alert||a']);
    expect(keysOf({}, new Map([['example.com/Alert', true]]))).toEqual(['example.com|Alert|default|a']);
  });

  it('refuses labels that a layer made something else than text', () => {
    const patch = overlayText('patches: [{ target: {}, patch: { metadata: { labels: { a: 1 } } } }]\n');

    expect(codesOf(configMap('x'), { 'overlays/globalizations/100-a/overlay.yaml': patch })).toEqual([
      'InvalidResource overlays/globalizations/100-a/overlay.yaml:3:59',
    ]);
  });

  it('points at the feed’s document, not at a layer', () => {
    const [, second] = objectsOf(`${configMap('a')}---\n${configMap('b')}`);

    expect(second?.source).toEqual({ file: 'feeds/shop/x.yaml', line: 6, column: 1 });
  });
});

describe('a Secret', () => {
  const secret = (body: string) =>
    `apiVersion: v1\nkind: Secret\nmetadata: { name: s, namespace: shop }\n${body}`;

  it('has its stringData as data, in UTF-8, over what data holds, after the last layer', () => {
    const [object] = objectsOf(secret('stringData: { a: "ü🚢", b: one }\ndata: { b: eA==, c: eA== }\n'), {
      'overlays/globalizations/100-a/s.yaml': secret('stringData: { b: two }\n'),
    });

    expect(object?.object.stringData).toBeUndefined();
    expect(object?.object.data).toEqual({ a: 'w7zwn5qi', b: 'dHdv', c: 'eA==' });
  });

  it('leaves a field to others under the name that is applied', () => {
    const path = 'overlays/globalizations/100-a/overlay.yaml';
    const [object] = objectsOf(secret('stringData: { a: b }'), {
      [path]: overlayText('ignoreFields: [{ paths: [/stringData/a, /data/a, /type] }]\n'),
    });

    expect(object?.policy.ignoreFields).toEqual(['/data/a', '/type']);
  });

  it('takes a long text', () => {
    const text = 'x'.repeat(50_000);

    const [object] = objectsOf(secret(`stringData: { a: ${text} }\n`));

    expect((object!.object.data as Record<string, string>).a).toBe(Buffer.from(text).toString('base64'));
  });

  it('has the same digest, written as data or as stringData', () => {
    const [a] = objectsOf(secret('stringData: { k: v }\n'));
    const [b] = objectsOf(secret('data: { k: dg== }\n'));

    expect(a?.digest).toBe(b?.digest);
  });

  it('may hold text alone', () => {
    expect(codesOf(secret('stringData: { a: 1 }\n'))).toEqual(['InvalidResource feeds/shop/x.yaml:4:18']);
  });

  it('is masked wherever it is printed, unless a person asks', () => {
    const binding = bindingOf({ 'feeds/shop/x.yaml': secret('stringData: { token: hunter2 }\n') });
    const encoded = Buffer.from('hunter2').toString('base64');

    expect(renderYaml(binding.state!)).not.toContain(encoded);
    expect(renderYaml(binding.state!)).toContain('token: <masked>');
    expect(renderYaml(binding.state!, { reveal: true })).toContain(`token: ${encoded}`);
  });

  it('is masked in kubectl’s copy of it too', () => {
    const key = 'kubectl.kubernetes.io/last-applied-configuration';
    const object: KubeObject = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 's', annotations: { [key]: '{"data":{"a":"hunter2"}}' } },
      data: { a: 'hunter2' },
    };

    expect(JSON.stringify(maskSecrets(object))).not.toContain('hunter2');
  });
});

describe('a binding', () => {
  it('takes its policy from the Subscription, then from fleet.yaml', () => {
    const feed = { 'feeds/shop/x.yaml': configMap('x') };
    const fleetYaml =
      'apiVersion: headwater.dev/v1alpha1\nkind: FleetConfig\nspec: { defaults: { deletionPolicy: Orphan } }\n';

    expect(bindingOf(feed).state?.policy).toEqual({
      adoption: 'IfUnowned',
      drift: 'heal',
      deletionPolicy: 'Delete',
      createNamespace: false,
      waitForWaves: false,
    });
    expect(
      bindingOf(
        { ...feed, 'fleet.yaml': fleetYaml },
        '{ headwater.dev/adoption: Always, headwater.dev/drift: ignore, headwater.dev/create-namespace: "true", headwater.dev/wait-for-waves: "true" }',
      ).state?.policy,
    ).toEqual({
      adoption: 'Always',
      drift: 'ignore',
      deletionPolicy: 'Orphan',
      createNamespace: true,
      waitForWaves: true,
    });
  });

  it('orders its objects by wave, then by what others need first', () => {
    const text = [
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: d, namespace: shop }\n',
      annotated('{ headwater.dev/wave: "-1" }'),
      configMap('b'),
      configMap('a'),
      'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop }\n',
    ].join('---\n');

    expect(objectsOf(text).map(({ id }) => `${id.kind} ${id.name}`)).toEqual([
      'ConfigMap x',
      'Namespace shop',
      'ConfigMap a',
      'ConfigMap b',
      'Deployment d',
    ]);
  });

  it('prints as documents that kubectl reads as they were meant', () => {
    const { state } = bindingOf({
      'feeds/shop/x.yaml': configMap(
        'x',
        '{ yes: "no", octal: "0644", time: "2024-01-02", count: "1_000", text: "a\\nb\\n" }',
      ),
    });

    expect(renderYaml(state!)).toBe(
      "---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\n  namespace: shop\ndata:\n  count: '1_000'\n  octal: '0644'\n  text: |\n    a\n    b\n  time: '2024-01-02'\n  'true': 'no'\n",
    );
  });
});

describe('what a layer makes wrong', () => {
  const layer = 'overlays/globalizations/200-all/overlay.yaml';
  const patched = (patch: string) =>
    codesOf(configMap('x'), { [layer]: overlayText(`patches:\n  - target: {}\n    patch: ${patch}\n`) });

  it('is told at the line of the layer that wrote it', () => {
    expect(patched('{ metadata: { labels: { tier: 1 } } }')).toEqual([`InvalidResource ${layer}:5:42`]);
    expect(patched('{ metadata: { annotations: { headwater.dev/wave: first } } }')).toEqual([
      `InvalidField ${layer}:5:61`,
    ]);
    expect(patched('[{ op: add, path: /metadata/labels, value: { a: b, tier: 1 } }]')).toEqual([
      `InvalidResource ${layer}:5:69`,
    ]);
  });
});
