import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/model/json.ts';
import type { KubeObject } from '../../../src/model/resource.ts';
import type { Touch } from '../../../src/model/source.ts';
import { applyLayer, applyStack } from '../../../src/overlay/apply-layer.ts';
import { writeYaml } from '../../../src/repository/yaml/write-yaml.ts';
import { replay } from '../patch/replay.ts';
import { clusternet, clusterOf, layerOf, objectOf } from './small-fleet.ts';

/** What Clusternet documents of its overrides, by case; `differs` names what is otherwise here on purpose. */

const eu = clusterOf('eu-1');
const file = 'overlays/globalizations/100-a/g.yaml';

interface Entry {
  readonly type: string;
  readonly value: string;
  readonly overrideChart?: boolean;
  readonly fieldPath?: string;
  readonly fieldFormat?: string;
}

const layer = (object: KubeObject, entries: readonly Entry[]) => {
  const { apiVersion, kind, metadata } = object;
  const text = writeYaml({
    kind: 'Globalization',
    metadata: { name: 'g' },
    spec: {
      feed: { apiVersion, kind, namespace: metadata.namespace ?? '', name: metadata.name },
      overrides: entries.map((entry, index) => ({ name: `o${index}`, ...entry })),
    },
  });
  return layerOf('overlays/globalizations/100-a', [clusternet(file, text)]);
};

const apply = (object: KubeObject, ...entries: readonly Entry[]) => {
  const touches: Touch[] = [];
  const result = applyLayer(object, layer(object, entries), eu, (touch) => touches.push(touch));
  expect(replay(object, touches)).toEqual(result.object);
  return { ...result, codes: result.diagnostics.map(({ code, severity }) => `${code} ${severity}`) };
};

const pod = objectOf(`
apiVersion: v1
kind: Pod
metadata: { name: p, namespace: web, labels: { app: p } }
spec: { containers: [{ name: a, image: a:1 }, { name: b, image: b:1 }] }
`);
const config = objectOf(`
apiVersion: v1
kind: ConfigMap
metadata: { name: c, namespace: web }
data:
  app.yaml: "log: { level: info, json: true }\\nid: 7\\n"
  app.json: '{"id": 12345678901234567890, "log": {"level": "info"}, "big": [9007199254740993]}'
  a/b~c: "x: 1\\n"
  empty: ""
  broken: "a: ["
  list: "[1]"
`);
const chart = objectOf(`
apiVersion: apps.clusternet.io/v1alpha1
kind: HelmChart
metadata: { name: cache, namespace: apps }
spec: { repo: "oci://reg.example/charts", chart: redis, version: 18.0.0, targetNamespace: web }
`);
const json = JSON.stringify;
const values = (...entries: readonly Entry[]) => (apply(chart, ...entries).object.spec as JsonObject).values;
const dataOf = (object: KubeObject) => object.data as Record<string, string>;

describe('Clusternet: resources', () => {
  it('MergePatch and JSONPatch of YAML and JSON mix, in list order', () => {
    const { object, codes } = apply(
      pod,
      { type: 'MergePatch', value: 'metadata: { labels: { tier: gold, app: null } }' },
      { type: 'JSONPatch', value: json([{ op: 'add', path: '/metadata/labels/x', value: 'y' }]) },
      { type: 'MergePatch', value: json({ metadata: { labels: { x: null } } }) },
      { type: 'JSONPatch', value: '[{op: replace, path: /spec/containers/0/image, value: "a:2"}]' },
      { type: 'JSONPatch', value: json([{ op: 'replace', path: '/spec/containers/0/image', value: 'a:3' }]) },
      { type: 'JSONPatch', value: json([{ op: 'add', path: '/spec/containers/1', value: { name: 'n' } }]) },
    );

    expect(codes).toEqual([]);
    expect(object.metadata.labels).toEqual({ tier: 'gold' });
    expect(object.spec).toEqual({
      containers: [{ name: 'a', image: 'a:3' }, { name: 'n' }, { name: 'b', image: 'b:1' }],
    });
  });

  it('a list in a MergePatch replaces: strategic merge is not spoken', () => {
    const { object } = apply(pod, { type: 'MergePatch', value: 'spec: { containers: [{ name: c }] }' });

    expect(object.spec).toEqual({ containers: [{ name: 'c' }] });
  });

  it('JSONPatch: remove of a key that is there works', () => {
    const { object } = apply(pod, {
      type: 'JSONPatch',
      value: json([{ op: 'remove', path: '/metadata/labels/app' }]),
    });

    expect(object.metadata.labels).toEqual({});
  });

  it('JSONPatch: replace of a leaf that is missing adds it', () => {
    const { object, codes } = apply(pod, {
      type: 'JSONPatch',
      value: json([{ op: 'replace', path: '/metadata/labels/new', value: '1' }]),
    });

    expect(codes).toEqual([]);
    expect(object.metadata.labels).toEqual({ app: 'p', new: '1' });
  });

  it.each([
    ['remove of a missing key', [{ op: 'remove', path: '/metadata/labels/x' }]],
    ['add below a missing parent', [{ op: 'add', path: '/a/b', value: 1 }]],
    ['replace beyond the end of a list', [{ op: 'replace', path: '/spec/containers/9', value: 1 }]],
    ['move from nowhere', [{ op: 'move', from: '/a', path: '/b' }]],
    ['test of a missing path', [{ op: 'test', path: '/a/b', value: 1 }]],
    [
      'one missing path among others',
      [
        { op: 'add', path: '/metadata/labels/x', value: 'y' },
        { op: 'remove', path: '/none' },
      ],
    ],
  ])('differs: JSONPatch, %s: the whole entry is skipped, as there, and says so', (_, patch) => {
    const { object, codes } = apply(pod, { type: 'JSONPatch', value: json(patch) });

    expect(object).toBe(pod);
    expect(codes).toEqual(['PatchSkipped warning']);
  });

  it.each([
    ['an add beyond the end of a list', [{ op: 'add', path: '/spec/containers/9', value: 1 }]],
    ['a test that fails', [{ op: 'test', path: '/metadata/name', value: 'q' }]],
    ['no patch', { op: 'add' }],
    ['an operation of no name', [{ op: 'set', path: '/a', value: 1 }]],
  ])('JSONPatch: %s is an error', (_, patch) => {
    expect(apply(pod, { type: 'JSONPatch', value: json(patch) }).codes).toEqual(['PatchFailed error']);
  });

  it('a blank value is left out', () => {
    const { object, codes } = apply(pod, { type: 'MergePatch', value: '' }, { type: 'Helm', value: '  \n' });

    expect(object).toBe(pod);
    expect(codes).toEqual([]);
  });

  it('a value that is neither YAML nor JSON is an error', () => {
    expect(apply(pod, { type: 'MergePatch', value: 'a: [' }).codes).toEqual(['PatchFailed error']);
    expect(apply(pod, { type: 'MergePatch', value: 'a: 1\n---\nb: 1' }).codes).toEqual(['PatchFailed error']);
  });

  it('yes and no are booleans, as YAML 1.1 has them', () => {
    const { object } = apply(pod, { type: 'MergePatch', value: 'spec: { hostNetwork: yes }' });

    expect(object.spec).toMatchObject({ hostNetwork: true });
  });

  it('Helm on a resource merges deeply, and overrideChart says nothing there', () => {
    const { object } = apply(config, {
      type: 'Helm',
      value: 'data: { empty: null, more: "1" }',
      overrideChart: true,
    });

    expect(dataOf(object)).not.toHaveProperty('empty');
    expect(dataOf(object)).toMatchObject({ more: '1', list: '[1]' });
  });

  it('a later layer of any kind wins', () => {
    const image = (tag: string) =>
      layer(pod, [
        { type: 'JSONPatch', value: json([{ op: 'replace', path: '/spec/containers/0/image', value: tag }]) },
      ]);

    expect(applyStack(pod, [image('x'), image('y')], eu).object.spec).toMatchObject({
      containers: [{ image: 'y' }, { image: 'b:1' }],
    });
  });
});

describe('Clusternet: fields that hold a text', () => {
  const field = (fieldPath: string, value: string, fieldFormat = 'YAML', type = 'FieldMergePatch') =>
    apply(config, { type, value, fieldPath, fieldFormat });

  it('FieldMergePatch merges into YAML', () => {
    const { object, codes } = field('/data/app.yaml', 'log: { level: debug, json: null }');

    expect(codes).toEqual([]);
    expect(dataOf(object)['app.yaml']).toBe('log:\n  level: debug\nid: 7\n');
  });

  it('FieldMergePatch merges into JSON, printed with four spaces', () => {
    const { object } = field('/data/app.json', '{"log": {"level": "debug"}, "big": null, "id": 1}', 'JSON');

    expect(dataOf(object)['app.json']).toBe(
      '{\n    "id": 1,\n    "log": {\n        "level": "debug"\n    }\n}',
    );
  });

  it('differs: JSON keeps whole numbers that a double would round', () => {
    const merged = field('/data/app.json', '{"log": {"level": "debug"}}', 'JSON');
    const patched = field(
      '/data/app.json',
      '[{"op": "move", "from": "/id", "path": "/key"}]',
      'JSON',
      'FieldJSONPatch',
    );

    expect(dataOf(merged.object)['app.json']).toContain('"id": 12345678901234567890,');
    expect(dataOf(merged.object)['app.json']).toContain('9007199254740993');
    expect(dataOf(patched.object)['app.json']).toContain('"key": 12345678901234567890');
  });

  it('FieldJSONPatch patches the text', () => {
    const patch = '[{"op": "replace", "path": "/log/level", "value": "debug"}]';

    expect(dataOf(field('/data/app.yaml', patch, 'YAML', 'FieldJSONPatch').object)['app.yaml']).toBe(
      'log:\n  level: debug\n  json: true\nid: 7\n',
    );
  });

  it('differs: FieldJSONPatch on a path that the text does not have is skipped with a warning', () => {
    const { object, codes } = field(
      '/data/app.yaml',
      '[{"op": "remove", "path": "/none"}]',
      'YAML',
      'FieldJSONPatch',
    );

    expect(object).toBe(config);
    expect(codes).toEqual(['PatchSkipped warning']);
  });

  it('differs: a format that is left out is YAML, as its comment says; there it fails', () => {
    const { object } = apply(config, {
      type: 'FieldMergePatch',
      fieldPath: '/data/app.yaml',
      value: 'id: 8',
    });

    expect(dataOf(object)['app.yaml']).toContain('id: 8');
  });

  it('differs: ~1 and ~0 in a path are a slash and a tilde, so such keys can be named', () => {
    expect(dataOf(field('/data/a~1b~0c', 'x: 2').object)['a/b~c']).toBe('x: 2\n');
  });

  it('differs: a text that is not changed stays as it is written', () => {
    expect(field('/data/app.yaml', 'id: 7').object).toBe(config);
  });

  it('differs: an empty text is skipped with a warning', () => {
    const { object, codes } = field('/data/empty', 'a: 1');

    expect(object).toBe(config);
    expect(codes).toEqual(['PatchSkipped warning']);
  });

  it.each([
    ['a missing field', '/data/none', 'YAML'],
    ['a map', '/data', 'YAML'],
    ['an inherited name', '/data/constructor', 'YAML'],
    ['broken YAML', '/data/broken', 'YAML'],
    ['broken JSON', '/data/app.yaml', 'JSON'],
    ['a text that is a list', '/data/list', 'YAML'],
    ['a path that is no pointer', '/data/a~2', 'YAML'],
  ])('%s is an error at the path', (_, path, format) => {
    const { object, diagnostics } = field(path, 'a: 1', format);

    expect(object).toBe(config);
    expect(diagnostics.map(({ code, source }) => `${code} ${source?.line}`)).toEqual(['PatchFailed 14']);
  });

  it('looks an index of a list up, and no other word', () => {
    const listed = objectOf(
      'apiVersion: example.com/v1\nkind: A\nmetadata: { name: a }\nspec: { files: ["x: 1"] }',
    );
    const entry = (fieldPath: string): Entry => ({ type: 'FieldMergePatch', fieldPath, value: 'x: 2' });

    expect(apply(listed, entry('/spec/files/0')).object.spec).toEqual({ files: ['x: 2\n'] });
    expect(apply(listed, entry('/spec/files/first')).codes).toEqual(['PatchFailed error']);
    expect(apply(listed, entry('/spec/files/1')).codes).toEqual(['PatchFailed error']);
  });

  it('that indentation would blow up are refused', () => {
    const nested = `${'['.repeat(90)}${Array(100_000).fill('1').join(',')}${']'.repeat(90)}`;
    const hostile = objectOf(
      `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: c }\ndata: { j: '{"a":${nested}}' }`,
    );

    expect(
      apply(hostile, { type: 'FieldMergePatch', fieldPath: '/data/j', fieldFormat: 'JSON', value: 'b: 1' })
        .codes,
    ).toEqual(['PatchFailed error']);
  });

  it('that nest without end are refused, and end', () => {
    const hostile = objectOf(
      `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: c }\ndata: { j: '{"a":${'['.repeat(200_000)}' }`,
    );

    expect(
      apply(hostile, { type: 'FieldMergePatch', fieldPath: '/data/j', fieldFormat: 'JSON', value: 'a: 1' })
        .codes,
    ).toEqual(['PatchFailed error']);
  });
});

describe('Clusternet: the values of a chart', () => {
  it('three layers, one of them blank: maps merge, lists and scalars are replaced', () => {
    expect(
      values(
        { type: 'Helm', value: 'a: { b: 1, c: 2 }\nl: [1, 2]\ns: x' },
        { type: 'Helm', value: '   ' },
        { type: 'Helm', value: json({ a: { b: 3 }, s: 'y' }) },
      ),
    ).toEqual({ a: { b: 3, c: 2 }, l: [1, 2], s: 'y' });
  });

  it('a first layer on nothing becomes the values', () => {
    expect(values({ type: 'Helm', value: 'a: { b: null }' })).toEqual({ a: { b: null } });
  });

  it('differs: spec.values of the chart lies below the layers', () => {
    const own = { ...chart, spec: { ...(chart.spec as JsonObject), values: { a: 1, b: 1 } } };

    expect(apply(own, { type: 'Helm', value: 'a: 2' }).object.spec).toMatchObject({ values: { a: 2, b: 1 } });
  });

  it.each(['Helm', 'MergePatch'])(
    'differs: null in %s always reaches Helm, however many layers name the key',
    (type) => {
      expect(values({ type: 'Helm', value: 'a: { b: 1 }' }, { type, value: 'a: null' })).toEqual({ a: null });
      expect(values({ type, value: 'a: null' }, { type: 'Helm', value: 'b: 1' })).toEqual({ a: null, b: 1 });
      expect(values({ type, value: 'a: null' }, { type, value: 'a: null' })).toEqual({ a: null });
    },
  );

  it('differs: a value named status, and metadata.uid, stay', () => {
    expect(
      values({ type: 'Helm', value: 'status: { port: 1 }\nmetadata: { uid: x, managedFields: z }' }),
    ).toEqual({
      status: { port: 1 },
      metadata: { uid: 'x', managedFields: 'z' },
    });
  });

  it('JSONPatch and the field types are for the values too', () => {
    expect(
      values(
        { type: 'Helm', value: 'a: 1\nf: "x: 1"' },
        { type: 'JSONPatch', value: json([{ op: 'replace', path: '/a', value: 2 }]) },
        { type: 'FieldMergePatch', fieldPath: '/f', value: 'x: 2' },
      ),
    ).toEqual({ a: 2, f: 'x: 2\n' });
  });

  it('differs: JSONPatch on values that are blank is skipped, as there, and says so', () => {
    const { object, codes } = apply(chart, {
      type: 'JSONPatch',
      value: json([{ op: 'add', path: '/a', value: 2 }]),
    });

    expect(object).toBe(chart);
    expect(codes).toEqual(['PatchSkipped warning']);
  });

  it('Helm takes a mapping alone', () => {
    expect(apply(chart, { type: 'Helm', value: '[1]' }).codes).toEqual(['PatchFailed error']);
  });
});

describe('Clusternet: a chart itself', () => {
  const over = (value: string, type = 'Helm'): Entry => ({ type, value, overrideChart: true });

  it('labels, annotations, repository, version and flags are overridden', () => {
    const { object, codes } = apply(
      chart,
      over('metadata: { labels: { a: b } }\nspec: { version: 18.1.0, wait: true }'),
      over('metadata: { labels: { c: d } }\nspec: { repo: "oci://mirror/charts", wait: null }'),
    );

    expect(codes).toEqual([]);
    expect(object.metadata.labels).toEqual({ a: 'b', c: 'd' });
    expect(object.spec).toEqual({
      repo: 'oci://mirror/charts',
      chart: 'redis',
      version: '18.1.0',
      targetNamespace: 'web',
    });
  });

  it('differs: chart and targetNamespace are left out, as there, and that is said', () => {
    const { object, codes } = apply(
      chart,
      over('spec: { chart: other, targetNamespace: other, version: "19" }'),
    );

    expect(object.spec).toMatchObject({ chart: 'redis', targetNamespace: 'web', version: '19' });
    expect(codes).toEqual(['PatchSkipped warning']);
  });

  it('differs: overrideChart is for the chart whatever the type; there, other types change the values', () => {
    const version = json([{ op: 'replace', path: '/spec/version', value: '19' }]);
    const guarded = json([{ op: 'replace', path: '/spec/chart', value: 'other' }]);

    expect(apply(chart, over(version, 'JSONPatch')).object.spec).toMatchObject({ version: '19' });
    expect(apply(chart, over('spec: { version: "19" }', 'MergePatch')).object.spec).toMatchObject({
      version: '19',
    });
    expect(apply(chart, over(guarded, 'JSONPatch'))).toMatchObject({
      object: chart,
      codes: ['PatchSkipped warning'],
    });
  });

  it('differs: another release name is refused until charts are rendered', () => {
    expect(apply(chart, over('metadata: { name: other }')).codes).toEqual(['NotYetSupported error']);
  });

  it('and its values are two documents: neither kind of override reaches the other', () => {
    const { object } = apply(chart, { type: 'Helm', value: 'version: 1' }, over('spec: { version: "19" }'));

    expect(object.spec).toMatchObject({ version: '19', values: { version: 1 } });
  });
});
