import { configMap, container, deployment, paths, secret, service } from '../objects.ts';
import {
  apply,
  type Case,
  get,
  jsonPatch,
  mergePatch,
  post,
  put,
  remove,
  serverSideApply,
  tick,
} from '../step.ts';

const { configMaps, deployments, services, secrets } = paths;
const one = `${configMaps}/one`;
const front = `${deployments}/front`;
const forced = { manager: 'two', query: 'force=true' };

/** Server-side apply: creation, co-ownership, conflicts, force, removal, and what it refuses. */
export const applyCases: readonly Case[] = [
  {
    name: 'an apply creates, an equal one changes nothing, another one changes',
    steps: [
      apply(one, configMap('one', { a: '1', b: '2' })),
      apply(one, configMap('one', { a: '1', b: '2' })),
      apply(one, configMap('one', { a: '3' })),
      apply(one, configMap('one', {})),
      apply(one, { apiVersion: 'v1', kind: 'ConfigMap' }),
      get(one),
    ],
  },
  {
    name: 'times move with the values and only then',
    times: true,
    steps: [
      apply(one, configMap('one', { a: '1' })),
      tick,
      apply(one, configMap('one', { a: '1' })),
      tick,
      apply(one, configMap('one', { a: '2' })),
      tick,
      mergePatch(`${one}?fieldManager=two`, { data: { b: '2' } }),
      tick,
      apply(one, configMap('one', { a: '2' })),
      tick,
      mergePatch(`${one}?fieldManager=two`, { data: { c: '2' } }),
      tick,
      mergePatch(`${one}?fieldManager=three`, { data: { a: '9' } }),
      tick,
      mergePatch(`${one}?fieldManager=one`, { data: { z: '9' } }),
    ],
  },
  {
    name: 'two managers co-own equal values, and conflict about others',
    steps: [
      apply(one, configMap('one', { a: '1', b: '1' })),
      apply(one, configMap('one', { a: '1' }), { manager: 'two' }),
      apply(one, configMap('one', { a: '2', b: '2' }), { manager: 'three' }),
      apply(one, configMap('one', { a: '2' }), { manager: 'one' }),
      apply(one, configMap('one', { b: '1' }), { manager: 'one' }),
      apply(one, configMap('one', { a: '3' }), { manager: 'three' }),
      apply(one, configMap('one', { a: '3' }), { manager: 'three', query: 'force=true' }),
      apply(one, configMap('one', {}), { manager: 'two' }),
      get(one),
    ],
  },
  {
    name: 'conflicts are told by manager, with those of updates, of other versions and of subresources',
    steps: [
      apply(front, deployment('front', { spec: { replicas: 2 }, metadata: { labels: { a: '1' } } })),
      mergePatch(`${front}?fieldManager=kubectl-edit`, { spec: { replicas: 3, paused: true } }),
      mergePatch(`${front}/scale?fieldManager=scaler`, { spec: { replicas: 4 } }),
      apply(front, deployment('front', { spec: { replicas: 5, paused: false } })),
      apply(front, deployment('front', { spec: { replicas: 5 }, metadata: { labels: { a: '2' } } }), {
        manager: 'two',
      }),
      apply(
        front,
        deployment('front', { spec: { replicas: 5 }, containers: [container('main', { image: 'x:1' })] }),
        {
          manager: 'two',
        },
      ),
      apply(front, deployment('front', { spec: { replicas: 5 } }), { manager: 'one', query: 'force=true' }),
      mergePatch(`${front}/status?fieldManager=controller`, { status: { replicas: 1 } }),
      apply(`${front}/status`, { apiVersion: 'apps/v1', kind: 'Deployment', status: { replicas: 2 } }),
      apply(
        `${front}/status`,
        { apiVersion: 'apps/v1', kind: 'Deployment', status: { replicas: 2 } },
        forced,
      ),
    ],
  },
  {
    name: 'set and set back: the value is right again, but no longer ours',
    steps: [
      apply(one, configMap('one', { a: '1' })),
      mergePatch(`${one}?fieldManager=hand`, { data: { a: '2' } }),
      mergePatch(`${one}?fieldManager=hand`, { data: { a: '1' } }),
      apply(one, configMap('one', {})),
      apply(one, configMap('one', { a: '1' })),
      apply(one, configMap('one', { a: '5' })),
      apply(one, configMap('one', { a: '5' }), { query: 'force=true' }),
    ],
  },
  {
    name: 'what a manager no longer applies goes unless another one owns it',
    steps: [
      apply(
        front,
        deployment('front', {
          spec: { replicas: 2, minReadySeconds: 5 },
          containers: [
            container('main', {
              env: [
                { name: 'A', value: '1' },
                { name: 'B', value: '2' },
              ],
              ports: [{ containerPort: 80 }, { containerPort: 80, protocol: 'UDP' }],
              resources: { limits: { cpu: '1000m', memory: '64Mi' } },
            }),
            container('side'),
          ],
        }),
      ),
      apply(
        front,
        deployment('front', { containers: [container('side', { env: [{ name: 'C', value: '3' }] })] }),
        { manager: 'two' },
      ),
      apply(
        front,
        deployment('front', { containers: [container('main', { env: [{ name: 'B', value: '2' }] })] }),
      ),
      apply(front, deployment('front', { containers: [container('last')] })),
      apply(front, deployment('front', { containers: [container('other')] }), { manager: 'two' }),
      get(front),
    ],
  },
  {
    name: 'the replicas of another writer with an equal value are lost, with another value kept',
    steps: [
      apply(front, deployment('front', { spec: { replicas: 5 } })),
      mergePatch(`${front}/scale?fieldManager=hpa`, { spec: { replicas: 5 } }),
      apply(front, deployment('front')),
      apply(front, deployment('front', { spec: { replicas: 5 } })),
      mergePatch(`${front}/scale?fieldManager=hpa`, { spec: { replicas: 7 } }),
      apply(front, deployment('front')),
    ],
  },
  {
    name: 'the same manager updates and applies',
    steps: [
      apply(one, configMap('one', { a: '1' })),
      mergePatch(`${one}?fieldManager=one`, { data: { a: '2', b: '2' } }),
      apply(one, configMap('one', { a: '3' })),
      apply(one, configMap('one', { a: '3' }), { query: 'force=true' }),
      put(`${one}?fieldManager=one`, configMap('one', { a: '3', d: '4' })),
      apply(one, configMap('one', { d: '4' })),
    ],
  },
  {
    name: 'uid and resourceVersion in the body of an apply',
    steps: [
      apply(one, configMap('one', { a: '1' }, { resourceVersion: '1' })),
      apply(one, configMap('one', { a: '1' }), { as: 'made' }),
      apply(one, configMap('one', { a: '2' }, { resourceVersion: '1' })),
      apply(one, configMap('one', { a: '2' }, { resourceVersion: '{{made.metadata.resourceVersion}}' })),
      apply(one, configMap('one', { a: '2' }, { resourceVersion: '0' })),
      apply(one, configMap('one', { a: '3' }, { uid: '{{made.metadata.uid}}' })),
      apply(one, configMap('one', { a: '4' }, { uid: '11111111-2222-3333-4444-555555555555' })),
      apply(`${configMaps}/gone`, configMap('gone', { a: '4' }, { uid: '{{made.metadata.uid}}' })),
      apply(`${configMaps}/gone`, configMap('gone', { a: '4' }, { resourceVersion: '5' })),
      apply(`${configMaps}/two`, configMap('two', { a: '4' }, { resourceVersion: '0' })),
    ],
  },
  {
    name: 'what an apply must say, and must not',
    steps: [
      serverSideApply(one, configMap('one', {})),
      serverSideApply(`${one}?fieldManager=`, configMap('one', {})),
      apply(one, configMap('two', {})),
      apply(one, configMap('one', {}, { namespace: 'elsewhere' })),
      apply(one, configMap('one', {}, { managedFields: [{}] })),
      apply(one, configMap('one', {}, { managedFields: [] })),
      apply(one, { kind: 'ConfigMap', metadata: { name: 'one' } }),
      apply(one, { apiVersion: 'v1', metadata: { name: 'one' } }),
      apply(one, { ...configMap('one', {}), kind: 'Secret' }),
      apply(one, { ...configMap('one', {}), apiVersion: 'v2' }),
      apply(one, '{'),
      apply(one, '[]'),
      apply(one, ''),
      apply(one, 'a: b: c'),
      apply(one, { ...configMap('one', {}), extra: 1 }),
      apply(one, { ...configMap('one', {}), extra: 1 }, { query: 'fieldValidation=Strict' }),
      apply(one, configMap('one', { a: 1 })),
      apply(one, configMap('one', {}), { query: 'force=maybe' }),
      mergePatch(`${one}?force=true`, {}),
      apply('/api/v1/namespaces/{ns}-not/configmaps/one', configMap('one', {})),
      serverSideApply(`${one}?fieldManager=yaml`, 'apiVersion: v1\nkind: ConfigMap\ndata: { y: "1" }\n'),
      apply(`${front}?dryRun=All`.replace('?', '?x=1&'), deployment('front')),
    ],
  },
  {
    name: 'an apply as a dry run',
    steps: [
      apply(one, configMap('one', { a: '1' }), { query: 'dryRun=All' }),
      get(one),
      apply(one, configMap('one', { a: '1' })),
      apply(one, configMap('one', { a: '2' }), { query: 'dryRun=All' }),
      apply(one, configMap('one', { a: '2' }), { manager: 'two', query: 'dryRun=All' }),
      apply(one, configMap('one', { a: '2' }), { manager: 'two', query: 'dryRun=All&force=true' }),
      get(one),
    ],
  },
  {
    name: 'managed fields are reset, edited and folded',
    steps: [
      post(
        `${configMaps}?fieldManager=kubectl-client-side-apply`,
        configMap(
          'one',
          { a: '1', b: '2' },
          {
            annotations: {
              'kubectl.kubernetes.io/last-applied-configuration':
                '{"apiVersion":"v1","data":{"a":"1","b":"2"},"kind":"ConfigMap","metadata":{"annotations":{},"name":"one"}}\n',
            },
          },
        ),
        { as: 'made' },
      ),
      apply(one, configMap('one', { a: '1' }), { query: 'force=true' }),
      jsonPatch(one, [
        { op: 'test', path: '/metadata/managedFields/0/manager', value: 'one' },
        { op: 'remove', path: '/metadata/managedFields/1' },
      ]),
      apply(one, configMap('one', {})),
      mergePatch(one, { metadata: { managedFields: [{}] } }),
      apply(one, configMap('one', { a: '2' })),
      apply(one, configMap('one', { a: '2' }), { query: 'force=true' }),
      mergePatch(one, { metadata: { managedFields: [] } }),
      jsonPatch(`${one}?fieldManager=hand`, [{ op: 'remove', path: '/metadata/managedFields' }]),
      mergePatch(`${one}?fieldManager=hand`, { data: { z: '1' } }),
      jsonPatch(`${one}?fieldManager=hand`, [
        { op: 'replace', path: '/metadata/managedFields', value: [{ manager: 'x', operation: 'Wrong' }] },
      ]),
      jsonPatch(`${one}?fieldManager=hand`, [
        {
          op: 'replace',
          path: '/metadata/managedFields',
          value: [
            {
              manager: 'mine',
              operation: 'Apply',
              apiVersion: 'v1',
              time: '2024-01-01T00:00:00Z',
              fieldsType: 'FieldsV1',
              fieldsV1: { 'f:data': { 'f:z': {} } },
            },
          ],
        },
      ]),
      apply(one, configMap('one', {}), { manager: 'mine' }),
    ],
  },
  {
    name: 'client-side apply, then server-side apply by kubectl',
    steps: [
      post(
        `${configMaps}?fieldManager=kubectl-client-side-apply`,
        configMap(
          'one',
          { a: '1', b: '2' },
          {
            annotations: {
              'kubectl.kubernetes.io/last-applied-configuration':
                '{"apiVersion":"v1","data":{"a":"1","b":"2"},"kind":"ConfigMap","metadata":{"annotations":{},"name":"one"}}\n',
            },
          },
        ),
      ),
      apply(one, configMap('one', { a: '2' }), { manager: 'kubectl' }),
      apply(one, configMap('one', { a: '3' }), { manager: 'kubectl' }),
      mergePatch(`${one}?fieldManager=hand`, { data: { b: '5' } }),
      apply(one, configMap('one', { a: '4' }), { manager: 'kubectl', query: 'force=true' }),
    ],
  },
  {
    name: 'many updaters grow old together',
    times: true,
    steps: [
      post(`${configMaps}?fieldManager=first`, configMap('one', { a: '1' })),
      ...Array.from({ length: 12 }, (_, index) => [
        tick,
        mergePatch(`${one}?fieldManager=m${index}`, { data: { [`k${index}`]: '1' } }),
      ]).flat(),
    ],
  },
  {
    name: 'empty values, nulls and removed containers of an apply',
    steps: [
      apply(one, configMap('one', null)),
      apply(one, configMap('one', { a: '' })),
      apply(one, configMap('one', { a: null })),
      apply(one, configMap('one', { a: '1' }, { labels: null, annotations: {} })),
      apply(one, configMap('one', { a: '1' }, { labels: { x: '' }, annotations: { y: '' } })),
      apply(one, configMap('one', { a: '1' }, { labels: {}, finalizers: [] })),
      apply(one, configMap('one', { a: '1' }, { creationTimestamp: null, generation: 7 })),
    ],
  },
  {
    name: 'quantities, keyed lists with defaulted keys and their order',
    steps: [
      apply(
        front,
        deployment('front', {
          containers: [container('main', { resources: { requests: { cpu: '1000m', memory: '0.5Gi' } } })],
        }),
      ),
      apply(
        front,
        deployment('front', {
          containers: [container('main', { resources: { requests: { cpu: '1', memory: '512Mi' } } })],
        }),
        { manager: 'two' },
      ),
      mergePatch(`${front}?fieldManager=hand`, {
        spec: { template: { spec: { initContainers: [container('i2'), container('i1')] } } },
      }),
      apply(
        front,
        deployment('front', {
          containers: [
            container('z'),
            container('main', { ports: [{ containerPort: 8080 }] }),
            container('a'),
          ],
          pod: { initContainers: [container('i1'), container('i3'), container('i2')] },
        }),
        { query: 'force=true' },
      ),
      apply(
        front,
        deployment('front', {
          containers: [
            container('a'),
            container('main', {
              ports: [
                { containerPort: 8080, protocol: 'UDP' },
                { containerPort: 8080, protocol: 'TCP', name: 'web' },
              ],
            }),
          ],
        }),
        { query: 'force=true' },
      ),
    ],
  },
  {
    name: 'a Service by two managers',
    steps: [
      apply(`${services}/web`, service('web', { ports: [{ port: 80 }], selector: { app: 'web' } })),
      apply(
        `${services}/web`,
        service('web', {
          ports: [
            { port: 443, name: 'tls' },
            { port: 80, name: 'http', protocol: 'TCP' },
          ],
        }),
        { manager: 'two' },
      ),
      apply(
        `${services}/web`,
        service('web', {
          ports: [
            { port: 443, name: 'tls' },
            { port: 80, name: 'http' },
          ],
        }),
        forced,
      ),
      apply(`${services}/web`, service('web', { ports: [{ port: 53, protocol: 'UDP', name: 'dns' }] })),
      apply(`${services}/web`, service('web', { type: 'NodePort', selector: { app: 'x' } })),
      apply(`${services}/web`, service('web', { type: 'ClusterIP' }), forced),
      get(`${services}/web`),
    ],
  },
  {
    name: 'a Secret with data and stringData',
    steps: [
      apply(`${secrets}/one`, secret('one', { stringData: { a: 'x' }, data: { b: 'eA==' } })),
      apply(`${secrets}/one`, secret('one', { data: { a: 'eQ==' } }), { manager: 'two' }),
      apply(`${secrets}/one`, secret('one', { stringData: { a: 'z' } })),
      apply(`${secrets}/one`, secret('one', { type: 'kubernetes.io/tls' })),
      apply(`${secrets}/one`, secret('one', { data: { a: 'not base64!' } })),
      apply(`${secrets}/one`, secret('one', {})),
      remove(`${secrets}/one`),
    ],
  },
];
