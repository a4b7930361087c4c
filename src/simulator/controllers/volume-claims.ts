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
  isDeleting,
  metadataOf,
  nameOf,
  namespaceOf,
  objectAt,
  objectsAt,
  specOf,
  statusOf,
  uidOf,
} from './parts.ts';

export const claimType: TypeName = { group: '', plural: 'persistentvolumeclaims' };

const protection = 'kubernetes.io/pvc-protection';

const usesClaim = (pod: JsonObject, claim: string): boolean =>
  objectsAt(specOf(pod), 'volumes').some(
    (volume) => objectAt(volume, 'persistentVolumeClaim').claimName === claim,
  );

/** A claim that is deleted goes once no Pod uses it. */
const release = ({ objects }: Surroundings, claim: JsonObject): void => {
  const at = { namespace: namespaceOf(claim), name: nameOf(claim) };
  const { finalizers } = metadataOf(claim);
  const given = Array.isArray(finalizers) ? (finalizers as readonly string[]) : [];
  if (!given.includes(protection)) return;
  if (objects.list(podType, at.namespace).some((pod) => usesClaim(pod, at.name))) return;
  const kept = given.filter((one) => one !== protection);
  objects.patch(claimType, at, { metadata: { finalizers: kept } }, { manager });
};

/** The claims that a change concerns: itself, or those that a Pod which went had used. */
const keysOf = (change: Change): readonly string[] => {
  if (isType(change, '', 'persistentvolumeclaims')) {
    return change.kind === 'added' || isDeleting(change.object) ? [keyOf(change.object)] : [];
  }
  if (!isType(change, '', 'pods') || change.kind !== 'deleted') return [];
  return objectsAt(specOf(change.object), 'volumes')
    .map((volume) => objectAt(volume, 'persistentVolumeClaim').claimName)
    .filter((name) => name !== undefined)
    .map((name) => `${namespaceOf(change.object)}/${name}`);
};

/** Binds claims at once, to volumes of which only the names exist, and lets unused ones go. */
export const claimBinder: MakeController = (surroundings): Controller => ({
  name: 'persistentvolumeclaims',
  keysOf,
  reconcile(key) {
    const { objects } = surroundings;
    const at = placeOf(key);
    const claim = objects.get(claimType, at.namespace, at.name);
    if (claim !== undefined && isDeleting(claim)) release(surroundings, claim);
    if (claim === undefined || isDeleting(claim) || statusOf(claim).phase === 'Bound') return;
    const volumeName = specOf(claim).volumeName ?? `pvc-${uidOf(claim)}`;
    const annotations = {
      'pv.kubernetes.io/bind-completed': 'yes',
      'pv.kubernetes.io/bound-by-controller': 'yes',
    };
    objects.patch(claimType, at, { metadata: { annotations }, spec: { volumeName } }, { manager });
    const status = {
      phase: 'Bound',
      accessModes: specOf(claim).accessModes ?? [],
      capacity: objectAt(objectAt(specOf(claim), 'resources'), 'requests'),
    };
    objects.patch(claimType, at, { status }, { manager, subresource: 'status' });
  },
});
