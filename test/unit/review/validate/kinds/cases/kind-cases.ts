import { customCases } from './custom-cases.ts';
import {
  backend,
  configMap,
  container,
  deployment,
  type KindCase,
  of,
  pod,
  secret,
  service,
} from './kind-case.ts';
import { casesWithoutRequired } from './required-cases.ts';

const selected = 'selector: { matchLabels: { app: a } }';
const template =
  'template: { metadata: { labels: { app: a } }, spec: { containers: [{ name: a, image: a:1 }] } }';
const path = (rest: string): string =>
  `spec: { rules: [{ http: { paths: [{ path: /, ${rest} backend: { service: { name: a, port: { number: 1 } } } }] } }] }`;
const ingress = of('apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: { name: a }');

export const kindCases: readonly KindCase[] = [
  // fields
  deployment('a whole Deployment', `{ ${selected}, ${template} }`),
  deployment('a field that no Deployment has', `{ replcas: 2, ${selected}, ${template} }`, 'UnknownField'),
  container('a field that no container has', 'imagePullPolice: Always', 'UnknownField'),
  configMap('a field of metadata that is none', 'metadata: { name: a, lables: {} }', 'UnknownField'),
  configMap('a field beside data that is none', 'metadata: { name: a }\ndate: {}', 'UnknownField'),
  // types
  configMap('a label that is a number', 'metadata: { name: a, labels: { tier: 1 } }', 'FieldType'),
  configMap('data that is a number', 'metadata: { name: a }\ndata: { port: 8080 }', 'FieldType'),
  configMap('data that is null', 'metadata: { name: a }\ndata: { port: null }'),
  container('the value of a variable that is a number', 'env: [{ name: A, value: 1 }]', 'FieldType'),
  container('the value of a variable that is a boolean', 'env: [{ name: A, value: true }]', 'FieldType'),
  container('a port that is text', 'ports: [{ containerPort: "80" }]', 'FieldType'),
  container('variables that are a mapping', 'env: { A: b }', 'FieldType'),
  container('variables that are null', 'env: null'),
  container('a boolean that is text', 'tty: "true"', 'FieldType'),
  container('a port of a probe by number', 'livenessProbe: { httpGet: { port: 80 } }'),
  container('a port of a probe by name', 'livenessProbe: { httpGet: { port: http } }'),
  container('a port of a probe that is a boolean', 'livenessProbe: { httpGet: { port: true } }', 'FieldType'),
  container('quantities as numbers and as texts', 'resources: { limits: { cpu: 1, memory: 64Mi } }'),
  container('a quantity that is none', 'resources: { limits: { memory: 64Mib } }', 'FieldValue'),
  pod(
    'whole seconds that are not whole',
    '{ terminationGracePeriodSeconds: 1.5, containers: [{ name: a, image: a:1 }] }',
    'FieldType',
  ),
  pod('a list that is a mapping', '{ containers: { name: a, image: a:1 } }', 'FieldType'),
  // required fields
  deployment('no selector', `{ ${template} }`, 'FieldRequired'),
  deployment(
    'no containers',
    `{ ${selected}, template: { metadata: { labels: { app: a } }, spec: {} } }`,
    'FieldRequired',
  ),
  pod('a container without an image', '{ containers: [{ name: a }] }', 'FieldRequired'),
  container('a variable without a name', 'env: [{ value: a }]', 'FieldRequired'),
  container('a mount without a path', 'volumeMounts: [{ name: a }]', 'FieldRequired', 'FieldValue'),
  container('a probe without a port', 'livenessProbe: { httpGet: { path: / } }', 'FieldRequired'),
  ingress('a path with its type', path('pathType: Prefix,')),
  ingress('a path without its type', path(''), 'FieldRequired'),
  of('apiVersion: v1\nkind: LimitRange\nmetadata: { name: a }')('limits that are not there', 'spec: {}'),
  of('apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: { name: "system:A_b" }')(
    'a Role without rules, of a name that is no DNS name',
    '',
  ),
  ...casesWithoutRequired,
  // values
  container('a policy in small letters', 'imagePullPolicy: always', 'FieldValue'),
  container('a policy that is empty', 'imagePullPolicy: ""'),
  deployment(
    'a strategy that is none',
    `{ strategy: { type: Rolling }, ${selected}, ${template} }`,
    'FieldValue',
  ),
  secret('data that is no base64', 'data: { key: "not base64" }', 'FieldValue'),
  secret('base64 without its padding', 'data: { key: YWI }', 'FieldValue'),
  secret('base64 on two lines', 'data: { key: "YWJj\\nZGVm\\n" }'),
  secret('a key with a space', 'data: { "a b": YWJj }', 'FieldValue'),
  {
    ...pod(
      'a number over 32 bits',
      '{ hostNetwork: false, containers: [{ name: a, image: a:1, ports: [{ containerPort: 4294967376 }] }] }',
      'FieldValue',
    ),
    differs: 'the server keeps the lowest 32 bits, here port 80, which nobody means',
  },
  // names
  configMap('a name in capitals', 'metadata: { name: Front }', 'FieldValue'),
  configMap('a name with dots', 'metadata: { name: a.b }'),
  of('apiVersion: v1\nkind: Service')(
    'a Service with a dot',
    'metadata: { name: a.b }\nspec: { ports: [{ port: 80 }] }',
    'FieldValue',
  ),
  of('apiVersion: v1\nkind: Namespace')('a Namespace with a dot', 'metadata: { name: a.b }', 'FieldValue'),
  of('apiVersion: batch/v1\nkind: CronJob')(
    'a CronJob of 53 characters',
    `metadata: { name: ${'a'.repeat(53)} }\nspec: { schedule: "0 0 * * *", jobTemplate: { spec: { template: { spec: { restartPolicy: Never, containers: [{ name: a, image: a:1 }] } } } } }`,
    'FieldValue',
  ),
  of('apiVersion: batch/v1\nkind: CronJob')(
    'a CronJob of 52 characters',
    `metadata: { name: ${'a'.repeat(52)} }\nspec: { schedule: "0 0 * * *", jobTemplate: { spec: { template: { spec: { restartPolicy: Never, containers: [{ name: a, image: a:1 }] } } } } }`,
  ),
  configMap('a label with a space in its key', 'metadata: { name: a, labels: { "a b": c } }', 'FieldValue'),
  configMap('a label with a space in its value', 'metadata: { name: a, labels: { a: "b c" } }', 'FieldValue'),
  configMap(
    'a label of 64 characters',
    `metadata: { name: a, labels: { a: ${'b'.repeat(64)} } }`,
    'FieldValue',
  ),
  configMap(
    'an annotation with two prefixes',
    'metadata: { name: a, annotations: { a/b/c: d } }',
    'FieldValue',
  ),
  configMap('an annotation with a prefix in capitals', 'metadata: { name: a, annotations: { A.org/b: c } }'),
  configMap('an annotation of any value', 'metadata: { name: a, annotations: { a.org/b: "c d/e\\n" } }'),
  deployment(
    'a label of the template that is none',
    `{ ${selected}, template: { metadata: { labels: { app: a, "b c": d } }, spec: { containers: [{ name: a, image: a:1 }] } } }`,
    'FieldValue',
  ),
  // what belongs together
  deployment(
    'a selector that its template does not meet',
    `{ selector: { matchLabels: { app: b } }, ${template} }`,
    'FieldValue',
  ),
  deployment(
    'a selector by expressions',
    `{ selector: { matchExpressions: [{ key: app, operator: Exists }] }, ${template} }`,
  ),
  deployment('a selector of nothing', `{ selector: {}, ${template} }`, 'FieldValue'),
  pod(
    'two containers of a name',
    '{ containers: [{ name: a, image: a:1 }, { name: a, image: a:1 }] }',
    'FieldValue',
  ),
  pod(
    'an init container of a container’s name',
    '{ initContainers: [{ name: a, image: a:1 }], containers: [{ name: a, image: a:1 }] }',
    'FieldValue',
  ),
  container('a variable twice', 'env: [{ name: A, value: a }, { name: A, value: b }]', 'FieldValue'),
  container(
    'a port twice',
    'ports: [{ containerPort: 80 }, { containerPort: 80, protocol: TCP }]',
    'FieldValue',
  ),
  container(
    'a port by two protocols',
    'ports: [{ containerPort: 80 }, { containerPort: 80, protocol: UDP }]',
  ),
  container(
    'two ports of a name',
    'ports: [{ name: a, containerPort: 80 }, { name: a, containerPort: 81 }]',
    'FieldValue',
  ),
  container('a port of a long name', 'ports: [{ name: sixteen-letters-, containerPort: 80 }]', 'FieldValue'),
  container('a mount of no volume', 'volumeMounts: [{ name: data, mountPath: /data }]', 'FieldValue'),
  container('a device of no volume', 'volumeDevices: [{ name: data, devicePath: /data }]', 'FieldValue'),
  of('apiVersion: apps/v1\nkind: StatefulSet\nmetadata: { name: a }')(
    'a mount of a claim',
    `spec: { ${selected}, template: { metadata: { labels: { app: a } }, spec: { containers: [{ name: a, image: a:1, volumeMounts: [{ name: data, mountPath: /data }] }] } }, volumeClaimTemplates: [{ metadata: { name: data }, spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } } }] }`,
  ),
  of('apiVersion: apps/v1\nkind: StatefulSet')(
    'a StatefulSet with a dot',
    `metadata: { name: a.b }\nspec: { ${selected}, ${template} }`,
    'FieldValue',
  ),
  of('apiVersion: v1\nkind: ReplicationController\nmetadata: { name: a }')(
    'a selector of an old kind',
    `spec: { selector: { app: b }, ${template} }`,
    'FieldValue',
  ),
  pod(
    'a volume twice',
    '{ volumes: [{ name: a, emptyDir: {} }, { name: a, emptyDir: {} }], containers: [{ name: a, image: a:1 }] }',
    'FieldValue',
  ),
  pod('a container’s name in capitals', '{ containers: [{ name: A, image: a:1 }] }', 'FieldValue'),
  service('one port without a name', '{ ports: [{ port: 80 }] }'),
  service(
    'two ports without names',
    '{ ports: [{ port: 80 }, { port: 81 }] }',
    'FieldRequired',
    'FieldRequired',
  ),
  service('two ports of one name', '{ ports: [{ name: a, port: 80 }, { name: a, port: 81 }] }', 'FieldValue'),
  service('a port twice', '{ ports: [{ name: a, port: 80 }, { name: b, port: 80 }] }', 'FieldValue'),
  service('a target of a long name', '{ ports: [{ port: 80, targetPort: sixteen-letters- }] }', 'FieldValue'),
  service('a target by name', '{ ports: [{ port: 80, targetPort: http }] }'),
  backend('a backend by number', '{ name: a, port: { number: 80 } }'),
  backend('a backend by name', '{ name: a, port: { name: http } }'),
  backend('a backend by both', '{ name: a, port: { number: 80, name: http } }', 'FieldValue'),
  backend('a backend without a port', '{ name: a }', 'FieldRequired'),
  ...customCases,
  // what only a server knows: its admission, its other objects, rules of single kinds
  {
    ...of('apiVersion: batch/v1\nkind: CronJob\nmetadata: { name: a }')(
      'a schedule that is none',
      'spec: { schedule: "x", jobTemplate: { spec: { template: { spec: { restartPolicy: Never, containers: [{ name: a, image: a:1 }] } } } } }',
    ),
    differs: 'the grammar of a schedule is its kind’s own',
  },
  {
    ...pod(
      'a priority class that is not there',
      '{ priorityClassName: none, containers: [{ name: a, image: a:1 }] }',
    ),
    differs: 'only the server has the class',
  },
  {
    ...container('a port over 65535', 'ports: [{ containerPort: 70000 }]'),
    differs: 'no schema of a built-in kind has bounds',
  },
];
