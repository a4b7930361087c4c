import { container, deployment, gauge, paths, secret, service, withGauges } from '../objects.ts';
import { apply, type Case, get, jsonPatch, mergePatch, put } from '../step.ts';

const { deployments, gauges, secrets, services } = paths;
const front = `${deployments}/front`;
const one = `${gauges}/one`;

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
];
