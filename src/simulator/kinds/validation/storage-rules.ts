import type { Json, JsonObject } from '../../../model/json.ts';
import { objectAt } from '../defaults/missing.ts';
import { quantityNano } from '../quantity/quantity.ts';
import type { Faults } from './faults.ts';
import { dnsSubdomain, qualifiedName } from './name-rules.ts';

const accessModes = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];
const volumeModes = ['Block', 'Filesystem'];

const modes = (spec: JsonObject): readonly Json[] =>
  Array.isArray(spec.accessModes) ? (spec.accessModes as readonly Json[]) : [];

const modeFaults = (faults: Faults, spec: JsonObject, detail: string): void => {
  const given = modes(spec);
  if (given.length === 0) faults.required('spec.accessModes', detail);
  for (const mode of given) faults.oneOf('spec.accessModes', mode, accessModes);
  if (given.includes('ReadWriteOncePod') && given.length > 1) {
    faults.forbidden('spec.accessModes', 'may not use ReadWriteOncePod with other access modes');
  }
};

const positive = (faults: Faults, value: Json, field: string): void => {
  const nano = quantityNano(String(value));
  if (nano !== undefined && nano <= 0n) faults.invalid(field, value, 'must be greater than zero');
};

export const claimFaults = (faults: Faults, claim: JsonObject): void => {
  const spec = objectAt(claim, 'spec');
  modeFaults(faults, spec, 'at least 1 access mode is required');
  const { storage } = objectAt(objectAt(spec, 'resources'), 'requests');
  if (storage === undefined) faults.required('spec.resources[storage]');
  else positive(faults, storage, 'spec.resources[storage]');
  const name = spec.storageClassName;
  if (typeof name === 'string' && name !== '') {
    faults.invalidAll('spec.storageClassName', name, dnsSubdomain(name));
  }
  faults.oneOf('spec.volumeMode', spec.volumeMode, volumeModes);
};

/** Fields of a volume's spec that say nothing of where it is. */
const commonFields = new Set([
  'accessModes',
  'capacity',
  'claimRef',
  'mountOptions',
  'nodeAffinity',
  'persistentVolumeReclaimPolicy',
  'storageClassName',
  'volumeAttributesClassName',
  'volumeMode',
]);

const sourcesFaults = (faults: Faults, spec: JsonObject): void => {
  const sources = Object.keys(spec).filter((name) => !commonFields.has(name));
  for (const [index, source] of sources.entries()) {
    if (index > 0) faults.forbidden(`spec.${source}`, 'may not specify more than 1 volume type');
    else if (source === 'hostPath' && !objectAt(spec, source).path) faults.required('spec.hostPath.path');
  }
  if (sources.length === 0) faults.required('spec', 'must specify a volume type');
};

export const volumeObjectFaults = (faults: Faults, volume: JsonObject): void => {
  const spec = objectAt(volume, 'spec');
  const capacity = objectAt(spec, 'capacity');
  modeFaults(faults, spec, '');
  if (Object.keys(capacity).length === 0) faults.required('spec.capacity');
  if (capacity.storage === undefined || Object.keys(capacity).length > 1) {
    const shown = Object.keys(capacity).length === 0 ? null : capacity;
    faults.unsupported('spec.capacity', shown, ['storage']);
  }
  for (const [name, value] of Object.entries(capacity)) positive(faults, value, `spec.capacity[${name}]`);
  const policy = spec.persistentVolumeReclaimPolicy;
  faults.oneOf('spec.persistentVolumeReclaimPolicy', policy, ['Delete', 'Recycle', 'Retain']);
  sourcesFaults(faults, spec);
  faults.oneOf('spec.volumeMode', spec.volumeMode, volumeModes);
};

export const storageClassFaults = (faults: Faults, object: JsonObject): void => {
  const provisioner = String(object.provisioner ?? '');
  if (provisioner === '') faults.required('provisioner');
  else faults.invalidAll('provisioner', provisioner.toLowerCase(), qualifiedName(provisioner.toLowerCase()));
  for (const name of Object.keys(objectAt(object, 'parameters'))) {
    if (name === '') faults.invalid('parameters', name, 'field can not be empty.');
  }
  faults.oneOf('reclaimPolicy', object.reclaimPolicy, ['Delete', 'Retain']);
  faults.oneOf('volumeBindingMode', object.volumeBindingMode, ['Immediate', 'WaitForFirstConsumer']);
};
