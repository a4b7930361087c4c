import type { Json, JsonObject } from '../../../../src/model/json.ts';
import { awaitStatus, post, type Step } from './step.ts';

/** Paths of the case's own namespace. */
export const paths = {
  configMaps: '/api/v1/namespaces/{ns}/configmaps',
  secrets: '/api/v1/namespaces/{ns}/secrets',
  services: '/api/v1/namespaces/{ns}/services',
  pods: '/api/v1/namespaces/{ns}/pods',
  deployments: '/apis/apps/v1/namespaces/{ns}/deployments',
  jobs: '/apis/batch/v1/namespaces/{ns}/jobs',
  definitions: '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
  /** Of the case's own definition. */
  gauges: '/apis/{ns}.test/v1/namespaces/{ns}/gauges',
} as const;

export const configMap = (name: string, data: Json, metadata: JsonObject = {}): JsonObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, ...metadata },
  data,
});

export const secret = (name: string, rest: JsonObject): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name },
  ...rest,
});

export const service = (name: string, spec: JsonObject, metadata: JsonObject = {}): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, ...metadata },
  spec,
});

export const container = (name: string, rest: JsonObject = {}): JsonObject => ({
  name,
  image: `registry.test/${name}:1`,
  ...rest,
});

export interface DeploymentParts {
  readonly spec?: JsonObject;
  readonly pod?: JsonObject;
  readonly containers?: readonly JsonObject[];
  readonly metadata?: JsonObject;
}

export const deployment = (
  name: string,
  { spec = {}, pod = {}, containers = [container('main')], metadata = {} }: DeploymentParts = {},
): JsonObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, ...metadata },
  spec: {
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers, ...pod } },
    ...spec,
  },
});

const text: JsonObject = { type: 'string' };
const whole: JsonObject = { type: 'integer' };
const objectOf = (properties: JsonObject, rest: JsonObject = {}): JsonObject => ({
  type: 'object',
  properties,
  ...rest,
});
const listOf = (items: JsonObject, rest: JsonObject = {}): JsonObject => ({ type: 'array', items, ...rest });

/** A schema with every list type, both map types, defaults, nested, preserved and int-or-string fields. */
export const gaugeSchema: JsonObject = objectOf({
  spec: objectOf({
    size: { ...whole, minimum: 0, maximum: 100 },
    mode: { ...text, enum: ['fast', 'slow'], default: 'slow' },
    note: { ...text, maxLength: 10, pattern: '^[a-z]*$' },
    maybe: { ...text, nullable: true },
    port: { 'x-kubernetes-int-or-string': true },
    atomic: listOf(text, { 'x-kubernetes-list-type': 'atomic' }),
    plain: listOf(objectOf({ a: text, b: whole })),
    set: listOf(text, { 'x-kubernetes-list-type': 'set' }),
    byName: listOf(
      objectOf(
        {
          name: text,
          value: text,
          weight: { ...whole, default: 1 },
          tags: listOf(text, { 'x-kubernetes-list-type': 'set' }),
        },
        { required: ['name'] },
      ),
      { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['name'] },
    ),
    byPort: listOf(
      objectOf({ port: whole, protocol: { ...text, default: 'TCP' }, label: text }, { required: ['port'] }),
      { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['port', 'protocol'] },
    ),
    free: { type: 'object', additionalProperties: text },
    whole: objectOf({ x: text, y: text }, { 'x-kubernetes-map-type': 'atomic' }),
    deep: objectOf({ inner: objectOf({ level: { ...whole, default: 3 }, name: text }) }, { default: {} }),
    any: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
    ratio: { type: 'number' },
    on: { type: 'boolean' },
  }),
  status: objectOf({ ready: whole, phase: text, selector: text }),
});

/** The case's own CustomResourceDefinition `gauges.{ns}.test`, with status and scale. */
export const gaugeDefinition = (
  schema: JsonObject = gaugeSchema,
  rest: JsonObject = {
    subresources: {
      status: {},
      scale: {
        specReplicasPath: '.spec.size',
        statusReplicasPath: '.status.ready',
        labelSelectorPath: '.status.selector',
      },
    },
  },
): JsonObject => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'gauges.{ns}.test' },
  spec: {
    group: '{ns}.test',
    scope: 'Namespaced',
    names: { kind: 'Gauge', plural: 'gauges', singular: 'gauge', shortNames: ['gg'] },
    versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema }, ...rest }],
  },
});

/** Makes the definition and waits until its kind is served; as real servers need a moment, nothing of it is compared. */
export const withGauges = (schema?: JsonObject, rest?: JsonObject): readonly Step[] => [
  post(paths.definitions, gaugeDefinition(schema, rest)),
  awaitStatus(paths.gauges, 200),
];

export const gauge = (name: string, spec: JsonObject, metadata: JsonObject = {}): JsonObject => ({
  apiVersion: '{ns}.test/v1',
  kind: 'Gauge',
  metadata: { name, ...metadata },
  spec,
});
