import type { JsonObject } from '../../../../../src/model/json.ts';
import { container, deployment, gauge, paths, secret, service, withGauges } from '../objects.ts';
import { apply, type Case, get, jsonPatch, mergePatch, put } from '../step.ts';

const { deployments, gauges, secrets, services } = paths;
const front = `${deployments}/front`;
const one = `${gauges}/one`;

const scale = (name: string, replicas: number): JsonObject => ({
  apiVersion: 'autoscaling/v1',
  kind: 'Scale',
  metadata: { name },
  spec: { replicas },
});

/** Counterexamples of the random sequences, each as small as it could be made. */
export const foundCases: readonly Case[] = [
  {
    name: 'a scale of replicas that nobody owns leaves no owner',
    steps: [
      apply(front, deployment('front')),
      mergePatch(`${front}/scale?fieldManager=hand`, { spec: { replicas: 2 } }),
      get(front),
      apply(front, deployment('front', { spec: { replicas: 3 } }), { manager: 'two' }),
      mergePatch(`${front}/scale?fieldManager=hand`, { spec: { replicas: 4 } }),
      get(front),
    ],
  },
  {
    name: 'a scale to nothing takes the replicas from their owner, and nothing after nothing changes nothing',
    steps: [
      apply(front, deployment('front', { spec: { replicas: 2 } })),
      mergePatch(`${front}/scale?fieldManager=two`, { spec: { replicas: 0 } }),
      get(front),
      apply(front, deployment('front', { spec: { replicas: 0 } }), { manager: 'three', query: 'force=true' }),
      mergePatch(`${front}/scale?fieldManager=two`, {}),
      get(front),
    ],
  },
  {
    name: 'a scale of a custom resource without replicas, and one that changes nothing',
    steps: [
      ...withGauges(),
      apply(one, gauge('one', {})),
      mergePatch(`${one}/scale?fieldManager=one`, { spec: { replicas: 3 } }),
      get(one),
      mergePatch(`${one}?fieldManager=hand`, { spec: { size: 1, ratio: 1 } }),
      mergePatch(`${one}/scale?fieldManager=one`, {}),
      get(one),
    ],
  },
  {
    name: 'a Service that becomes a NodePort has a port for each protocol',
    steps: [
      apply(`${services}/web`, service('web', { ports: [{ port: 80 }] })),
      apply(
        `${services}/web`,
        service('web', {
          type: 'NodePort',
          ports: [
            { port: 80, name: 'a' },
            { port: 80, protocol: 'UDP', name: 'b' },
          ],
        }),
        { manager: 'two', query: 'force=true' },
      ),
      apply(
        `${services}/other`,
        service('other', {
          type: 'NodePort',
          ports: [
            { port: 80, name: 'a' },
            { port: 80, protocol: 'UDP', name: 'b' },
          ],
        }),
      ),
    ],
  },
  {
    name: 'ports that are said twice are warned of',
    steps: [
      apply(
        front,
        deployment('front', {
          containers: [
            container('a', { ports: [{ containerPort: 81 }] }),
            container('b', { ports: [{ containerPort: 81 }] }),
          ],
          pod: { initContainers: [container('i', { ports: [{ containerPort: 81 }] })] },
        }),
      ),
    ],
  },
  {
    name: 'a null in the data of a Secret',
    steps: [
      apply(`${secrets}/one`, secret('one', { data: { c: null } })),
      jsonPatch(`${secrets}/one?fieldManager=two`, []),
      put(`${secrets}/one?fieldManager=two`, secret('one', { data: { c: null }, stringData: { d: 'z' } })),
    ],
  },
  {
    name: 'a scale takes the times of those that own the replicas where that gives another order',
    steps: [
      apply(front, deployment('front'), { manager: 'two' }),
      mergePatch(`${front}?fieldManager=hand`, { spec: { replicas: 3, minReadySeconds: 2 } }),
      jsonPatch(`${front}?fieldManager=one`, [{ op: 'remove', path: '/spec/replicas' }]),
      mergePatch(`${front}/scale?fieldManager=hand`, { spec: { replicas: 1 } }),
      get(front),
      mergePatch(`${front}/scale?fieldManager=hand`, { spec: { replicas: 1 } }),
      get(front),
    ],
  },
  {
    name: 'a scale warns of the template that it scales',
    steps: [
      apply(
        front,
        deployment('front', {
          containers: [
            container('a', { ports: [{ containerPort: 81 }] }),
            container('b', { ports: [{ containerPort: 81 }] }),
          ],
        }),
      ),
      mergePatch(`${front}/scale?fieldManager=hand`, { spec: { replicas: 2 } }),
    ],
  },
  {
    name: 'an applied Scale leaves the owners of the replicas apart as well',
    steps: [
      apply(front, deployment('front'), { manager: 'two' }),
      mergePatch(`${front}?fieldManager=hand`, { spec: { replicas: 3, minReadySeconds: 2 } }),
      ...[3, 3, 4, 4, 0].flatMap((replicas) => [
        apply(`${front}/scale`, scale('front', replicas), { manager: 'three' }),
        get(front),
      ]),
    ],
  },
  {
    name: 'a Scale of a custom resource is applied as long as it changes nothing',
    steps: [
      ...withGauges(),
      apply(one, gauge('one', { size: 1 })),
      apply(`${one}/scale`, scale('one', 3), { manager: 'three' }),
      apply(`${one}/scale`, scale('one', 3), { manager: 'three', query: 'force=true' }),
      apply(`${one}/scale`, scale('one', 1), { manager: 'three' }),
      get(one),
    ],
  },
  {
    name: 'empty metadata that was applied to a custom resource is stored until it is written again',
    steps: [
      ...withGauges(),
      apply(one, gauge('one', { size: 1 }, { annotations: {} })),
      mergePatch(`${one}?fieldManager=hand`, {}),
      mergePatch(`${one}?fieldManager=hand`, {}),
      apply(one, gauge('one', { size: 1 }, { annotations: {} })),
      mergePatch(`${one}/scale?fieldManager=hand`, {}),
      mergePatch(`${one}/scale?fieldManager=hand`, {}),
      apply(one, gauge('one', { size: 1 }, { labels: {}, finalizers: [], ownerReferences: [] }), {
        query: 'force=true',
      }),
      mergePatch(`${one}/status?fieldManager=hand`, {}),
      mergePatch(`${one}/status?fieldManager=hand`, {}),
      apply(one, gauge('one', { size: 1 }, { labels: { a: 'x' } })),
      apply(one, gauge('one', { size: 1 })),
      jsonPatch(`${one}?fieldManager=hand`, []),
      get(one),
    ],
  },
  {
    name: 'replicas whose owner an earlier scale set apart are nobody’s at the next',
    steps: [
      apply(front, deployment('front', { spec: { replicas: 3 } })),
      put(`${front}?fieldManager=hand`, deployment('front', { metadata: { annotations: { n: 'c' } } })),
      mergePatch(`${front}/scale?fieldManager=one`, {}),
      get(front),
      mergePatch(`${front}/scale?fieldManager=one`, { spec: { replicas: 2 } }),
      get(front),
    ],
  },
  {
    name: 'a scale that makes the spec has it filled in when it is read',
    steps: [
      ...withGauges(),
      apply(one, {
        apiVersion: '{ns}.test/v1',
        kind: 'Gauge',
        metadata: { name: 'one', labels: { a: 'x' } },
      }),
      mergePatch(`${one}/scale?fieldManager=two`, { spec: { replicas: 2 } }),
      get(one),
      mergePatch(`${one}?fieldManager=one`, { spec: { deep: { inner: {} } } }),
      mergePatch(`${one}/scale?fieldManager=two`, { spec: { replicas: 2 } }),
      get(one),
    ],
  },
  {
    name: 'two ports of one Service that are alike',
    steps: [
      put(
        `${services}/web?fieldManager=hand`,
        service('web', { type: 'NodePort', ports: [{ port: 80 }, { port: 80 }] }),
      ),
      apply(`${services}/web`, service('web', { type: 'NodePort', ports: [{ port: 443, name: 'p1' }] })),
      put(
        `${services}/web?fieldManager=hand`,
        service('web', {
          type: 'NodePort',
          ports: [
            { port: 80, name: 'p1' },
            { port: 81, name: 'p1' },
          ],
        }),
      ),
      put(
        `${services}/web?fieldManager=hand`,
        service('web', {
          type: 'NodePort',
          ports: [
            { port: 80, name: 'a' },
            { port: 80, name: 'b' },
          ],
        }),
      ),
    ],
  },
  {
    name: 'a scale leaves the times of those that own the replicas where the order stays',
    steps: [
      apply(front, deployment('front', { spec: { replicas: 0 } })),
      mergePatch(`${front}?fieldManager=hand`, { spec: { replicas: 1 } }),
      mergePatch(`${front}/scale?fieldManager=one`, {}),
      get(front),
    ],
  },
];
