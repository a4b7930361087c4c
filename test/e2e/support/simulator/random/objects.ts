import fc from 'fast-check';
import type { Json, JsonObject } from '../../../../../src/model/json.ts';

/** One kind of which random objects are made; parts may be wrong, as what users send is. */
export interface RandomKind {
  readonly name: string;
  readonly path: string;
  readonly apiVersion: string;
  readonly kind: string;
  /** Without this no object of the kind is ever valid. */
  readonly always: JsonObject;
  /** Members beside apiVersion, kind and metadata, some of them. */
  readonly parts: fc.Arbitrary<JsonObject>;
  readonly status?: fc.Arbitrary<JsonObject>;
  readonly scales: boolean;
  /** JSON Pointers that a JSON patch may touch, with values for them. */
  readonly pointers: readonly (readonly [string, Json])[];
}

const word = fc.constantFrom('x', 'y', 'z');
const some = (model: Record<string, fc.Arbitrary<Json>>): fc.Arbitrary<JsonObject> =>
  fc.record(model, { requiredKeys: [] }) as fc.Arbitrary<JsonObject>;
const subset = (keys: readonly string[], value: fc.Arbitrary<Json>): fc.Arbitrary<JsonObject> =>
  some(Object.fromEntries(keys.map((key) => [key, value])));
/** Items of a keyed list, each key at most once, in any order. */
const keyed = (
  keys: readonly JsonObject[],
  rest: fc.Arbitrary<JsonObject>,
): fc.Arbitrary<readonly JsonObject[]> =>
  fc
    .shuffledSubarray([...keys], { maxLength: Math.min(3, keys.length) })
    .chain((chosen) => fc.tuple(...chosen.map((key) => rest.map((more) => ({ ...key, ...more })))));
const rarely = (value: fc.Arbitrary<Json>, other: Json): fc.Arbitrary<Json> =>
  fc.oneof({ weight: 12, arbitrary: value }, { weight: 1, arbitrary: fc.constant(other) });

const configMaps: RandomKind = {
  name: 'ConfigMap',
  path: '/api/v1/namespaces/{ns}/configmaps',
  apiVersion: 'v1',
  kind: 'ConfigMap',
  always: {},
  parts: some({
    data: rarely(subset(['a', 'b', 'c', 'd'], rarely(word, null)), null),
    binaryData: subset(['e', 'f'], fc.constantFrom('eA==', 'eQ==')),
  }),
  scales: false,
  pointers: [
    ['/data/a', '9'],
    ['/data', { a: 'x', e: 'y' }],
    ['/binaryData', {}],
    ['/metadata/labels/a', 'x'],
    ['/metadata/labels', { a: 'x' }],
  ],
};

const secrets: RandomKind = {
  name: 'Secret',
  path: '/api/v1/namespaces/{ns}/secrets',
  apiVersion: 'v1',
  kind: 'Secret',
  always: {},
  parts: some({
    data: subset(['a', 'b', 'c'], fc.constantFrom('eA==', 'eQ==', '')),
    stringData: subset(['a', 'd'], rarely(word, null)),
    type: rarely(fc.constant('Opaque'), 'other'),
  }),
  scales: false,
  pointers: [
    ['/data/a', 'eg=='],
    ['/data', { b: 'eg==' }],
    ['/stringData', { a: 'z' }],
    ['/metadata/annotations', { n: '1' }],
  ],
};

const services: RandomKind = {
  name: 'Service',
  path: '/api/v1/namespaces/{ns}/services',
  apiVersion: 'v1',
  kind: 'Service',
  always: { spec: { ports: [{ name: 'p0', port: 1 }] } },
  parts: some({
    spec: some({
      type: rarely(fc.constantFrom('ClusterIP', 'NodePort'), 'Wrong'),
      selector: rarely(subset(['app', 'tier'], word), null),
      sessionAffinity: fc.constantFrom('None', 'ClientIP'),
      publishNotReadyAddresses: fc.boolean(),
      ports: keyed(
        [{ port: 80 }, { port: 80, protocol: 'UDP' }, { port: 80, protocol: 'TCP' }, { port: 443 }],
        fc.record(
          { name: fc.constantFrom('p1', 'p2', 'p3', 'p4'), targetPort: fc.constantFrom<Json>(8080, 'web') },
          { requiredKeys: ['name'] },
        ),
      ),
    }),
  }),
  status: some({ loadBalancer: fc.constantFrom<Json>({}, { ingress: [{ ip: '192.0.2.1' }] }) }),
  scales: false,
  pointers: [
    ['/spec/selector/app', 'z'],
    ['/spec/selector', { tier: 'q' }],
    ['/spec/ports/0/targetPort', 99],
    ['/spec/ports/0', { name: 'p9', port: 9 }],
    ['/spec/sessionAffinity', 'None'],
  ],
};

const containerParts = some({
  env: keyed([{ name: 'A' }, { name: 'B' }, { name: 'C' }], some({ value: rarely(word, '') })),
  ports: keyed(
    [{ containerPort: 80 }, { containerPort: 80, protocol: 'UDP' }, { containerPort: 81, protocol: 'TCP' }],
    fc.constant({}),
  ),
  args: fc.array(word, { maxLength: 2 }),
  resources: some({ limits: subset(['cpu', 'memory'], fc.constantFrom('1', '1000m', '2Gi', '2048Mi')) }),
  imagePullPolicy: fc.constantFrom('Always', 'Never'),
  volumeMounts: fc.constantFrom<Json>([], [{ name: 'v', mountPath: '/v' }]),
});
const containers = keyed(
  ['a', 'b', 'c'].map((name) => ({ name, image: `${name}:1` })),
  containerParts,
);

const deployments: RandomKind = {
  name: 'Deployment',
  path: '/apis/apps/v1/namespaces/{ns}/deployments',
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  always: {
    spec: {
      selector: { matchLabels: { app: 'x' } },
      template: {
        metadata: { labels: { app: 'x' } },
        spec: { containers: [{ name: 'main', image: 'main:1' }] },
      },
    },
  },
  parts: some({
    spec: some({
      replicas: rarely(fc.integer({ min: 0, max: 3 }), null),
      paused: fc.boolean(),
      minReadySeconds: fc.integer({ min: 0, max: 2 }),
      strategy: fc.constantFrom<Json>(
        { type: 'Recreate' },
        { rollingUpdate: { maxSurge: 2 } },
        { type: 'RollingUpdate' },
      ),
      template: some({
        metadata: some({
          labels: subset(['more'], word).map((more) => ({ app: 'x', ...more })),
          annotations: subset(['a', 'b'], word),
        }),
        spec: some({
          containers,
          initContainers: containers,
          volumes: fc.constantFrom<Json>(
            [{ name: 'v', emptyDir: {} }],
            [{ name: 'v', configMap: { name: 'x' } }],
            [],
          ),
          tolerations: fc.constantFrom<Json>([{ key: 'a', operator: 'Exists' }], []),
          nodeSelector: subset(['a', 'b'], word),
          terminationGracePeriodSeconds: fc.integer({ min: 1, max: 3 }),
          securityContext: fc.constantFrom<Json>({}, { runAsUser: 1 }),
        }),
      }),
    }),
  }),
  status: some({
    replicas: fc.integer({ min: 0, max: 2 }),
    observedGeneration: fc.integer({ min: 0, max: 2 }),
    conditions: keyed(
      [{ type: 'Available' }, { type: 'Progressing' }],
      fc.constantFrom({ status: 'True' }, { status: 'False' }),
    ),
  }),
  scales: true,
  pointers: [
    ['/spec/replicas', 7],
    ['/spec/template/spec/containers/0/image', 'q:2'],
    ['/spec/template/spec/containers/0/env', [{ name: 'Z', value: '1' }]],
    ['/spec/template/spec/containers/1', { name: 'n', image: 'n:1' }],
    ['/spec/template/spec/nodeSelector', { q: 'q' }],
  ],
};

const tags = fc.uniqueArray(word);
const gaugeSpec = some({
  size: rarely(fc.integer({ min: 0, max: 4 }), 101),
  mode: rarely(fc.constantFrom('fast', 'slow'), null),
  note: rarely(word, 'UPPER'),
  maybe: fc.constantFrom<Json>('x', 'y', null),
  port: fc.constantFrom<Json>(80, 'web'),
  atomic: fc.array(word, { maxLength: 3 }),
  plain: fc.array(some({ a: word, b: fc.integer({ min: 0, max: 2 }) }), { maxLength: 2 }),
  set: rarely(tags, ['x', 'x']),
  byName: keyed(
    [{ name: 'a' }, { name: 'b' }, { name: 'c' }],
    some({ value: word, weight: fc.integer({ min: 0, max: 2 }), tags }),
  ),
  byPort: keyed(
    [{ port: 80 }, { port: 80, protocol: 'UDP' }, { port: 81, protocol: 'TCP' }],
    some({ label: rarely(word, null) }),
  ),
  free: rarely(subset(['a', 'b', 'c'], word), null),
  whole: subset(['x', 'y'], word),
  deep: some({ inner: some({ level: fc.integer({ min: 0, max: 2 }), name: word }) }),
  any: some({ a: fc.constantFrom<Json>(1, 'x', { b: 1 }, { c: 2 }, [1, { x: 1 }], null), q: word }),
  ratio: fc.constantFrom<Json>(1, 1.5),
  on: fc.boolean(),
});

const gauges: RandomKind = {
  name: 'Gauge',
  path: '/apis/random.test/v1/namespaces/{ns}/gauges',
  apiVersion: 'random.test/v1',
  kind: 'Gauge',
  always: { spec: { size: 1 } },
  parts: some({ spec: gaugeSpec }),
  status: some({ ready: fc.integer({ min: 0, max: 3 }), phase: word }),
  scales: true,
  pointers: [
    ['/spec/size', 9],
    ['/spec/set/0', 'q'],
    ['/spec/set/-', 'r'],
    ['/spec/byName/0/value', 'q'],
    ['/spec/byName', [{ name: 'q' }]],
    ['/spec/any', { z: null }],
    ['/spec/free/a', 'q'],
    ['/spec/maybe', null],
    ['/spec/deep', {}],
    ['/spec/whole/x', 'q'],
  ],
};

/** Gauges twice: they have what the others lack. */
export const randomKinds: readonly RandomKind[] = [
  configMaps,
  secrets,
  services,
  deployments,
  gauges,
  gauges,
];
