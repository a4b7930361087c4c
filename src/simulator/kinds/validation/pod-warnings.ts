import type { Json, JsonObject } from '../../../model/json.ts';
import type { ResourceType } from '../../resource-type.ts';
import { objectAt, objectsAt } from '../defaults/missing.ts';
import { quantityNano } from '../quantity/quantity.ts';

const environmentWarnings = (container: JsonObject, field: string): readonly string[] => {
  const seen = new Set<Json>();
  return objectsAt(container, 'env').flatMap((variable, index) => {
    const name = variable.name ?? '';
    const repeated = seen.has(name);
    seen.add(name);
    const text = `hides previous definition of ${JSON.stringify(name)}, which may be dropped when using apply`;
    return repeated ? [`${field}.env[${index}]: ${text}`] : [];
  });
};

interface SeenPort {
  readonly at: string;
  readonly hostPort: Json;
  readonly hostIP: Json;
}

const overlap = (port: SeenPort, other: SeenPort): string | undefined => {
  if (port.hostIP === other.hostIP && port.hostPort === other.hostPort) return 'duplicate';
  if (port.hostPort === 0 || other.hostPort === 0) return 'overlapping';
  const oneNamesNoAddress = (port.hostIP === '') !== (other.hostIP === '');
  return port.hostPort === other.hostPort && oneNamesNoAddress ? 'dangerously ambiguous' : undefined;
};

/** Ports of all containers are one Pod's: each is held against all before it. */
const portWarnings = (spec: JsonObject, field: string): readonly string[] => {
  const seen = new Map<string, SeenPort[]>();
  return ['initContainers', 'containers'].flatMap((list) =>
    objectsAt(spec, list).flatMap((container, position) =>
      objectsAt(container, 'ports').flatMap((port, index) => {
        const at = `${field}.${list}[${position}].ports[${index}]`;
        const mine = { at, hostPort: port.hostPort ?? 0, hostIP: port.hostIP ?? '' };
        const key = `${port.containerPort}/${port.protocol ?? 'TCP'}`;
        const others = seen.get(key) ?? [];
        seen.set(key, [...others, mine]);
        return others.flatMap((other) => {
          const how = overlap(mine, other);
          return how === undefined ? [] : [`${at}: ${how} port definition with ${other.at}`];
        });
      }),
    ),
  );
};

const one = 10n ** 9n;

/** Bytes are whole: `0.5` of memory is more likely a mistake. */
const byteWarnings = (container: JsonObject, field: string): readonly string[] =>
  ['limits', 'requests'].flatMap((list) =>
    ['memory', 'ephemeral-storage'].flatMap((name) => {
      const value = objectAt(objectAt(container, 'resources'), list)[name];
      const nano = value === undefined ? undefined : quantityNano(String(value));
      if (nano === undefined || nano % one === 0n) return [];
      const text = `fractional byte value ${JSON.stringify(String(value))} is invalid, must be an integer`;
      return [`${field}.resources.${list}[${name}]: ${text}`];
    }),
  );

const spreadWarnings = (spec: JsonObject, field: string): readonly string[] =>
  objectsAt(spec, 'topologySpreadConstraints').flatMap((constraint, index) =>
    constraint.labelSelector === undefined
      ? [
          `${field}.topologySpreadConstraints[${index}].labelSelector: a null labelSelector results in matching no pod`,
        ]
      : [],
  );

const containersWarnings = (spec: JsonObject, list: string, field: string): readonly string[] =>
  objectsAt(spec, list).flatMap((container, index) => {
    const at = `${field}.${list}[${index}]`;
    return [...byteWarnings(container, at), ...environmentWarnings(container, at)];
  });

const podSpecWarnings = (spec: JsonObject, field: string): readonly string[] => [
  ...spreadWarnings(spec, field),
  ...containersWarnings(spec, 'initContainers', field),
  ...containersWarnings(spec, 'containers', field),
  ...portWarnings(spec, field),
];

const templatePaths: Readonly<Record<string, readonly string[]>> = {
  '/pods': ['spec'],
  '/podtemplates': ['template', 'spec'],
  '/replicationcontrollers': ['spec', 'template', 'spec'],
  'apps/daemonsets': ['spec', 'template', 'spec'],
  'apps/deployments': ['spec', 'template', 'spec'],
  'apps/replicasets': ['spec', 'template', 'spec'],
  'apps/statefulsets': ['spec', 'template', 'spec'],
  'batch/jobs': ['spec', 'template', 'spec'],
  'batch/cronjobs': ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
};

/** What the real server warns of when a Pod or a template is written: `Warning:` headers, the commonest of its texts. */
export const warningsOf = (type: ResourceType): ((object: JsonObject) => readonly string[]) => {
  const path = type.structural ? undefined : templatePaths[`${type.group}/${type.plural}`];
  if (path === undefined) return () => [];
  return (object) => podSpecWarnings(path.reduce(objectAt, object), path.join('.'));
};
