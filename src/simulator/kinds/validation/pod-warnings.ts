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

const portKey = (port: JsonObject): string =>
  `${port.containerPort}/${port.protocol ?? 'TCP'}/${port.hostPort ?? 0}/${port.hostIP ?? ''}`;

/** Ports of all containers of a list are one Pod's: `seen` goes from container to container. */
const portWarnings = (container: JsonObject, field: string, seen: Map<string, string>): readonly string[] =>
  objectsAt(container, 'ports').flatMap((port, index) => {
    const at = `${field}.ports[${index}]`;
    const first = seen.get(portKey(port));
    if (first !== undefined) return [`${at}: duplicate port definition with ${first}`];
    seen.set(portKey(port), at);
    return [];
  });

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

const containersWarnings = (spec: JsonObject, list: string, field: string): readonly string[] => {
  const seen = new Map<string, string>();
  return objectsAt(spec, list).flatMap((container, index) => {
    const at = `${field}.${list}[${index}]`;
    return [
      ...byteWarnings(container, at),
      ...portWarnings(container, at, seen),
      ...environmentWarnings(container, at),
    ];
  });
};

const podSpecWarnings = (spec: JsonObject, field: string): readonly string[] => [
  ...spreadWarnings(spec, field),
  ...containersWarnings(spec, 'initContainers', field),
  ...containersWarnings(spec, 'containers', field),
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
