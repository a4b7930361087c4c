import { configMap, container, deployment, paths, service } from '../objects.ts';
import { type Case, get, jsonPatch, mergePatch, post, strategicPatch } from '../step.ts';

const { configMaps, deployments, services } = paths;
const one = `${configMaps}/one`;
const front = `${deployments}/front`;
const containers = (...list: readonly object[]) => ({
  spec: { template: { spec: { containers: list as never } } },
});

/** JSON, merge and strategic patches, those that are refused included. */
export const patchCases: readonly Case[] = [
  {
    name: 'JSON patches and their refusals',
    steps: [
      post(configMaps, configMap('one', { a: '1', b: '2' })),
      jsonPatch(one, [
        { op: 'test', path: '/data/a', value: '1' },
        { op: 'move', from: '/data/a', path: '/data/c' },
        { op: 'copy', from: '/data/c', path: '/data/d' },
        { op: 'replace', path: '/data/b', value: '3' },
      ]),
      jsonPatch(one, [{ op: 'test', path: '/data/b', value: 'wrong' }]),
      jsonPatch(one, [{ op: 'remove', path: '/data/none' }]),
      jsonPatch(one, [{ op: 'replace', path: '/data/none', value: '1' }]),
      jsonPatch(one, [{ op: 'add', path: '/none/x', value: '1' }]),
      jsonPatch(one, [{ op: 'wrong', path: '/data/x', value: '1' }]),
      jsonPatch(one, [{ path: '/data/x', value: '1' }]),
      jsonPatch(one, [{ op: 'add', path: '/metadata/labels', value: { 'a/b': 'c', 'd~e': '' } }]),
      jsonPatch(one, [{ op: 'add', path: '/metadata/labels', value: { 'a/b': 'c' } }]),
      jsonPatch(one, [{ op: 'replace', path: '/metadata/labels/a~1b', value: 'd' }]),
      jsonPatch(one, [{ op: 'add', path: '/data/number', value: 1 }]),
      jsonPatch(one, [{ op: 'remove', path: '/kind' }]),
      jsonPatch(one, [{ op: 'remove', path: '/metadata/uid' }]),
      jsonPatch(one, [{ op: 'remove', path: '/metadata/resourceVersion' }]),
      jsonPatch(one, [{ op: 'replace', path: '/metadata/resourceVersion', value: '1' }]),
      jsonPatch(one, [{ op: 'replace', path: '/metadata/name', value: 'two' }]),
      jsonPatch(one, '{'),
    ],
  },
  {
    name: 'JSON patches inside lists',
    steps: [
      post(deployments, deployment('front', { containers: [container('main', { args: ['a', 'b'] })] })),
      jsonPatch(front, [{ op: 'add', path: '/spec/template/spec/containers/0/args/-', value: 'c' }]),
      jsonPatch(front, [{ op: 'add', path: '/spec/template/spec/containers/0/args/0', value: 'z' }]),
      jsonPatch(front, [{ op: 'remove', path: '/spec/template/spec/containers/0/args/1' }]),
      jsonPatch(front, [{ op: 'add', path: '/spec/template/spec/containers/0/args/9', value: 'z' }]),
      jsonPatch(front, [
        { op: 'add', path: '/spec/template/spec/containers/0/env', value: [{ name: 'A', value: '1' }] },
      ]),
      jsonPatch(front, [{ op: 'remove', path: '/spec/template/spec/containers/0' }]),
      jsonPatch(front, [{ op: 'replace', path: '/spec/replicas', value: 'x' }]),
    ],
  },
  {
    name: 'merge patches',
    steps: [
      post(
        deployments,
        deployment('front', { spec: { replicas: 2 }, containers: [container('main'), container('side')] }),
      ),
      mergePatch(front, { spec: { replicas: null } }),
      mergePatch(front, { spec: { template: { spec: { containers: [container('other')] } } } }),
      mergePatch(front, { metadata: { labels: { a: 'b' }, annotations: { c: 'd' } } }),
      mergePatch(front, { metadata: { labels: null } }),
      mergePatch(front, { spec: { selector: { matchLabels: { app: 'other' } } } }),
      mergePatch(front, { spec: null }),
      mergePatch(front, { status: { replicas: 5 } }),
      mergePatch(front, { spec: { replicas: 'x' } }),
      mergePatch(front, { spec: { strategy: { type: 'Recreate' } } }),
      mergePatch(front, { spec: { strategy: { type: 'Recreate', rollingUpdate: null } } }),
    ],
  },
  {
    name: 'strategic patches merge keyed lists and follow directives',
    steps: [
      post(
        deployments,
        deployment('front', {
          containers: [
            container('main', {
              env: [
                { name: 'A', value: '1' },
                { name: 'B', value: '2' },
              ],
              ports: [{ containerPort: 80 }],
            }),
            container('side'),
          ],
          pod: { volumes: [{ name: 'v', emptyDir: {} }], tolerations: [{ key: 'x', operator: 'Exists' }] },
        }),
      ),
      strategicPatch(
        front,
        containers({
          name: 'main',
          env: [
            { name: 'B', value: '3' },
            { name: 'C', value: '4' },
          ],
        }),
      ),
      strategicPatch(front, containers({ name: 'main', env: [{ name: 'A', $patch: 'delete' }] })),
      strategicPatch(front, containers({ name: 'side', $patch: 'delete' })),
      strategicPatch(front, containers(container('new'), { $setElementOrder: 'x' })),
      strategicPatch(front, {
        spec: {
          template: {
            spec: {
              '$setElementOrder/containers': [{ name: 'new' }, { name: 'main' }],
              containers: [container('new', { image: 'registry.test/new:2' })],
            },
          },
        },
      }),
      strategicPatch(front, {
        spec: { template: { spec: { volumes: [{ name: 'v', configMap: { name: 'c' } }] } } },
      }),
      strategicPatch(front, {
        spec: {
          template: {
            spec: { volumes: [{ name: 'v', $retainKeys: ['name', 'configMap'], configMap: { name: 'd' } }] },
          },
        },
      }),
      strategicPatch(front, { spec: { strategy: { $retainKeys: ['type'], type: 'Recreate' } } }),
      strategicPatch(front, {
        spec: { template: { spec: { $patch: 'replace', containers: [container('only')] } } },
      }),
      strategicPatch(front, {
        spec: { template: { spec: { containers: [{ $patch: 'replace' }, container('last')] } } },
      }),
      strategicPatch(front, { metadata: { labels: { $patch: 'replace', z: '1' } } }),
      strategicPatch(front, { metadata: { labels: { $patch: 'wrong' } } }),
      strategicPatch(front, containers({ image: 'without-name' })),
      strategicPatch(front, {
        spec: { template: { spec: { tolerations: [{ key: 'y', operator: 'Exists' }] } } },
      }),
      strategicPatch(front, {
        metadata: { '$deleteFromPrimitiveList/finalizers': ['x'], finalizers: ['test.example/a'] },
      }),
      strategicPatch(front, { metadata: { '$deleteFromPrimitiveList/finalizers': ['test.example/a'] } }),
      get(front),
    ],
  },
  {
    name: 'strategic patches of a Service and its ports',
    steps: [
      post(
        services,
        service('web', {
          ports: [
            { port: 80, name: 'http' },
            { port: 443, name: 'tls' },
          ],
        }),
      ),
      strategicPatch(`${services}/web`, { spec: { ports: [{ port: 80, targetPort: 8080 }] } }),
      strategicPatch(`${services}/web`, { spec: { ports: [{ port: 443, $patch: 'delete' }] } }),
      strategicPatch(`${services}/web`, { spec: { ports: [{ port: 53, protocol: 'UDP', name: 'dns' }] } }),
      strategicPatch(`${services}/web`, { spec: { selector: { a: 'b' } } }),
      strategicPatch(`${services}/web`, { spec: { selector: null } }),
      strategicPatch(`${services}/web`, { spec: { clusterIP: '10.99.99.99' } }),
      strategicPatch(`${services}/web`, { spec: { type: 'NodePort' } }),
      strategicPatch(`${services}/web`, { spec: { type: 'ExternalName' } }),
    ],
  },
];
