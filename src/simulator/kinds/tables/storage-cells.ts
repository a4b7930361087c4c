import type { Json, JsonObject } from '../../../model/json.ts';
import { objectAt } from '../defaults/missing.ts';
import { ageCell, type Cell, metadataOf, nameCell, specOf, statusOf, text } from './cell-parts.ts';

const shortModes = [
  ['ReadWriteOnce', 'RWO'],
  ['ReadOnlyMany', 'ROX'],
  ['ReadWriteMany', 'RWX'],
  ['ReadWriteOncePod', 'RWOP'],
] as const;

const modesText = (modes: Json | undefined): string => {
  const given = Array.isArray(modes) ? (modes as readonly Json[]) : [];
  return shortModes
    .filter(([mode]) => given.includes(mode))
    .map(([, short]) => short)
    .join(',');
};

const phaseCell: Cell = (object) =>
  metadataOf(object).deletionTimestamp === undefined ? text(statusOf(object).phase) : 'Terminating';

const betaClass = 'volume.beta.kubernetes.io/storage-class';
const classCell: Cell = (object) =>
  text(objectAt(metadataOf(object), 'annotations')[betaClass] ?? specOf(object).storageClassName);

const attributesClass: Cell = (object) => text(specOf(object).volumeAttributesClassName, '<unset>');
const volumeMode: Cell = (object) => text(specOf(object).volumeMode, '<unset>');

const isBound = (claim: JsonObject): boolean => text(specOf(claim).volumeName) !== '';

const isDefault = (object: JsonObject): boolean => {
  const annotations = objectAt(metadataOf(object), 'annotations');
  return (
    annotations['storageclass.kubernetes.io/is-default-class'] === 'true' ||
    annotations['storageclass.beta.kubernetes.io/is-default-class'] === 'true'
  );
};

/** The cells of kinds of storage, by `group/plural`, in the order of their columns. */
export const storageCells: Readonly<Record<string, readonly Cell[]>> = {
  '/persistentvolumeclaims': [
    nameCell,
    phaseCell,
    (object) => text(specOf(object).volumeName),
    (object) => (isBound(object) ? text(objectAt(statusOf(object), 'capacity').storage, '0') : ''),
    (object) => (isBound(object) ? modesText(statusOf(object).accessModes) : ''),
    classCell,
    attributesClass,
    ageCell,
    volumeMode,
  ],
  '/persistentvolumes': [
    nameCell,
    (object) => text(objectAt(specOf(object), 'capacity').storage, '0'),
    (object) => modesText(specOf(object).accessModes),
    (object) => text(specOf(object).persistentVolumeReclaimPolicy),
    phaseCell,
    (object) => {
      const claim = objectAt(specOf(object), 'claimRef');
      return claim.name === undefined ? '' : `${text(claim.namespace)}/${text(claim.name)}`;
    },
    classCell,
    attributesClass,
    (object) => text(statusOf(object).reason),
    ageCell,
    volumeMode,
  ],
  'storage.k8s.io/storageclasses': [
    (object) => `${text(metadataOf(object).name)}${isDefault(object) ? ' (default)' : ''}`,
    (object) => text(object.provisioner),
    (object) => text(object.reclaimPolicy, 'Delete'),
    (object) => text(object.volumeBindingMode, 'Immediate'),
    (object) => object.allowVolumeExpansion === true,
    ageCell,
  ],
};
