import type { Json, JsonObject } from '../../../../src/model/json.ts';
import type { Chance } from './chance.ts';
import { container, podSpec } from './pod-spec.ts';

/** One kind of which random objects are made. */
export interface StrategicKind {
  readonly apiVersion: string;
  readonly kind: string;
  /** Of the collection in namespace `default`. */
  readonly path: string;
  /** Of 100 cases. */
  readonly share: number;
  /** Everything beside apiVersion, kind, name and namespace; valid on its own. */
  readonly object: (chance: Chance) => JsonObject;
  /** What its status holds, where merge keys stand in it. */
  readonly status?: (chance: Chance, spec: JsonObject) => JsonObject;
}

const word = (chance: Chance): string => chance.pick(['1', '2', '3']);
const maybe = (chance: Chance, name: string, value: Json): JsonObject =>
  chance.percent(50) ? { [name]: value } : {};
const words = (chance: Chance, keys: readonly string[]): JsonObject =>
  Object.fromEntries(chance.shuffled(chance.some(keys, 1)).map((key) => [key, word(chance)]));

const owner = (digit: string): JsonObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  name: `owner-${digit}`,
  uid: `00000000-0000-0000-0000-00000000000${digit}`,
});

const metadata = (chance: Chance): JsonObject => ({
  ...maybe(chance, 'labels', words(chance, ['a', 'b', 'c'])),
  ...maybe(chance, 'annotations', words(chance, ['x.test/m', 'n', 'o/~1'].slice(0, 2))),
  ...maybe(chance, 'finalizers', chance.shuffled(chance.some(['x.test/f', 'x.test/g', 'x.test/h'], 1))),
  ...maybe(chance, 'ownerReferences', chance.shuffled(chance.some(['1', '2', '3'], 1)).map(owner)),
});

const strategy = (chance: Chance): JsonObject =>
  chance.percent(70)
    ? { type: 'RollingUpdate', rollingUpdate: { maxSurge: chance.below(3), maxUnavailable: '25%' } }
    : { type: 'Recreate' };

const deployment = (chance: Chance): JsonObject => ({
  metadata: metadata(chance),
  spec: {
    selector: { matchLabels: { app: 'v' } },
    replicas: chance.below(4),
    ...maybe(chance, 'strategy', strategy(chance)),
    ...maybe(chance, 'minReadySeconds', chance.below(4)),
    ...maybe(chance, 'paused', chance.percent(50)),
    template: {
      metadata: { labels: { app: 'v', ...words(chance, ['a', 'b']) } },
      spec: podSpec(chance),
    },
  },
});

const service = (chance: Chance): JsonObject => {
  const port = (number: number, protocol: string): JsonObject => ({
    port: number,
    protocol,
    name: `${protocol.toLowerCase()}-${number}`,
    targetPort: chance.pick<Json>([8080, 8081, 'front']),
  });
  return {
    metadata: metadata(chance),
    spec: {
      ports: chance
        .shuffled(chance.some([80, 81, 443], 1))
        .flatMap((number) =>
          chance.percent(8) ? [port(number, 'TCP'), port(number, 'UDP')] : [port(number, 'TCP')],
        ),
      selector: words(chance, ['app', 'tier']),
      ...maybe(chance, 'externalIPs', chance.some(['10.1.0.1', '10.1.0.2'], 1)),
      ...maybe(chance, 'sessionAffinity', 'ClientIP'),
      // the server has some 250 addresses to give
      ...(chance.percent(80) && { clusterIP: 'None' }),
    },
  };
};

const peers = (chance: Chance): Json =>
  chance.some(['a', 'b'], 1).map((app) => ({ podSelector: { matchLabels: { app, tier: word(chance) } } }));

const networkPolicy = (chance: Chance): JsonObject => ({
  metadata: metadata(chance),
  spec: {
    podSelector: { matchLabels: words(chance, ['app', 'tier']) },
    policyTypes: ['Ingress', 'Egress'],
    ...maybe(chance, 'ingress', [{ from: peers(chance), ports: [{ port: 80, protocol: 'TCP' }] }, {}]),
    ...maybe(chance, 'egress', [{ to: peers(chance) }]),
  },
});

const backend = (chance: Chance): Json => ({
  service: { name: `back-${word(chance)}`, port: { number: 80 + chance.below(3) } },
});

const ingress = (chance: Chance): JsonObject => ({
  metadata: metadata(chance),
  spec: {
    defaultBackend: backend(chance),
    ...maybe(chance, 'ingressClassName', `class-${word(chance)}`),
    ...maybe(chance, 'tls', [{ hosts: chance.some(['a.test', 'b.test'], 1), secretName: word(chance) }]),
    rules: chance.some(['a.test', 'b.test', 'c.test'], 1).map((host) => ({
      host,
      http: { paths: [{ path: `/${word(chance)}`, pathType: 'Prefix', backend: backend(chance) }] },
    })),
  },
});

const pod = (chance: Chance): JsonObject => ({ metadata: metadata(chance), spec: podSpec(chance) });

const condition = (chance: Chance, type: string): JsonObject => ({
  type,
  status: chance.pick(['True', 'False']),
  reason: `Reason${word(chance)}`,
  lastTransitionTime: '2026-01-01T00:00:00Z',
});

const conditions = (chance: Chance): Json =>
  chance
    .shuffled(chance.some(['x.test/A', 'x.test/B', 'x.test/C'], 1))
    .map((type) => condition(chance, type));

const claimStatus = ({ name }: JsonObject, chance: Chance): JsonObject => ({
  name: name!,
  ...(chance.percent(70) && { resourceClaimName: `claim-${word(chance)}` }),
});

const podStatus = (chance: Chance, spec: JsonObject): JsonObject => ({
  conditions: conditions(chance),
  hostIP: '10.2.0.1',
  hostIPs: [{ ip: '10.2.0.1' }, ...(chance.percent(20) ? [{ ip: 'fd00::1' }] : [])],
  podIP: '10.3.0.1',
  podIPs: [{ ip: '10.3.0.1' }, ...(chance.percent(50) ? [{ ip: 'fd00::2' }] : [])],
  resourceClaimStatuses: ((spec.resourceClaims ?? []) as readonly JsonObject[]).map((claim) =>
    claimStatus(claim, chance),
  ),
});

/** The five kinds, and what is random in them. */
export const strategicKinds: readonly StrategicKind[] = [
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    path: '/apis/apps/v1/namespaces/default/deployments',
    share: 38,
    object: deployment,
    status: (chance) => ({ conditions: conditions(chance) }),
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    path: '/api/v1/namespaces/default/services',
    share: 18,
    object: service,
    status: (chance) => ({ conditions: conditions(chance) }),
  },
  {
    apiVersion: 'v1',
    kind: 'Pod',
    path: '/api/v1/namespaces/default/pods',
    share: 28,
    object: pod,
    status: podStatus,
  },
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    path: '/apis/networking.k8s.io/v1/namespaces/default/networkpolicies',
    share: 8,
    object: networkPolicy,
  },
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    path: '/apis/networking.k8s.io/v1/namespaces/default/ingresses',
    share: 8,
    object: ingress,
  },
];

/** Ephemeral containers are added through a door of their own. */
export const ephemeralContainers = (chance: Chance): readonly JsonObject[] =>
  chance.some(['debug-a', 'debug-b', 'debug-c'], 1).map((name) => {
    const { ports: _ports, resources: _resources, ...allowed } = container(chance, name);
    return allowed;
  });
