import type { JsonObject } from '../../model/json.ts';
import type { Change, TypeName } from '../storage/cluster-objects.ts';
import {
  type Controller,
  isType,
  keyOf,
  type MakeController,
  manager,
  placeOf,
  type Surroundings,
} from './controller.ts';
import { podType } from './kubelet.ts';
import {
  annotationsOf,
  isControlledBy,
  isDeleting,
  labelsOf,
  matchesLabels,
  nameOf,
  namespaceOf,
  ownedBy,
  sameJson,
} from './parts.ts';
import { isOver } from './pod-status.ts';
import {
  endpointsContent,
  endpointsLabels,
  selectorOf,
  sliceContent,
  sliceLabels,
} from './service-endpoints.ts';

const serviceType: TypeName = { group: '', plural: 'services' };
const sliceType: TypeName = { group: 'discovery.k8s.io', plural: 'endpointslices' };
const endpointsType: TypeName = { group: '', plural: 'endpoints' };
const triggerTime = 'endpoints.kubernetes.io/last-change-trigger-time';

const servicesOf = ({ objects }: Surroundings, pod: JsonObject): readonly string[] =>
  objects
    .list(serviceType, namespaceOf(pod))
    .filter((service) => {
      const selector = selectorOf(service);
      return selector !== undefined && matchesLabels(selector, labelsOf(pod));
    })
    .map(keyOf);

/** A Pod concerns Services by its labels, those that it had included. */
const keysOf = (surroundings: Surroundings, change: Change): readonly string[] => {
  if (isType(change, '', 'services')) return [keyOf(change.object)];
  if (!isType(change, '', 'pods')) return [];
  const before = change.before;
  const moved = before !== undefined && !sameJson(labelsOf(before), labelsOf(change.object));
  return [...servicesOf(surroundings, change.object), ...(moved ? servicesOf(surroundings, before) : [])];
};

const writeSlice = (
  { objects, time }: Surroundings,
  service: JsonObject,
  pods: readonly JsonObject[],
): void => {
  const content = sliceContent(service, pods);
  const labels = sliceLabels(service);
  const known = objects.list(sliceType, namespaceOf(service)).find((slice) => isControlledBy(slice, service));
  if (known === undefined) {
    const metadata = {
      generateName: `${nameOf(service)}-`,
      namespace: namespaceOf(service),
      labels,
      annotations: { [triggerTime]: time() },
      ownerReferences: ownedBy(service),
    };
    const filled = content.endpoints === null ? { addressType: content.addressType! } : content;
    const slice = { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata, ...filled };
    objects.create(sliceType, slice, manager);
    return;
  }
  const at = { namespace: namespaceOf(known), name: nameOf(known) };
  const gone = Object.keys(labelsOf(known)).filter((name) => labels[name] === undefined);
  const nulls = Object.fromEntries(gone.map((name) => [name, null]));
  objects.patch(sliceType, at, { metadata: { labels: { ...labels, ...nulls } }, ...content }, { manager });
};

const writeEndpoints = (
  surroundings: Surroundings,
  service: JsonObject,
  pods: readonly JsonObject[],
): void => {
  const { objects, time } = surroundings;
  const at = { namespace: namespaceOf(service), name: nameOf(service) };
  const labels = endpointsLabels(service);
  const subsets = endpointsContent(service, pods);
  const known = objects.get(endpointsType, at.namespace, at.name);
  if (known === undefined) {
    const metadata = { ...at, labels, annotations: { [triggerTime]: time() } };
    objects.create(
      endpointsType,
      { apiVersion: 'v1', kind: 'Endpoints', metadata, ...(subsets !== null && { subsets }) },
      manager,
    );
    return;
  }
  const gone = Object.keys(labelsOf(known)).filter((name) => labels[name] === undefined);
  const nulls = Object.fromEntries(gone.map((name) => [name, null]));
  const isSame =
    gone.length === 0 && matchesLabels(labels, labelsOf(known)) && sameJson(known.subsets ?? null, subsets);
  if (isSame) return;
  const annotations = annotationsOf(known)[triggerTime] === undefined ? {} : { [triggerTime]: time() };
  objects.patch(
    endpointsType,
    at,
    { metadata: { labels: { ...labels, ...nulls }, annotations }, subsets },
    { manager },
  );
};

const removeEndpoints = ({ objects }: Surroundings, namespace: string, name: string): void => {
  const known = objects.get(endpointsType, namespace, name);
  if (
    known !== undefined &&
    labelsOf(known)['endpoints.kubernetes.io/managed-by'] === 'endpoint-controller'
  ) {
    objects.delete(endpointsType, { namespace, name });
  }
};

/** Keeps the EndpointSlice and the Endpoints of each Service with a selector; a Service's labels are copied to both. */
export const endpointsController: MakeController = (surroundings): Controller => ({
  name: 'endpoints',
  keysOf: (change) => keysOf(surroundings, change),
  reconcile(key) {
    const { namespace, name } = placeOf(key);
    const service = surroundings.objects.get(serviceType, namespace, name);
    if (service === undefined) {
      removeEndpoints(surroundings, namespace, name);
      return;
    }
    const selector = selectorOf(service);
    if (selector === undefined || isDeleting(service)) return;
    const pods = surroundings.objects
      .list(podType, namespace)
      .filter((pod) => !isOver(pod) && !isDeleting(pod) && matchesLabels(selector, labelsOf(pod)));
    writeSlice(surroundings, service, pods);
    writeEndpoints(surroundings, service, pods);
  },
});
