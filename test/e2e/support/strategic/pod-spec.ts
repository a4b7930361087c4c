import type { Json, JsonObject } from '../../../../src/model/json.ts';
import type { Chance } from './chance.ts';

/** What one key of a list usually holds, so that a merge of two of them is mostly valid. */
const usually = (chance: Chance, usual: JsonObject, other: JsonObject): JsonObject =>
  chance.percent(92) ? usual : other;

const text = (chance: Chance): string => chance.pick(['1', '2', '3']);

const variable = (chance: Chance, name: string): JsonObject => {
  const written = { name, value: text(chance) };
  const referred = {
    name,
    valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: chance.pick(['metadata.name', 'metadata.uid']) } },
  };
  return name === 'C' ? usually(chance, referred, written) : usually(chance, written, referred);
};

const port = (containerPort: number, protocol: string): JsonObject => ({
  containerPort,
  protocol,
  name: `${protocol.toLowerCase()}-${containerPort}`,
});

/** Two of one number show that the key alone does not tell them apart. */
const ports = (chance: Chance): readonly JsonObject[] =>
  chance
    .some([8080, 8081, 9090])
    .flatMap((number) =>
      chance.percent(6) ? [port(number, 'TCP'), port(number, 'UDP')] : [port(number, 'TCP')],
    );

const mount = (chance: Chance, mountPath: string): JsonObject => ({
  mountPath,
  name: mountPath === '/conf' ? 'conf' : 'data',
  ...(chance.percent(50) && { readOnly: chance.percent(50) }),
});

const probe = (chance: Chance): JsonObject => ({
  ...usually(chance, { tcpSocket: { port: 8080 } }, { exec: { command: ['true', text(chance)] } }),
  periodSeconds: 1 + chance.below(3),
});

const optional = (chance: Chance, name: string, value: (chance: Chance) => Json, percent = 50): JsonObject =>
  chance.percent(percent) ? { [name]: value(chance) } : {};

const map = (...keys: readonly string[]) => {
  return (chance: Chance): JsonObject =>
    Object.fromEntries(chance.shuffled(chance.some(keys, 1)).map((key) => [key, text(chance)]));
};

const several = (name: string, items: (chance: Chance) => readonly Json[]) => {
  return (chance: Chance): JsonObject => {
    const list = chance.shuffled(items(chance));
    return list.length === 0 ? {} : { [name]: list };
  };
};

export const container = (chance: Chance, name: string): JsonObject => ({
  name,
  image: `${name}:${text(chance)}`,
  ...several('env', (c) => c.some(['A', 'B', 'C', 'D']).map((key) => variable(c, key)))(chance),
  ...several('ports', ports)(chance),
  ...several('volumeMounts', (c) => c.some(['/a', '/b', '/conf']).map((path) => mount(c, path)))(chance),
  ...optional(chance, 'args', (c) => c.some(['a', 'b', 'c'], 1), 30),
  ...optional(chance, 'resources', (c) => ({ limits: { cpu: `${text(c)}00m`, memory: '1Gi' } }), 30),
  ...optional(chance, 'securityContext', (c) => ({ runAsUser: c.below(5) }), 25),
  ...optional(chance, 'imagePullPolicy', (c) => c.pick(['Always', 'IfNotPresent']), 25),
});

const blockDevices = several('volumeDevices', (chance) =>
  chance.some(['a', 'b']).map((letter) => ({ devicePath: `/dev/${letter}`, name: `block-${letter}` })),
);

const appContainer = (chance: Chance, name: string): JsonObject => ({
  ...container(chance, name),
  ...blockDevices(chance),
  ...optional(chance, 'livenessProbe', probe, 25),
});

const source = (chance: Chance, name: string): JsonObject => {
  const secret = { secret: { secretName: `s${text(chance)}`, defaultMode: 420 } };
  const empty = { emptyDir: chance.percent(50) ? {} : { medium: 'Memory' } };
  return name === 'x' ? usually(chance, secret, empty) : usually(chance, empty, secret);
};

/** What mounts and devices name stands always; the others are mounted nowhere and may come and go. */
const volumes = (chance: Chance): readonly JsonObject[] => [
  { name: 'data', emptyDir: {} },
  { name: 'conf', configMap: { name: `conf-${text(chance)}`, defaultMode: 420 } },
  ...['block-a', 'block-b'].map((name) => ({ name, persistentVolumeClaim: { claimName: name } })),
  ...chance.some(['x', 'y', 'z']).map((name) => ({ name, ...source(chance, name) })),
];

const claim = (chance: Chance, name: string): JsonObject => ({
  name,
  ...usually(chance, { resourceClaimName: `c${text(chance)}` }, { resourceClaimTemplateName: 'template' }),
});

const spread = (topologyKey: string, chance: Chance): JsonObject => ({
  topologyKey,
  maxSkew: 1 + chance.below(3),
  whenUnsatisfiable: chance.percent(85) ? 'DoNotSchedule' : 'ScheduleAnyway',
  labelSelector: { matchLabels: { app: text(chance) } },
});

export const toleration = (chance: Chance, key: string): JsonObject => ({
  key,
  operator: 'Equal',
  value: text(chance),
  effect: 'NoSchedule',
});

const named = (...names: readonly string[]) => {
  return (chance: Chance): readonly JsonObject[] => chance.some(names).map((name) => ({ name }));
};

/** A valid Pod specification; two of them share names, so that a merge of them has something to merge. */
export const podSpec = (chance: Chance): JsonObject => ({
  containers: chance
    .shuffled(chance.some(['front', 'side', 'log'], 1))
    .map((name) => appContainer(chance, name)),
  volumes: chance.shuffled(volumes(chance)),
  ...several('initContainers', (c) => c.some(['init-a', 'init-b']).map((name) => container(c, name)))(chance),
  ...several('hostAliases', (c) =>
    c.some(['10.0.0.1', '10.0.0.2', '10.0.0.3']).map((ip) => ({ ip, hostnames: c.some(['a', 'b'], 1) })),
  )(chance),
  ...several('imagePullSecrets', named('pull-a', 'pull-b', 'pull-c'))(chance),
  ...several('tolerations', (c) => c.some(['k', 'l']).map((key) => toleration(c, key)))(chance),
  ...several('topologySpreadConstraints', (c) =>
    c.some(['zone', 'host', 'rack']).map((key) => spread(key, c)),
  )(chance),
  ...several('schedulingGates', named('x.test/a', 'x.test/b', 'x.test/c'))(chance),
  ...several('resourceClaims', (c) => c.some(['gpu', 'nic'], 1).map((name) => claim(c, name)))(chance),
  ...optional(chance, 'nodeSelector', map('m', 'n')),
  ...optional(chance, 'securityContext', (c) => ({ runAsUser: c.below(5), fsGroup: c.below(5) }), 30),
  ...optional(chance, 'serviceAccountName', (c) => `account-${text(c)}`, 20),
  ...optional(chance, 'terminationGracePeriodSeconds', (c) => c.below(60), 30),
});
