import type { JsonObject } from '../../model/json.ts';
import { manager, type Surroundings } from './controller.ts';
import { createPod } from './owned-pods.ts';
import { labelsOf, nameOf, namespaceOf, numberAt, objectAt, objectsAt, specOf } from './parts.ts';
import { revisionLabel } from './revisions.ts';
import { claimType } from './volume-claims.ts';

/** A StatefulSet's place for a Pod: its ordinal and who stands there. */
export interface Place {
  readonly ordinal: number;
  readonly name: string;
  readonly pod: JsonObject | undefined;
}

const ordinalOf = (set: JsonObject, pod: JsonObject): number => {
  const name = nameOf(pod);
  return name.startsWith(`${nameOf(set)}-`) ? Number(name.slice(nameOf(set).length + 1)) : Number.NaN;
};

/** The wanted places in order, and the Pods beyond them, the highest first. */
export const placesOf = (
  set: JsonObject,
  pods: readonly JsonObject[],
): { readonly wanted: readonly Place[]; readonly surplus: readonly JsonObject[] } => {
  const start = numberAt(objectAt(specOf(set), 'ordinals'), 'start');
  const replicas = numberAt(specOf(set), 'replicas', 1);
  const byOrdinal = new Map(pods.map((pod) => [ordinalOf(set, pod), pod]));
  const wanted = Array.from({ length: replicas }, (_, index) => {
    const ordinal = start + index;
    return { ordinal, name: `${nameOf(set)}-${ordinal}`, pod: byOrdinal.get(ordinal) };
  });
  const taken = new Set(wanted.map(({ ordinal }) => ordinal));
  const surplus = pods
    .filter((pod) => !taken.has(ordinalOf(set, pod)))
    .sort((a, b) => ordinalOf(set, b) - ordinalOf(set, a));
  return { wanted, surplus };
};

const claimName = (claim: JsonObject, place: Place): string => `${nameOf(claim)}-${place.name}`;

const createClaims = ({ objects }: Surroundings, set: JsonObject, place: Place): void => {
  const matchLabels = objectAt(objectAt(specOf(set), 'selector'), 'matchLabels');
  for (const claim of objectsAt(specOf(set), 'volumeClaimTemplates')) {
    const name = claimName(claim, place);
    if (objects.get(claimType, namespaceOf(set), name) !== undefined) continue;
    const labels = { ...labelsOf(claim), ...matchLabels };
    const metadata = { name, namespace: namespaceOf(set), labels };
    objects.create(
      claimType,
      { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata, spec: specOf(claim) },
      manager,
    );
  }
};

const volumesOf = (set: JsonObject, place: Place): readonly JsonObject[] => {
  const claims = objectsAt(specOf(set), 'volumeClaimTemplates');
  const names = new Set(claims.map(nameOf));
  const others = objectsAt(specOf(objectAt(specOf(set), 'template')), 'volumes').filter(
    (volume) => !names.has(String(volume.name)),
  );
  const own = claims.map((claim) => ({
    name: nameOf(claim),
    persistentVolumeClaim: { claimName: claimName(claim, place) },
  }));
  return [...own, ...others];
};

/** Makes the Pod of a place, and the claims of its volumes. */
export const fillPlace = (surroundings: Surroundings, set: JsonObject, place: Place, hash: string): void => {
  createClaims(surroundings, set, place);
  const volumes = volumesOf(set, place);
  createPod(surroundings, set, {
    name: place.name,
    template: objectAt(specOf(set), 'template'),
    labels: {
      'apps.kubernetes.io/pod-index': String(place.ordinal),
      [revisionLabel]: hash,
      'statefulset.kubernetes.io/pod-name': place.name,
    },
    spec: {
      hostname: place.name,
      ...(specOf(set).serviceName !== undefined && { subdomain: specOf(set).serviceName! }),
      ...(volumes.length > 0 && { volumes }),
    },
  });
};
