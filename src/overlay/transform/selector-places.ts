import { gvkOf, type KubeObject } from '../../model/resource.ts';
import type { Place } from './workload-places.ts';

interface SelectorPlace {
  readonly place: Place;
  /** Made where it is not there; otherwise only a selector that is written is widened. */
  readonly create: boolean;
}

const at = (path: string, create = false): SelectorPlace => ({ place: path.split('.'), create });

const podAffinities = ['podAffinity', 'podAntiAffinity'].flatMap((kind) => [
  at(
    `spec.template.spec.affinity.${kind}.preferredDuringSchedulingIgnoredDuringExecution.[].podAffinityTerm.labelSelector.matchLabels`,
  ),
  at(
    `spec.template.spec.affinity.${kind}.requiredDuringSchedulingIgnoredDuringExecution.[].labelSelector.matchLabels`,
  ),
]);
/** Selectors by which the Pods of one workload keep near to, or away from, each other. */
const spread = [
  ...podAffinities,
  at('spec.template.spec.topologySpreadConstraints.[].labelSelector.matchLabels'),
];
const own = at('spec.selector.matchLabels', true);
const written = at('spec.selector.matchLabels');

/**
 * Where `includeSelectors` writes, by group and kind: the built-in table of kustomize (builtinpluginconsts/
 * commonlabels.go), so that the word means here what it means there. No schema says which selectors are about the
 * object's own Pods.
 */
const selectorPlaces: Readonly<Record<string, readonly SelectorPlace[]>> = {
  '/Service': [at('spec.selector', true)],
  '/ReplicationController': [at('spec.selector', true)],
  'apps/Deployment': [own, ...spread],
  'apps/StatefulSet': [own, ...spread],
  'apps/ReplicaSet': [own],
  'apps/DaemonSet': [own],
  'batch/Job': [written],
  'batch/CronJob': [at('spec.jobTemplate.spec.selector.matchLabels')],
  'policy/PodDisruptionBudget': [written],
  'networking.k8s.io/NetworkPolicy': [
    at('spec.podSelector.matchLabels'),
    at('spec.ingress.[].from.[].podSelector.matchLabels'),
    at('spec.egress.[].to.[].podSelector.matchLabels'),
  ],
};

/** `group/kind` of every kind that has one, for the test that holds the table against the schema. */
export const selectorKinds: ReadonlyMap<string, readonly SelectorPlace[]> = new Map(
  Object.entries(selectorPlaces),
);

export const selectorPlacesOf = (object: KubeObject): readonly SelectorPlace[] => {
  const { group, kind } = gvkOf(object);
  return selectorKinds.get(`${group}/${kind}`) ?? [];
};
