import type { Json, JsonObject } from '../../../model/json.ts';
import type { ResourceType } from '../../resource-type.ts';
import { objectAt } from '../defaults/missing.ts';
import { sameJson } from './same-json.ts';

type Changed = (next: JsonObject, live: JsonObject) => boolean;

const field =
  (name: string): Changed =>
  (next, live) =>
    !sameJson(next[name], live[name]);

const metadataField =
  (name: string): Changed =>
  (next, live) =>
    !sameJson(objectAt(next, 'metadata')[name], objectAt(live, 'metadata')[name]);

const either =
  (one: Changed, other: Changed): Changed =>
  (next, live) =>
    one(next, live) || other(next, live);

const bySpec = field('spec');
const never: Changed = () => false;

/** Anything outside metadata; the status counts where it is no subresource. */
const beyondMetadata: Changed = (next, live) => {
  const { metadata: _, ...rest } = next;
  const { metadata: __, ...before } = live;
  return !sameJson(rest, before);
};

/** What moves metadata.generation, by `group/plural`; other built-in kinds have none. */
const movers: Readonly<Record<string, Changed>> = {
  '/pods': bySpec,
  '/podtemplates': field('template'),
  '/replicationcontrollers': bySpec,
  'apps/deployments': either(bySpec, metadataField('annotations')),
  'apps/replicasets': bySpec,
  'apps/statefulsets': bySpec,
  'apps/daemonsets': bySpec,
  'batch/jobs': bySpec,
  'batch/cronjobs': bySpec,
  'networking.k8s.io/ingresses': bySpec,
  'networking.k8s.io/ingressclasses': bySpec,
  'networking.k8s.io/networkpolicies': bySpec,
  'policy/poddisruptionbudgets': bySpec,
  'discovery.k8s.io/endpointslices': either(beyondMetadata, metadataField('labels')),
  'scheduling.k8s.io/priorityclasses': never,
  'resource.k8s.io/resourceslices': bySpec,
  'resource.k8s.io/deviceclasses': bySpec,
  'flowcontrol.apiserver.k8s.io/flowschemas': bySpec,
  'flowcontrol.apiserver.k8s.io/prioritylevelconfigurations': bySpec,
  'admissionregistration.k8s.io/validatingadmissionpolicies': bySpec,
  'admissionregistration.k8s.io/mutatingadmissionpolicies': bySpec,
  'admissionregistration.k8s.io/validatingadmissionpolicybindings': bySpec,
  'admissionregistration.k8s.io/mutatingadmissionpolicybindings': bySpec,
  'admissionregistration.k8s.io/validatingwebhookconfigurations': field('webhooks'),
  'admissionregistration.k8s.io/mutatingwebhookconfigurations': field('webhooks'),
  'apiextensions.k8s.io/customresourcedefinitions': bySpec,
};

/** What counts metadata.generation of a type; undefined for the kinds that have none. */
export const generationMover = (type: ResourceType): Changed | undefined =>
  type.structural ? beyondMetadata : movers[`${type.group}/${type.plural}`];

export const withGeneration = (object: JsonObject, generation: Json | undefined): JsonObject => {
  const metadata = objectAt(object, 'metadata');
  if (metadata.generation === generation) return object;
  if (generation !== undefined) return { ...object, metadata: { ...metadata, generation } };
  const { generation: _, ...rest } = metadata;
  return { ...object, metadata: rest };
};

/** metadata.generation after an update: one more than the live object's when it moves, else the same. */
export const nextGeneration = (moves: Changed, next: JsonObject, live: JsonObject): number | undefined => {
  const current = objectAt(live, 'metadata').generation;
  const before = typeof current === 'number' ? current : undefined;
  return moves(next, live) ? (before ?? 0) + 1 : before;
};
