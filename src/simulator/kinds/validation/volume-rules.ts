import type { Json, JsonObject } from '../../../model/json.ts';
import { objectAt, objectsAt } from '../defaults/missing.ts';
import type { Faults } from './faults.ts';
import { nameLabel } from './name-rules.ts';

const modeFaults = (faults: Faults, source: JsonObject, field: string): void => {
  const mode = source.defaultMode;
  if (typeof mode === 'number' && (mode < 0 || mode > 0o777)) {
    faults.invalid(
      `${field}.defaultMode`,
      mode,
      'must be a number between 0 and 0777 (octal), both inclusive',
    );
  }
};

/** The field that each kind of volume cannot do without. */
const neededFields: Readonly<Record<string, readonly string[]>> = {
  configMap: ['name'],
  secret: ['secretName'],
  hostPath: ['path'],
  persistentVolumeClaim: ['claimName'],
  nfs: ['server', 'path'],
  csi: ['driver'],
  gitRepo: ['repository'],
};

const sourceFaults = (faults: Faults, kind: string, source: JsonObject, field: string): void => {
  for (const name of neededFields[kind] ?? []) if (!source[name]) faults.required(`${field}.${name}`);
  modeFaults(faults, source, field);
};

const projectedFaults = (
  faults: Faults,
  volume: JsonObject,
  field: string,
  serviceAccount: Json | undefined,
): void => {
  for (const [index, source] of objectsAt(objectAt(volume, 'projected'), 'sources').entries()) {
    if (source.serviceAccountToken === undefined || serviceAccount) continue;
    const at = `${field}.projected.sources[${index}].serviceAccountToken`;
    faults.forbidden(at, 'must not be specified when serviceAccountName is not set');
  }
};

/** In the order in which the real server looks: of two sources the later one is the fault. */
const sourceOrder =
  'emptyDir hostPath gitRepo gcePersistentDisk awsElasticBlockStore secret nfs iscsi glusterfs flocker persistentVolumeClaim rbd cinder cephfs quobyte downwardAPI fc flexVolume configMap azureFile vsphereVolume photonPersistentDisk portworxVolume azureDisk storageos projected scaleIO csi ephemeral image'.split(
    ' ',
  );

/** Faults of a Pod's volumes; the names that mounts may use. */
export const volumeFaults = (faults: Faults, spec: JsonObject, field: string): ReadonlySet<string> => {
  const names = new Set<string>();
  for (const [index, volume] of objectsAt(spec, 'volumes').entries()) {
    const at = `${field}.volumes[${index}]`;
    const before = faults.causes.length;
    const kinds = sourceOrder.filter((kind) => volume[kind] !== undefined);
    for (const [position, kind] of kinds.entries()) {
      if (position > 0) faults.forbidden(`${at}.${kind}`, 'may not specify more than 1 volume type');
      else sourceFaults(faults, kind, objectAt(volume, kind), `${at}.${kind}`);
    }
    projectedFaults(faults, volume, at, spec.serviceAccountName);
    const name = String(volume.name ?? '');
    if (name === '') faults.required(`${at}.name`);
    else if (nameLabel(name).length > 0) faults.invalidAll(`${at}.name`, name, nameLabel(name));
    else if (names.has(name)) faults.duplicate(`${at}.name`, name);
    // what is wrong is no volume: a mount of it is not found
    if (faults.causes.length === before) names.add(name);
  }
  return names;
};

const subPathFaults = (faults: Faults, mount: JsonObject, field: string): void => {
  const path = String(mount.subPath ?? '');
  if (path.startsWith('/')) faults.invalid(`${field}.subPath`, path, 'must be a relative path');
  if (path.split('/').includes('..')) faults.invalid(`${field}.subPath`, path, "must not contain '..'");
};

export const mountFaults = (
  faults: Faults,
  container: JsonObject,
  field: string,
  volumes: ReadonlySet<string>,
): void => {
  const paths = new Set<Json>();
  for (const [index, mount] of objectsAt(container, 'volumeMounts').entries()) {
    const at = `${field}.volumeMounts[${index}]`;
    const name = String(mount.name ?? '');
    if (name === '') faults.required(`${at}.name`);
    if (!volumes.has(name)) faults.notFound(`${at}.name`, name);
    if (!mount.mountPath) faults.required(`${at}.mountPath`);
    else if (paths.has(mount.mountPath)) faults.invalid(`${at}.mountPath`, mount.mountPath, 'must be unique');
    paths.add(mount.mountPath ?? '');
    subPathFaults(faults, mount, `${field}.volumeMounts`);
  }
};
