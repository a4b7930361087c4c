import type { JsonObject } from '../../../../../src/model/json.ts';
import { configMap, container, deployment, paths } from '../objects.ts';
import { type Case, get, jsonPatch, mergePatch, post, put, remove } from '../step.ts';

const { configMaps, deployments, jobs, pods } = paths;
const one = `${configMaps}/one`;
const options = (rest: JsonObject): JsonObject => ({ kind: 'DeleteOptions', apiVersion: 'v1', ...rest });
const wrongUid = '11111111-2222-3333-4444-555555555555';

const job = (name: string): JsonObject => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name },
  spec: { template: { spec: { restartPolicy: 'Never', containers: [container('main')] } } },
});

const pod = (name: string, metadata: JsonObject = {}): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, ...metadata },
  spec: { containers: [container('main')] },
});

/** Preconditions, propagation, finalizers and namespaces. */
export const deletionCases: readonly Case[] = [
  {
    name: 'a delete states preconditions',
    steps: [
      post(configMaps, configMap('one', {}), { as: 'made' }),
      remove(one, options({ preconditions: { uid: wrongUid } })),
      remove(one, options({ preconditions: { resourceVersion: '1' } })),
      remove(one, options({ preconditions: { uid: '{{made.metadata.uid}}', resourceVersion: '1' } })),
      remove(
        one,
        options({
          preconditions: {
            uid: '{{made.metadata.uid}}',
            resourceVersion: '{{made.metadata.resourceVersion}}',
          },
        }),
      ),
      remove(one, options({ preconditions: { uid: '{{made.metadata.uid}}' } })),
    ],
  },
  {
    name: 'options of a delete that are wrong',
    steps: [
      post(configMaps, configMap('one', {})),
      remove(one, options({ propagationPolicy: 'Sometimes' })),
      remove(`${one}?propagationPolicy=Sometimes`),
      remove(one, options({ propagationPolicy: 'Background', orphanDependents: true })),
      remove(one, options({ gracePeriodSeconds: 'x' })),
      remove(one, { kind: 'Wrong', apiVersion: 'v1' }),
      remove(one, { preconditions: { uid: 5 } }),
      remove(one, { extra: 1 }),
    ],
  },
  {
    name: 'an object with finalizers waits for them',
    steps: [
      post(
        configMaps,
        configMap('one', { a: '1' }, { finalizers: ['test.example/wait', 'test.example/too'] }),
      ),
      remove(one),
      get(one),
      remove(one),
      mergePatch(one, { metadata: { finalizers: ['test.example/other', 'test.example/wait'] } }),
      mergePatch(one, { data: { a: '2' } }),
      mergePatch(one, { metadata: { deletionTimestamp: null } }),
      jsonPatch(one, [{ op: 'remove', path: '/metadata/finalizers/0' }]),
      put(one, configMap('one', { a: '3' })),
      get(one),
      post(configMaps, configMap('two', {}, { finalizers: ['not-qualified'] })),
      post(configMaps, configMap('two', {}, { finalizers: ['not a name/x'] })),
      post(configMaps, configMap('two', {}, { deletionTimestamp: '2020-01-01T00:00:00Z' })),
    ],
  },
  {
    name: 'propagation in the foreground and by orphaning adds finalizers',
    steps: [
      post(configMaps, configMap('one', {})),
      remove(one, options({ propagationPolicy: 'Foreground' })),
      get(one),
      post(configMaps, configMap('two', {})),
      remove(`${configMaps}/two`, options({ propagationPolicy: 'Orphan' })),
      remove(`${configMaps}/two`, options({ propagationPolicy: 'Background' })),
      get(`${configMaps}/two`),
      post(deployments, deployment('front')),
      remove(`${deployments}/front`, options({ propagationPolicy: 'Foreground' })),
      get(`${deployments}/front`),
      remove(`${deployments}/front?propagationPolicy=Background`),
      get(`${deployments}/front`),
    ],
  },
  {
    name: 'a Job that is deleted without options leaves its Pods',
    steps: [
      post(jobs, job('one')),
      remove(`${jobs}/one`),
      get(`${jobs}/one`),
      post(jobs, job('two')),
      remove(`${jobs}/two`, options({ propagationPolicy: 'Background' })),
      get(`${jobs}/two`),
    ],
  },
  {
    name: 'a Pod that no node runs goes at once, and one with a node after its grace',
    steps: [
      post(pods, pod('one')),
      remove(`${pods}/one`),
      get(`${pods}/one`),
      post(pods, { ...pod('two'), spec: { nodeName: 'somewhere', containers: [container('main')] } }),
      remove(`${pods}/two`),
      get(`${pods}/two`),
      remove(`${pods}/two`, options({ gracePeriodSeconds: 5 })),
      remove(`${pods}/two`, options({ gracePeriodSeconds: 0 })),
      get(`${pods}/two`),
    ],
  },
  {
    name: 'a namespace that terminates takes nothing new',
    steps: [
      post('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: '{ns}-b' } }),
      get('/api/v1/namespaces/{ns}-b'),
      post('/api/v1/namespaces/{ns}-b/configmaps', configMap('one', {})),
      remove('/api/v1/namespaces/{ns}-b'),
      remove('/api/v1/namespaces/{ns}-b'),
      post('/api/v1/namespaces/{ns}-b/configmaps', configMap('two', {})),
      mergePatch('/api/v1/namespaces/{ns}-b/configmaps/one', { data: { a: '1' } }),
      post('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: '{ns}-b' } }),
      remove('/api/v1/namespaces/default'),
      remove('/api/v1/namespaces/kube-system'),
      post('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'Not_A_Name' } }),
    ],
  },
  {
    name: 'owner references are kept as they are written',
    steps: [
      post(configMaps, configMap('owner', {}), { as: 'owner' }),
      post(
        configMaps,
        configMap(
          'owned',
          {},
          {
            ownerReferences: [
              {
                apiVersion: 'v1',
                kind: 'ConfigMap',
                name: 'owner',
                uid: '{{owner.metadata.uid}}',
                controller: true,
              },
            ],
          },
        ),
      ),
      post(
        configMaps,
        configMap(
          'twice',
          {},
          {
            ownerReferences: [
              { apiVersion: 'v1', kind: 'ConfigMap', name: 'a', uid: 'x', controller: true },
              { apiVersion: 'v1', kind: 'ConfigMap', name: 'b', uid: 'y', controller: true },
            ],
          },
        ),
      ),
      post(configMaps, configMap('wrong', {}, { ownerReferences: [{ kind: 'ConfigMap', name: 'owner' }] })),
    ],
  },
];
