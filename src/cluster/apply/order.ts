import type { DesiredObject } from '../../model/desired.ts';
import { byCodePoint } from '../../model/json.ts';
import type { GroupKind } from '../../model/resource.ts';

/**
 * The order in which kubectl users expect kinds to appear (as Helm and kustomize sort): what others refer to
 * first. Kinds that are not named come after these and before the last ones.
 */
const first: readonly string[] = [
  'Namespace',
  'CustomResourceDefinition',
  'PriorityClass',
  'RuntimeClass',
  'StorageClass',
  'NetworkPolicy',
  'ResourceQuota',
  'LimitRange',
  'PodDisruptionBudget',
  'ServiceAccount',
  'Secret',
  'ConfigMap',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'ClusterRole',
  'ClusterRoleBinding',
  'Role',
  'RoleBinding',
  'Service',
  'Endpoints',
  'EndpointSlice',
  'Pod',
  'ReplicationController',
  'ReplicaSet',
  'DaemonSet',
  'Deployment',
  'StatefulSet',
  'Job',
  'CronJob',
  'HorizontalPodAutoscaler',
];
/** These can refuse or swallow what comes after them. */
const last: readonly string[] = [
  'Ingress',
  'APIService',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'MutatingWebhookConfiguration',
  'ValidatingWebhookConfiguration',
];

const ranks: ReadonlyMap<string, number> = new Map([
  ...first.map((kind, index) => [kind, index] as const),
  ...last.map((kind, index) => [kind, 1000 + index] as const),
]);

/** Ascending: earlier kinds are applied first and deleted last. */
export const kindRank = (kind: string): number => ranks.get(kind) ?? 500;

export const isNamespace = (kind: GroupKind): boolean => kind.group === '' && kind.kind === 'Namespace';

export const isDefinition = (kind: GroupKind): boolean =>
  kind.group === 'apiextensions.k8s.io' && kind.kind === 'CustomResourceDefinition';

export interface Phase {
  readonly name: 'namespaces' | 'definitions' | 'wave';
  readonly wave: number;
  readonly objects: readonly DesiredObject[];
}

/** Namespaces, then CRDs, whatever their wave; then the waves, ascending. Inside one: by kind, then by key. */
export const phasesOf = (objects: readonly DesiredObject[]): readonly Phase[] => {
  const sorted = objects.toSorted(
    (a, b) => kindRank(a.id.kind) - kindRank(b.id.kind) || byCodePoint(a.key, b.key),
  );
  const namespaces = sorted.filter(({ id }) => isNamespace(id));
  const definitions = sorted.filter(({ id }) => isDefinition(id));
  const rest = sorted.filter(({ id }) => !isNamespace(id) && !isDefinition(id));
  const waves = [...Map.groupBy(rest, ({ wave }) => wave)].sort(([a], [b]) => a - b);
  const phases: readonly Phase[] = [
    { name: 'namespaces', wave: 0, objects: namespaces },
    { name: 'definitions', wave: 0, objects: definitions },
    ...waves.map(([wave, members]) => ({ name: 'wave' as const, wave, objects: members })),
  ];
  return phases.filter(({ objects: members }) => members.length > 0);
};
