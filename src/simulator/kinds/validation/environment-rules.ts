import type { JsonObject } from '../../../model/json.ts';
import { objectAt, objectsAt } from '../defaults/missing.ts';
import type { Faults } from './faults.ts';
import { configMapKey, dnsSubdomain, environmentName } from './name-rules.ts';

const sources = ['fieldRef', 'resourceFieldRef', 'configMapKeyRef', 'secretKeyRef', 'fileKeyRef'] as const;
const plainFields = new Set([
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
]);

const fieldFaults = (faults: Faults, reference: JsonObject, field: string): void => {
  const path = String(reference.fieldPath ?? '');
  if (path === '') {
    faults.required(`${field}.fieldPath`);
    return;
  }
  if (plainFields.has(path) || /^metadata\.(annotations|labels)\['.*'\]$/.test(path)) return;
  const detail = `error converting fieldPath: field label not supported: ${path}`;
  faults.invalid(`${field}.fieldPath`, path, detail);
};

const keyFaults = (faults: Faults, reference: JsonObject, field: string): void => {
  const name = String(reference.name ?? '');
  const key = String(reference.key ?? '');
  faults.invalidAll(`${field}.name`, name, dnsSubdomain(name));
  if (key === '') faults.required(`${field}.key`);
  else faults.invalidAll(`${field}.key`, key, configMapKey(key));
};

const sourceFaults = (faults: Faults, variable: JsonObject, field: string): void => {
  const from = objectAt(variable, 'valueFrom');
  const given = sources.filter((source) => from[source] !== undefined);
  for (const source of given) {
    const reference = objectAt(from, source);
    if (source === 'fieldRef') fieldFaults(faults, reference, `${field}.${source}`);
    else if (source === 'configMapKeyRef' || source === 'secretKeyRef') {
      keyFaults(faults, reference, `${field}.${source}`);
    }
  }
  const list = '`fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`';
  if (given.length === 0) faults.invalid(field, '', `must specify one of: ${list}`);
  else if (variable.value) faults.invalid(field, '', 'may not be specified when `value` is not empty');
  else if (given.length > 1)
    faults.invalid(field, '', 'may not have more than one field specified at a time');
};

const fromFaults = (faults: Faults, source: JsonObject, field: string, all: string): void => {
  if (source.prefix)
    faults.invalidAll(`${field}.prefix`, source.prefix, environmentName(String(source.prefix)));
  const given = ['configMapRef', 'secretRef'].filter((kind) => source[kind] !== undefined);
  for (const kind of given) {
    const { name } = objectAt(source, kind);
    if (!name) faults.required(`${field}.${kind}.name`);
    else faults.invalidAll(`${field}.${kind}.name`, name, dnsSubdomain(String(name)));
  }
  if (given.length === 0) faults.invalid(all, '', 'must specify one of: `configMapRef` or `secretRef`');
  if (given.length > 1) faults.invalid(all, '', 'may not have more than one field specified at a time');
};

/** A container's variables, and where it takes whole sets of them from. */
export const environmentFaults = (faults: Faults, container: JsonObject, field: string): void => {
  for (const [index, variable] of objectsAt(container, 'env').entries()) {
    const at = `${field}.env[${index}]`;
    const name = String(variable.name ?? '');
    if (name === '') faults.required(`${at}.name`);
    else faults.invalidAll(`${at}.name`, name, environmentName(name));
    if (variable.valueFrom !== undefined) sourceFaults(faults, variable, `${at}.valueFrom`);
  }
  for (const [index, source] of objectsAt(container, 'envFrom').entries()) {
    fromFaults(faults, source, `${field}.envFrom[${index}]`, `${field}.envFrom`);
  }
};
