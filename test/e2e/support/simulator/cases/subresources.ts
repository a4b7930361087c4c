import type { JsonObject } from '../../../../../src/model/json.ts';
import { container, deployment, gauge, paths, withGauges } from '../objects.ts';
import { apply, type Case, get, jsonPatch, mergePatch, post, put, remove, strategicPatch } from '../step.ts';

const { deployments, pods, gauges, services } = paths;
const front = `${deployments}/front`;
const one = `${gauges}/one`;
const scale = (replicas: number, rest: JsonObject = {}): JsonObject => ({
  apiVersion: 'autoscaling/v1',
  kind: 'Scale',
  metadata: { name: 'front' },
  spec: { replicas },
  ...rest,
});

/** Status and scale of built-in and of custom resources. */
export const subresourceCases: readonly Case[] = [
  {
    name: 'status is written through its subresource alone',
    steps: [
      post(deployments, { ...deployment('front'), status: { replicas: 7 } }),
      put(front, { ...deployment('front', { spec: { replicas: 2 } }), status: { replicas: 8 } }),
      get(`${front}/status`),
      mergePatch(`${front}/status?fieldManager=controller`, {
        metadata: { labels: { a: 'b' } },
        spec: { replicas: 9 },
        status: { replicas: 2, observedGeneration: 1 },
      }),
      put(`${front}/status?fieldManager=other`, { ...deployment('front'), status: { replicas: 3 } }),
      strategicPatch(`${front}/status?fieldManager=controller`, {
        status: { conditions: [{ type: 'Available', status: 'True' }] },
      }),
      jsonPatch(`${front}/status?fieldManager=controller`, [
        { op: 'replace', path: '/status/replicas', value: 4 },
      ]),
      apply(`${front}/status`, { ...deployment('front'), status: { readyReplicas: 1 } }),
      apply(
        front,
        { ...deployment('front', { spec: { replicas: 2 } }), status: { replicas: 5 } },
        { query: 'force=true' },
      ),
      mergePatch(`${front}/status`, { status: { replicas: -1 } }),
      get(front),
    ],
  },
  {
    name: 'scale of a Deployment',
    steps: [
      post(deployments, deployment('front', { spec: { replicas: 2 } }), { as: 'made' }),
      get(`${front}/scale`),
      put(`${front}/scale?fieldManager=scaler`, scale(3)),
      mergePatch(`${front}/scale?fieldManager=scaler`, { spec: { replicas: 4 } }),
      mergePatch(`${front}/scale?fieldManager=scaler`, { spec: { replicas: 4 } }),
      strategicPatch(`${front}/scale?fieldManager=scaler`, { spec: { replicas: 5 } }),
      jsonPatch(`${front}/scale?fieldManager=scaler`, [{ op: 'replace', path: '/spec/replicas', value: 6 }]),
      put(`${front}/scale`, scale(-1)),
      put(
        `${front}/scale`,
        scale(3, { metadata: { name: 'front', resourceVersion: '{{made.metadata.resourceVersion}}' } }),
      ),
      put(`${front}/scale`, scale(3, { metadata: { name: 'other' } })),
      apply(`${front}/scale`, scale(7), { manager: 'applier' }),
      apply(`${front}/scale`, scale(7), { manager: 'applier', query: 'force=true' }),
      mergePatch(`${deployments}/none/scale`, { spec: { replicas: 4 } }),
      get(front),
    ],
  },
  {
    name: 'status and scale of a custom resource',
    steps: [
      ...withGauges(),
      post(gauges, { ...gauge('one', { size: 2 }), status: { ready: 7 } }),
      mergePatch(`${one}/status?fieldManager=controller`, {
        spec: { size: 9 },
        status: { ready: 1, selector: 'a=b' },
      }),
      get(`${one}/status`),
      get(`${one}/scale`),
      mergePatch(`${one}/scale?fieldManager=scaler`, { spec: { replicas: 5 } }),
      put(`${one}/scale?fieldManager=scaler`, {
        apiVersion: 'autoscaling/v1',
        kind: 'Scale',
        metadata: { name: 'one' },
        spec: { replicas: 6 },
      }),
      put(one, { ...gauge('one', { size: 3 }), status: { ready: 9 } }),
      put(one, { ...gauge('one', { size: 3 }, { resourceVersion: '1' }) }),
      apply(`${one}/status`, {
        apiVersion: '{ns}.test/v1',
        kind: 'Gauge',
        metadata: { name: 'one' },
        status: { phase: 'Good' },
      }),
      apply(one, gauge('one', { size: 4 }), { query: 'force=true' }),
      mergePatch(`${one}/scale?fieldManager=scaler`, { spec: { replicas: 500 } }),
      post(gauges, gauge('two', {})),
      get(`${gauges}/two/scale`),
      mergePatch(`${gauges}/none/status`, { status: {} }),
    ],
  },
  {
    name: 'a custom resource without subresources keeps its status where it is',
    steps: [
      ...withGauges(undefined, {}),
      post(gauges, { ...gauge('one', { size: 2 }), status: { ready: 7 } }),
      mergePatch(one, { status: { ready: 1 } }),
      get(`${one}/status`),
      mergePatch(`${one}/status`, { status: { ready: 2 } }),
      get(`${one}/scale`),
      mergePatch(one, { metadata: { labels: { a: 'b' } } }),
    ],
  },
  {
    name: 'status of a Pod and of a Service',
    steps: [
      post(pods, {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'p' },
        spec: { containers: [container('main')] },
      }),
      mergePatch(`${pods}/p/status?fieldManager=kubelet`, {
        status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
      }),
      strategicPatch(`${pods}/p/status?fieldManager=kubelet`, {
        status: { conditions: [{ type: 'Initialized', status: 'True' }] },
      }),
      mergePatch(`${pods}/p`, { spec: { containers: [container('main', { image: 'x:2' })] } }),
      mergePatch(`${pods}/p`, { spec: { containers: [container('other')] } }),
      remove(`${pods}/p`, { gracePeriodSeconds: 0 }),
      post(services, {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 's' },
        spec: { ports: [{ port: 80 }] },
      }),
      mergePatch(`${services}/s/status`, { status: { loadBalancer: { ingress: [{ ip: '192.0.2.1' }] } } }),
    ],
  },
];
