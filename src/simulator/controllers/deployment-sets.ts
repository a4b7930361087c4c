import type { Json, JsonObject } from '../../model/json.ts';
import { manager, type Surroundings } from './controller.ts';
import {
  annotationsOf,
  isControlledBy,
  labelsOf,
  metadataOf,
  nameOf,
  namespaceOf,
  numberAt,
  objectAt,
  ownedBy,
  sameJson,
  specOf,
} from './parts.ts';
import { replicaSetType } from './replica-set-controller.ts';
import { resolveLimits } from './rollout-plan.ts';
import { hashName } from './template-hash.ts';

const hashLabel = 'pod-template-hash';
const prefix = 'deployment.kubernetes.io/';
/** Annotations that stay on the Deployment. */
const ownAnnotations = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  `${prefix}revision`,
  `${prefix}revision-history`,
  `${prefix}desired-replicas`,
  `${prefix}max-replicas`,
]);

export const revisionOf = (set: JsonObject): number => Number(annotationsOf(set)[`${prefix}revision`] ?? 0);

/** A Deployment's ReplicaSets, the oldest revision first. */
export const setsOf = ({ objects }: Surroundings, deployment: JsonObject): readonly JsonObject[] =>
  objects
    .list(replicaSetType, namespaceOf(deployment))
    .filter((set) => isControlledBy(set, deployment))
    .sort((a, b) => revisionOf(a) - revisionOf(b));

const bareTemplate = (template: JsonObject): JsonObject => {
  const metadata = metadataOf(template);
  const { [hashLabel]: _, ...labels } = objectAt(metadata, 'labels');
  return { ...template, metadata: { ...metadata, labels } };
};

const templateOf = (object: JsonObject): JsonObject => bareTemplate(objectAt(specOf(object), 'template'));

/** The set of a Deployment's template as it is now. */
export const findSet = (sets: readonly JsonObject[], deployment: JsonObject): JsonObject | undefined =>
  sets.find((set) => sameJson(templateOf(set), templateOf(deployment)));

/** The stored form of a set that was just written. */
export const withoutHash = ({ objects }: Surroundings, set: JsonObject): JsonObject =>
  objects.get(replicaSetType, namespaceOf(set), nameOf(set)) ?? set;

const setAnnotations = (deployment: JsonObject, revision: number, most: number): JsonObject => {
  const kept = Object.entries(annotationsOf(deployment)).filter(([name]) => !ownAnnotations.has(name));
  return {
    ...Object.fromEntries(kept),
    [`${prefix}desired-replicas`]: String(numberAt(specOf(deployment), 'replicas', 1)),
    [`${prefix}max-replicas`]: String(most),
    [`${prefix}revision`]: String(revision),
  };
};

const withHash = (labels: JsonObject, hash: Json): JsonObject => ({ ...labels, [hashLabel]: hash });

/** How many the first set of a new template starts with: within the surge, beside the old ones. */
const firstSize = (deployment: JsonObject, old: readonly JsonObject[]): number => {
  const desired = numberAt(specOf(deployment), 'replicas', 1);
  const strategy = objectAt(specOf(deployment), 'strategy');
  const present = old.reduce((total, set) => total + numberAt(specOf(set), 'replicas'), 0);
  if (strategy.type === 'Recreate') return present === 0 ? desired : 0;
  const { maxSurge } = resolveLimits(objectAt(strategy, 'rollingUpdate'), desired);
  return Math.min(desired, Math.max(0, desired + maxSurge - present));
};

/** Makes the ReplicaSet of a Deployment's template. */
export const createSet = (
  { objects }: Surroundings,
  deployment: JsonObject,
  old: readonly JsonObject[],
): JsonObject => {
  const spec = specOf(deployment);
  const template = templateOf(deployment);
  const hash = hashName(template);
  const desired = numberAt(spec, 'replicas', 1);
  const strategy = objectAt(spec, 'strategy');
  const { maxSurge } = resolveLimits(objectAt(strategy, 'rollingUpdate'), desired);
  const revision = Math.max(0, ...old.map(revisionOf)) + 1;
  const labels = withHash(labelsOf(template), hash);
  const selector = objectAt(spec, 'selector');
  return objects.create(
    replicaSetType,
    {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: {
        name: `${nameOf(deployment)}-${hash}`,
        namespace: namespaceOf(deployment),
        labels,
        annotations: setAnnotations(deployment, revision, desired + maxSurge),
        ownerReferences: ownedBy(deployment),
      },
      spec: {
        replicas: firstSize(deployment, old),
        ...(spec.minReadySeconds !== undefined && { minReadySeconds: spec.minReadySeconds }),
        selector: { ...selector, matchLabels: withHash(objectAt(selector, 'matchLabels'), hash) },
        template: { ...template, metadata: { ...metadataOf(template), labels } },
      },
    },
    manager,
  );
};
