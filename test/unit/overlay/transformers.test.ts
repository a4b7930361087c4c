import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/model/json.ts';
import type { KubeObject } from '../../../src/model/resource.ts';
import type { Touch } from '../../../src/model/source.ts';
import { applyLayer } from '../../../src/overlay/apply-layer.ts';
import { replay } from '../patch/replay.ts';
import { cel, clusterOf, layerOf, objectOf, overlay, partial } from './small-fleet.ts';

const folder = 'overlays/globalizations/100-a';
const file = `${folder}/overlay.yaml`;
const eu = clusterOf('eu-1', { size: '4', tag: '1.5' });

const front = objectOf(`
apiVersion: apps/v1
kind: Deployment
metadata: { name: front, namespace: shop }
spec:
  replicas: 1
  selector: { matchLabels: { app: front } }
  template:
    metadata: { labels: { app: front } }
    spec:
      topologySpreadConstraints: [{ labelSelector: { matchLabels: { app: front } } }, { topologyKey: zone }]
      initContainers: [{ name: init, image: "reg:5000/shop/front:1" }]
      containers:
        - { name: front, image: "reg:5000/shop/front:1.4.0" }
        - { name: log, image: log-shipper }
      ephemeralContainers: [{ name: debug, image: "reg:5000/shop/front@sha256:aa" }]
      volumes: [{ name: v, image: { reference: "reg:5000/shop/front:1@sha256:aa" } }, { name: w, emptyDir: {} }]
`);

const run = (object: KubeObject, text: string) => {
  const touches: Touch[] = [];
  const layer = layerOf(folder, [overlay(file, text)]);
  const result = applyLayer(object, layer, eu, (touch) => touches.push(touch));
  return {
    ...result,
    spec: result.object.spec as JsonObject,
    touches: touches.map(
      ({ path, after, source }) => `${path} ${JSON.stringify(after)} ${source.line}:${source.column}`,
    ),
    played: replay(object, touches),
    codes: result.diagnostics.map(({ code, source }) => `${code} ${source?.line}:${source?.column}`),
  };
};

describe('labels', () => {
  const labels = (more: string) => `labels:\n  - pairs: { team: shop }\n    ${more}\n`;

  it('stand in metadata alone, unless they say otherwise', () => {
    const { object } = run(front, labels('includeTemplates: false'));

    expect(object.metadata.labels).toEqual({ team: 'shop' });
    expect(object.spec).toBe(front.spec);
  });

  it('with includeTemplates stand in Pod templates too, each told with its line', () => {
    const { spec, touches, object, played } = run(front, labels('includeTemplates: true'));

    expect(spec).toMatchObject({
      selector: { matchLabels: { app: 'front' } },
      template: { metadata: { labels: { app: 'front', team: 'shop' } } },
    });
    expect(touches).toEqual([
      '/metadata/labels {"team":"shop"} 2:20',
      '/spec/template/metadata/labels/team "shop" 2:20',
    ]);
    expect(played).toEqual(object);
  });

  it('with includeSelectors stand in templates, selectors and the spreads that are written', () => {
    const { spec, played, object } = run(front, labels('includeSelectors: true'));
    const both = { app: 'front', team: 'shop' };

    expect(spec).toMatchObject({
      selector: { matchLabels: both },
      template: {
        metadata: { labels: both },
        spec: {
          topologySpreadConstraints: [{ labelSelector: { matchLabels: both } }, { topologyKey: 'zone' }],
        },
      },
    });
    expect((spec.template as JsonObject).spec).not.toHaveProperty('affinity');
    expect(played).toEqual(object);
  });

  it('make the selector of a Service, and no selector of a NetworkPolicy that takes every Pod', () => {
    const service = objectOf('apiVersion: v1\nkind: Service\nmetadata: { name: a }\nspec: { ports: [] }');
    const policy = objectOf(
      'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: a }\nspec: { podSelector: {}, ingress: [{ from: [{ podSelector: { matchLabels: { a: b } } }] }] }',
    );

    expect(run(service, labels('includeSelectors: true')).spec).toEqual({
      ports: [],
      selector: { team: 'shop' },
    });
    expect(run(policy, labels('includeSelectors: true')).spec).toEqual({
      podSelector: {},
      ingress: [{ from: [{ podSelector: { matchLabels: { a: 'b', team: 'shop' } } }] }],
    });
  });

  it('stand in the claims of a StatefulSet and in both templates of a CronJob', () => {
    const set = objectOf(
      'apiVersion: apps/v1\nkind: StatefulSet\nmetadata: { name: a }\nspec: { template: {}, volumeClaimTemplates: [{ metadata: { name: c } }] }',
    );
    const cron = objectOf('apiVersion: batch/v1\nkind: CronJob\nmetadata: { name: a }\nspec: {}');
    const team = { labels: { team: 'shop' } };

    expect(run(set, labels('includeTemplates: true')).spec).toEqual({
      template: { metadata: team },
      volumeClaimTemplates: [{ metadata: { name: 'c', ...team } }],
    });
    expect(run(cron, labels('includeTemplates: true')).spec).toEqual({
      jobTemplate: { metadata: team, spec: { template: { metadata: team } } },
    });
  });

  it('stand in the metadata of a kind that nothing is known of, and nowhere else', () => {
    const rollout = objectOf(
      'apiVersion: example.com/v1\nkind: Rollout\nmetadata: { name: a }\nspec: { template: { metadata: {} } }',
    );

    const { object } = run(rollout, labels('includeSelectors: true'));

    expect(object.metadata.labels).toEqual({ team: 'shop' });
    expect(object.spec).toBe(rollout.spec);
  });
});

describe('annotations', () => {
  it('stand in metadata alone, and commonAnnotations in Pod templates too', () => {
    const text = `commonAnnotations: { who: "${cel('cluster.name')}" }\nannotations: { a: b }\n`;
    const { object, spec, played } = run(front, text);

    expect(object.metadata.annotations).toEqual({ a: 'b', who: 'eu-1' });
    expect(spec).toMatchObject({
      template: { metadata: { labels: { app: 'front' }, annotations: { who: 'eu-1' } } },
    });
    expect(played).toEqual(object);
  });

  it('of commonAnnotations stand in no claim of a StatefulSet', () => {
    const set = objectOf(
      'apiVersion: apps/v1\nkind: StatefulSet\nmetadata: { name: a }\nspec: { volumeClaimTemplates: [{ metadata: { name: c } }] }',
    );

    expect(run(set, 'commonAnnotations: { a: b }\n').spec).toEqual({
      volumeClaimTemplates: [{ metadata: { name: 'c' } }],
      template: { metadata: { annotations: { a: 'b' } } },
    });
  });
});

describe('replicas', () => {
  it('set the count of a workload by name, told at the count', () => {
    const { spec, touches } = run(front, 'replicas: [{ name: front, namespace: shop, count: 8 }]\n');

    expect(spec.replicas).toBe(8);
    expect(touches).toEqual(['/spec/replicas 8 1:51']);
  });

  it.each([
    ['another name', 'name: back'],
    ['another namespace', 'name: front, namespace: other'],
    ['a pattern, which is a name here', 'name: "fr*"'],
  ])('leave alone %s', (_, entry) => {
    expect(run(front, `replicas: [{ ${entry}, count: 8 }]\n`).object).toBe(front);
  });

  it.each([
    ['apps/v1', 'StatefulSet', true],
    ['apps/v1', 'ReplicaSet', true],
    ['v1', 'ReplicationController', true],
    ['apps/v1', 'DaemonSet', false],
    ['batch/v1', 'Job', false],
    ['example.com/v1', 'Rollout', false],
  ])('count in %s %s: %s', (apiVersion, kind, counts) => {
    const object = objectOf(
      `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: front, namespace: shop }\nspec: { replicas: 1 }`,
    );

    expect(run(object, 'replicas: [{ name: front, count: 8 }]\n').spec.replicas).toBe(counts ? 8 : 1);
  });

  it('make a missing spec.replicas', () => {
    const bare = objectOf('apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: front }\nspec: {}');

    expect(run(bare, 'replicas: [{ name: front, count: 0 }]\n').spec).toEqual({ replicas: 0 });
  });

  it('take an expression that comes to a whole number, and no other', () => {
    const count = (expression: string) => `replicas:\n  - { name: front, count: '${cel(expression)}' }\n`;

    expect(run(front, count('int(cluster.labels.size) * 2')).spec.replicas).toBe(8);
    expect(run(front, count('cluster.labels.size')).codes).toEqual(['ExpressionFailed 2:27']);
    expect(run(front, count('1.5')).codes).toEqual(['ExpressionFailed 2:27']);
    expect(run(front, count('-1')).codes).toEqual(['ExpressionFailed 2:27']);
  });
});

describe('images', () => {
  const pod = ({ spec }: { spec: JsonObject }) =>
    (spec.template as JsonObject).spec as unknown as {
      initContainers: { image: string }[];
      containers: { image: string }[];
      ephemeralContainers: { image: string }[];
      volumes: { image?: { reference: string } }[];
    };

  it('change every image of the name: containers of all three sorts and image volumes', () => {
    const result = run(front, 'images: [{ name: "reg:5000/shop/front", newTag: "2" }]\n');
    const found = pod(result);

    expect([
      found.initContainers[0]?.image,
      ...found.containers.map(({ image }) => image),
      found.ephemeralContainers[0]?.image,
      found.volumes[0]?.image?.reference,
    ]).toEqual([
      'reg:5000/shop/front:2',
      'reg:5000/shop/front:2',
      'log-shipper',
      'reg:5000/shop/front:2',
      'reg:5000/shop/front:2',
    ]);
    expect(result.touches).toHaveLength(4);
    expect(result.touches[0]).toBe('/spec/template/spec/containers/0/image "reg:5000/shop/front:2" 1:49');
    expect(result.played).toEqual(result.object);
  });

  it.each([
    ['newTag: "2"', 'a:1', 'a:2'],
    ['newTag: "2"', 'a', 'a:2'],
    ['newTag: "2"', 'a@sha256:aa', 'a:2'],
    ['newTag: "2"', 'a:1@sha256:aa', 'a:2'],
    ['digest: "sha256:bb"', 'a:1', 'a@sha256:bb'],
    ['digest: "sha256:bb"', 'a:1@sha256:aa', 'a@sha256:bb'],
    ['newTag: "2", digest: "sha256:bb"', 'a:1', 'a:2@sha256:bb'],
    ['newName: "m/a"', 'a:1', 'm/a:1'],
    ['newName: "m:5000/a"', 'a:1@sha256:aa', 'm:5000/a:1@sha256:aa'],
    ['newName: "m/a", newTag: "2"', 'a@sha256:aa', 'm/a:2'],
    ['newTag: "2"', 'reg/a:1', 'reg/a:1'],
    ['newTag: "2"', 'a:5000/a:1', 'a:5000/a:1'],
    ['newTag: "2"', 'ab:1', 'ab:1'],
  ])('with { %s } make of %s: %s', (entry, image, wanted) => {
    const object = objectOf(
      `apiVersion: v1\nkind: Pod\nmetadata: { name: p }\nspec: { containers: [{ name: c, image: "${image}" }] }`,
    );

    expect(run(object, `images: [{ name: a, ${entry} }]\n`).spec).toEqual({
      containers: [{ name: 'c', image: wanted }],
    });
  });

  it('take a name as it is: no letter of it is a pattern', () => {
    const object = objectOf(
      'apiVersion: v1\nkind: Pod\nmetadata: { name: p }\nspec: { containers: [{ name: c, image: "axb:1" }] }',
    );

    expect(run(object, 'images: [{ name: a.b, newTag: "2" }]\n').object).toBe(object);
  });

  it('are found in kinds that nothing is known of, wherever they list containers', () => {
    const object = objectOf(
      'apiVersion: example.com/v1\nkind: Rollout\nmetadata: { name: p }\nspec: { deep: [{ initContainers: [{ image: "a:1" }], containers: [{ image: "a:1" }, {}] }], image: "a:1" }',
    );

    expect(run(object, 'images: [{ name: a, newTag: "2" }]\n').spec).toEqual({
      deep: [{ initContainers: [{ image: 'a:2' }], containers: [{ image: 'a:2' }, {}] }],
      image: 'a:1',
    });
  });

  it('are not looked for in a built-in kind that has no Pods', () => {
    const map = objectOf(
      'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: p }\ndata: { containers: "a:1" }',
    );

    expect(run(map, 'images: [{ name: a, newTag: "2" }]\n').object).toBe(map);
  });

  it('take expressions', () => {
    const text = `images: [{ name: log-shipper, newTag: "${cel('cluster.labels.tag')}" }]\n`;

    expect(pod(run(front, text)).containers[1]?.image).toBe('log-shipper:1.5');
  });
});

describe('values', () => {
  const chart = objectOf(
    'apiVersion: apps.clusternet.io/v1alpha1\nkind: HelmChart\nmetadata: { name: cache, namespace: apps }\nspec: { chart: redis, values: { a: { b: 1, c: 2 }, l: [1] } }',
  );

  it('are laid over those of the charts that the target names', () => {
    const text = `values:\n  - target: { name: cache }\n    values: { a: { b: null }, l: [2], who: "${cel('cluster.name')}" }\n`;
    const { spec, touches, played, object } = run(chart, text);

    expect(spec).toEqual({ chart: 'redis', values: { a: { b: null, c: 2 }, l: [2], who: 'eu-1' } });
    expect(touches[0]).toBe('/spec/values/a/b null 3:23');
    expect(played).toEqual(object);
  });

  it('make the first values of a chart, and are for no other name and no other kind', () => {
    const bare = objectOf(
      'apiVersion: apps.clusternet.io/v1alpha1\nkind: HelmChart\nmetadata: { name: cache }\nspec: { chart: redis }',
    );

    expect(run(bare, 'values: [{ values: { a: 1 } }]\n').spec).toEqual({ chart: 'redis', values: { a: 1 } });
    expect(run(bare, 'values: [{ target: { name: web }, values: { a: 1 } }]\n').object).toBe(bare);
    expect(run(front, 'values: [{ values: { a: 1 } }]\n').object).toBe(front);
  });
});

describe('ignoreFields', () => {
  it('are told beside the object, which stays the same', () => {
    const text =
      'ignoreFields:\n  - target: { kind: Deployment }\n    paths: [/spec/template/spec/volumes, /spec/replicas]\n  - paths: [/spec/replicas, /spec/paused]\n';
    const { object, ignoreFields, touches } = run(front, text);

    expect(object).toBe(front);
    expect(ignoreFields).toEqual(['/spec/paused', '/spec/replicas', '/spec/template/spec/volumes']);
    expect(touches).toContain('/spec/replicas 1 3:42');
  });

  it('are for the target alone', () => {
    const text = 'ignoreFields: [{ target: { name: back }, paths: [/spec/replicas] }]\n';

    expect(run(front, text).ignoreFields).toBeUndefined();
  });

  it('may come from an expression, which must then be a field that can be left to others', () => {
    const paths = (expression: string) => `ignoreFields:\n  - paths: ["${cel(expression)}"]\n`;

    expect(run(front, paths("'/spec/' + 'replicas'")).ignoreFields).toEqual(['/spec/replicas']);
    expect(run(front, paths("'/metadata/name'")).codes).toEqual(['InvalidField 2:13']);
  });
});

describe('the order of a layer', () => {
  it('is partials by path, patches, labels, annotations, replicas, images, values, ignoreFields', () => {
    const text = `
ignoreFields: [{ paths: [/spec/replicas] }]
images: [{ name: log-shipper, newTag: "2" }]
replicas: [{ name: front, count: 2 }]
commonAnnotations: { b: c }
annotations: { a: b }
labels: [{ pairs: { team: shop } }]
patches: [{ patch: { spec: { replicas: 3 } } }]
`;
    const layer = layerOf(folder, [
      overlay(file, text),
      partial(
        `${folder}/z.yaml`,
        'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: front, namespace: shop }\nspec: { replicas: 5 }\n',
      ),
      partial(
        `${folder}/a.yaml`,
        'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: front, namespace: shop }\nspec: { replicas: 4 }\n',
      ),
    ]);
    const touches: Touch[] = [];

    applyLayer(front, layer, eu, (touch) => touches.push(touch));

    expect(
      touches.map(({ path, source }) => `${path} ${source.file.slice(folder.length + 1)}:${source.line}`),
    ).toEqual([
      '/spec/replicas a.yaml:4',
      '/spec/replicas z.yaml:4',
      '/spec/replicas overlay.yaml:8',
      '/metadata/labels overlay.yaml:7',
      '/metadata/annotations overlay.yaml:6',
      '/metadata/annotations/b overlay.yaml:5',
      '/spec/template/metadata/annotations overlay.yaml:5',
      '/spec/replicas overlay.yaml:4',
      '/spec/template/spec/containers/1/image overlay.yaml:3',
      '/spec/replicas overlay.yaml:2',
    ]);
  });
});
