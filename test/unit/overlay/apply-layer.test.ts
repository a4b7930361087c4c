import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../../src/model/diagnostic.ts';
import type { KubeObject } from '../../../src/model/resource.ts';
import type { Touch } from '../../../src/model/source.ts';
import { applyLayer } from '../../../src/overlay/apply-layer.ts';
import type { LayerContent } from '../../../src/repository/fleet.ts';
import { replay } from '../patch/replay.ts';
import { cel, clusternet, clusterOf, layerOf, objectOf, overlay, partial } from './small-fleet.ts';

const front = objectOf(`
apiVersion: apps/v1
kind: Deployment
metadata: { name: front, namespace: shop, labels: { app: front } }
spec:
  replicas: 1
  template: { spec: { containers: [{ name: front, image: front:1 }] } }
`);
const config = objectOf(`
apiVersion: v1
kind: ConfigMap
metadata: { name: front, namespace: shop }
data: { LEVEL: info }
`);
const alert = objectOf(`
apiVersion: example.com/v1
kind: Alert
metadata: { name: a, namespace: shop }
spec: { notify: [{ name: x }] }
`);
const folder = 'overlays/globalizations/100-a';
const file = `${folder}/overlay.yaml`;
const eu = clusterOf('eu-1', { region: 'eu', size: '4' }, { domain: 'eu.example' });

const apply = (object: KubeObject, contents: readonly LayerContent[]) =>
  applyLayer(object, layerOf(folder, contents), eu);
const overlaid = (object: KubeObject, text: string) => apply(object, [overlay(file, text)]);
const codes = (diagnostics: readonly Diagnostic[]) =>
  diagnostics.map(
    ({ code, severity, source }) => `${code} ${severity} ${source?.file}:${source?.line}:${source?.column}`,
  );

const partialOf = (spec: string, metadata = 'name: front, namespace: shop') =>
  partial(
    `${folder}/p.yaml`,
    `apiVersion: apps/v1\nkind: Deployment\nmetadata: { ${metadata} }\nspec: ${spec}\n`,
  );
const patchOf = (patch: string, target = 'kind: Deployment', more = '') =>
  `patches:\n  - target: { ${target} }\n    patch: ${patch}\n${more === '' ? '' : `    ${more}\n`}`;

describe('a partial manifest', () => {
  it('merges a built-in kind strategically', () => {
    const { object } = apply(front, [
      partialOf('{ template: { spec: { containers: [{ name: log, image: log:1 }] } } }'),
    ]);

    expect(object.spec).toMatchObject({
      template: { spec: { containers: [{ name: 'log' }, { name: 'front' }] } },
    });
  });

  it('merges as JSON merge patch where it says so, and does not carry the annotation on', () => {
    const text = `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: front, namespace: shop, annotations: { headwater.dev/patch: merge, a: b } }\nspec: { template: { spec: { containers: [{ name: log }] } } }\n`;

    const { object } = apply(front, [partial(`${folder}/p.yaml`, text)]);

    expect(object.spec).toMatchObject({ template: { spec: { containers: [{ name: 'log' }] } } });
    expect(object.metadata.annotations).toEqual({ a: 'b' });
  });

  it('merges a kind that nothing is known of as JSON merge patch', () => {
    const text =
      'apiVersion: example.com/v1\nkind: Alert\nmetadata: { name: a, namespace: shop }\nspec: { notify: [{ name: "y" }] }\n';

    const { object } = apply(alert, [partial(`${folder}/p.yaml`, text)]);

    expect(object.spec).toEqual({ notify: [{ name: 'y' }] });
  });

  it('leaves other objects alone, and is the same object', () => {
    expect(apply(config, [partialOf('{ replicas: 2 }')]).object).toBe(config);
    expect(apply(front, [partialOf('{ replicas: 2 }', 'name: front')]).object).toBe(front);
  });

  it('takes default for the namespace of one that states none', () => {
    const bare: KubeObject = { ...front, metadata: { name: 'front' } };

    expect(
      apply(bare, [partialOf('{ replicas: 2 }', 'name: front, namespace: default')]).diagnostics,
    ).toEqual([]);
    expect(apply(bare, [partialOf('{ replicas: 2 }', 'name: front')]).object.spec).toMatchObject({
      replicas: 2,
    });
  });

  it('comes before another by path, whatever order they were read in', () => {
    const of = (file: string, replicas: number) =>
      partial(
        `${folder}/${file}`,
        `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: front, namespace: shop }\nspec: { replicas: ${replicas} }\n`,
      );

    const { object } = apply(front, [of('b.yaml', 2), of('a.yaml', 1)]);

    expect(object.spec).toMatchObject({ replicas: 2 });
  });

  it('may not change the apiVersion', () => {
    const text = 'apiVersion: apps/v1beta1\nkind: Deployment\nmetadata: { name: front, namespace: shop }\n';

    const { object, diagnostics } = apply(front, [partial(`${folder}/p.yaml`, text)]);

    expect(codes(diagnostics)).toEqual([`IdentityChanged error ${folder}/p.yaml:1:1`]);
    expect(object).toBe(front);
  });
});

describe('a patch of overlay.yaml', () => {
  it('merges an object into what its target takes', () => {
    expect(overlaid(front, patchOf('{ spec: { replicas: 3 } }', 'name: "fr*"')).object.spec).toMatchObject({
      replicas: 3,
    });
    expect(overlaid(front, patchOf('{ spec: { replicas: 3 } }', 'name: "x*"')).object).toBe(front);
    expect(overlaid(front, patchOf('{ spec: { replicas: 3 } }', '')).object.spec).toMatchObject({
      replicas: 3,
    });
  });

  it('asks for labels as the layers before left them', () => {
    const text = patchOf('{ metadata: { labels: { tier: web } } }', 'labelSelector: app=front').concat(
      '  - target: { labelSelector: "tier in (web)" }\n    patch: { spec: { replicas: 9 } }\n',
    );

    expect(overlaid(front, text).object.spec).toMatchObject({ replicas: 9 });
  });

  it('refuses a selector that is none', () => {
    expect(codes(overlaid(front, patchOf('{}', 'labelSelector: "a b"')).diagnostics)).toEqual([
      `InvalidField error ${file}:2:30`,
    ]);
  });

  it('is a JSON patch where it is a list', () => {
    const text = patchOf('[{ op: replace, path: /spec/replicas, value: 4 }]');

    expect(overlaid(front, text).object.spec).toMatchObject({ replicas: 4 });
  });

  it('takes a missing path as onMissing says', () => {
    const patch =
      '[{ op: replace, path: /spec/replicas, value: 4 }, { op: add, path: /spec/none/a, value: 1 }]';

    const error = overlaid(front, patchOf(patch));
    const skip = overlaid(front, patchOf(patch, 'kind: Deployment', 'onMissing: skip'));
    const create = overlaid(front, patchOf(patch, 'kind: Deployment', 'onMissing: create'));

    expect(codes(error.diagnostics)).toEqual([`PatchPathMissing error ${file}:3:62`]);
    expect([error.object, skip.object]).toEqual([front, front]);
    expect(skip.diagnostics).toEqual([]);
    expect(create.object.spec).toMatchObject({ replicas: 4, none: { a: 1 } });
  });

  it('says where it cannot be applied', () => {
    expect(
      codes(overlaid(front, patchOf('[{ op: test, path: /spec/replicas, value: 7 }]')).diagnostics),
    ).toEqual([`PatchFailed error ${file}:3:13`]);
    expect(
      codes(
        overlaid(front, patchOf('{ spec: { template: { spec: { containers: [{ image: x }] } } } }'))
          .diagnostics,
      ),
    ).toEqual([`PatchFailed error ${file}:3:55`]);
  });

  it('changes no identity, however it is written', () => {
    for (const patch of [
      '{ metadata: { name: other } }',
      '{ metadata: { namespace: other } }',
      '{ metadata: null }',
      '{ kind: StatefulSet }',
      '[{ op: replace, path: "", value: 1 }]',
      '[{ op: remove, path: /metadata/namespace }]',
      '{ $patch: delete }',
    ]) {
      const { object, diagnostics } = overlaid(front, patchOf(patch));

      expect(diagnostics.map(({ code }) => code)).toEqual(['IdentityChanged']);
      expect(object).toBe(front);
    }
  });
});

describe('labels and annotations', () => {
  it('come into metadata alone', () => {
    const { object } = overlaid(front, 'labels: [{ pairs: { team: shop } }]\nannotations: { note: x }\n');

    expect(object.metadata).toEqual({
      name: 'front',
      namespace: 'shop',
      labels: { app: 'front', team: 'shop' },
      annotations: { note: 'x' },
    });
    expect(object.spec).toBe(front.spec);
  });

  it('come after partial manifests and patches, whatever order was written', () => {
    const touches: Touch[] = [];
    const layer = layerOf(folder, [
      overlay(
        file,
        `annotations: { a: "3" }\nlabels: [{ pairs: { a: "2" } }]\npatches: [{ target: {}, patch: { spec: { replicas: 2 } } }]\n`,
      ),
      partialOf('{ replicas: 1 }'),
    ]);

    applyLayer(front, layer, eu, (touch) => touches.push(touch));

    expect(touches.map(({ path, after }) => [path, after])).toEqual([
      ['/spec/replicas', 1],
      ['/spec/replicas', 2],
      ['/metadata/labels/a', '2'],
      ['/metadata/annotations', { a: '3' }],
    ]);
  });
});

describe('an expression', () => {
  it('is filled in for the cluster, and keeps its type where it is the whole value', () => {
    const patch = `{ spec: { replicas: "${cel('int(cluster.labels.size)')}", paused: false } }`;
    const text = `${patchOf(patch)}annotations: { domain: "shop.${cel('cluster.facts.domain')}" }\n`;

    const { object } = overlaid(front, text);

    expect(object.spec).toMatchObject({ replicas: 4 });
    expect(object.metadata.annotations).toEqual({ domain: 'shop.eu.example' });
  });

  it('that asks for a missing label names file, line and cluster, and once for all objects', () => {
    const text = `annotations:\n  zone: "${cel('cluster.labels.zone')}"\n`;

    const first = overlaid(front, text).diagnostics;

    expect(codes(first)).toEqual([`ExpressionFailed error ${file}:2:29`]);
    expect(first[0]?.message).toContain('eu-1');
    expect(overlaid(config, text).diagnostics).toEqual(first);
  });

  it('may not make a label of anything but text', () => {
    const text = `labels:\n  - pairs: { size: "${cel('int(cluster.labels.size)')}" }\n`;

    expect(codes(overlaid(front, text).diagnostics)).toEqual([`ExpressionFailed error ${file}:2:20`]);
  });

  it('works in a target, and adds no structure from a text', () => {
    const hostile = clusterOf('h', { x: '{a: 1}' });
    const layer = layerOf(folder, [
      overlay(
        file,
        patchOf(`{ data: { LEVEL: "${cel('cluster.labels.x')}" } }`, `name: "${cel("'front'")}"`),
      ),
    ]);

    expect(applyLayer(config, layer, hostile).object.data).toEqual({ LEVEL: '{a: 1}' });
  });
});

describe('a Clusternet document', () => {
  const localization = (
    overrides: string,
    annotations = '{}',
    feed = 'apiVersion: v1, kind: ConfigMap, name: front',
  ) =>
    clusternet(
      `${folder}/l.yaml`,
      `apiVersion: apps.clusternet.io/v1alpha1\nkind: Localization\nmetadata: { name: l, annotations: ${annotations} }\nspec:\n  feed: { ${feed} }\n  overrides:\n${overrides}`,
    );
  const entry = (type: string, value: string) =>
    `    - name: x\n      type: ${type}\n      value: '${value}'\n`;

  it('applies its overrides in list order', () => {
    const overrides =
      entry('MergePatch', '{"data": {"LEVEL": "a", "X": "1"}}') +
      entry('JSONPatch', '[{"op": "replace", "path": "/data/LEVEL", "value": "b"}]');

    expect(apply(config, [localization(overrides)]).object.data).toEqual({ LEVEL: 'b', X: '1' });
  });

  it('reads YAML as well, and replaces a missing key of a map that is there', () => {
    const overrides = entry('JSONPatch', '[{op: replace, path: /data/NEW, value: "1"}]');

    expect(apply(config, [localization(overrides)]).object.data).toEqual({ LEVEL: 'info', NEW: '1' });
  });

  it('skips an entry with a missing path as a whole, with a warning', () => {
    const overrides =
      entry(
        'JSONPatch',
        '[{"op": "remove", "path": "/data/LEVEL"}, {"op": "add", "path": "/none/x", "value": 1}]',
      ) + entry('MergePatch', '{"data": {"X": "1"}}');

    const { object, diagnostics } = apply(config, [localization(overrides)]);

    expect(codes(diagnostics)).toEqual([`PatchSkipped warning ${folder}/l.yaml:9:14`]);
    expect(object.data).toEqual({ LEVEL: 'info', X: '1' });
  });

  it('fills in expressions only where its annotation asks for it', () => {
    const overrides = entry('MergePatch', `{"data": {"C": "${cel('cluster.name')}"}}`);

    expect(apply(config, [localization(overrides)]).object.data).toMatchObject({ C: cel('cluster.name') });
    expect(
      apply(config, [localization(overrides, '{ headwater.dev/expressions: "true" }')]).object.data,
    ).toMatchObject({ C: 'eu-1' });
  });

  it('refuses what is no patch', () => {
    expect(codes(apply(config, [localization(entry('MergePatch', '[1]'))]).diagnostics)).toEqual([
      `PatchFailed error ${folder}/l.yaml:9:14`,
    ]);
    expect(codes(apply(config, [localization(entry('MergePatch', '{a: [}'))]).diagnostics)).toEqual([
      `PatchFailed error ${folder}/l.yaml:9:14`,
    ]);
  });

  it('names its feed exactly; an empty namespace is any', () => {
    const overrides = entry('MergePatch', '{"data": {"X": "1"}}');
    const elsewhere = 'apiVersion: v1, kind: ConfigMap, name: front, namespace: other';

    expect(apply(config, [localization(overrides, '{}', elsewhere)]).object).toBe(config);
    expect(apply(front, [localization(overrides)]).object).toBe(front);
  });
});

describe('the recorder', () => {
  const contents = [
    partialOf('{ replicas: 5, template: { spec: { containers: [{ name: log, image: log:1 }] } } }'),
    overlay(
      file,
      `labels:\n  - pairs: { team: shop }\nannotations:\n  who: "${cel('cluster.name')}"\npatches:\n  - target: {}\n    patch:\n      - { op: add, path: /spec/paused, value: true }\n`,
    ),
  ];

  it('hears each field with the line that writes it', () => {
    const touches: Touch[] = [];

    applyLayer(front, layerOf(folder, contents), eu, (touch) => touches.push(touch));

    const where = new Map(
      touches.map(({ path, source }) => [path, `${source.file}:${source.line}:${source.column}`]),
    );
    expect(where.get('/spec/replicas')).toBe(`${folder}/p.yaml:4:19`);
    expect(where.get('/spec/paused')).toBe(`${file}:8:9`);
    expect(where.get('/metadata/labels/team')).toBe(`${file}:2:20`);
    expect(where.get('/spec/template/spec/containers/0')).toBe(`${folder}/p.yaml:4:55`);
  });

  it('changes nothing by listening, and its touches make the result', () => {
    const touches: Touch[] = [];
    const layer = layerOf(folder, contents);

    const heard = applyLayer(front, layer, eu, (touch) => touches.push(touch));

    expect(heard).toEqual(applyLayer(front, layer, eu));
    expect(replay(front, touches)).toEqual(heard.object);
  });

  it('hears nothing of a patch that fails', () => {
    const touches: Touch[] = [];
    const layer = layerOf(folder, [
      overlay(file, patchOf('[{ op: remove, path: /spec/replicas }, { op: remove, path: /none }]')),
    ]);

    applyLayer(front, layer, eu, (touch) => touches.push(touch));

    expect(touches).toEqual([]);
  });
});
