import type { Json, JsonObject } from '../../../model/json.ts';
import { objectAt, objectsAt } from '../defaults/missing.ts';
import { sameJson } from '../writes/same-json.ts';
import { definitionSchemaFaults } from './definition-schema-rules.ts';
import type { Faults } from './faults.ts';
import { goVersion } from './go-structs.ts';
import { dns1035Label, dnsSubdomain } from './name-rules.ts';

const columnTypes = ['boolean', 'date', 'integer', 'number', 'string'];
const simplePath = 'must be a simple json path starting with .';

const groupFaults = (faults: Faults, group: string): void => {
  if (group === '') {
    faults.required('spec.group');
    return;
  }
  const wrong = dnsSubdomain(group);
  faults.invalidAll('spec.group', group, wrong);
  if (wrong.length === 0 && !group.includes('.')) {
    faults.invalid('spec.group', group, 'should be a domain with at least one dot');
  }
};

const mixedCase = 'may have mixed case, but should otherwise match: ';

const namesFaults = (faults: Faults, names: JsonObject): void => {
  const lower = (field: string): void => {
    const value = String(names[field] ?? '');
    if (value === '') faults.required(`spec.names.${field}`);
    else faults.invalidAll(`spec.names.${field}`, value, dns1035Label(value));
  };
  const mixed = (field: string): void => {
    const value = String(names[field] ?? '');
    const wrong = value === '' ? [] : dns1035Label(value.toLowerCase()).map((one) => `${mixedCase}${one}`);
    if (value === '') faults.required(`spec.names.${field}`);
    else faults.invalidAll(`spec.names.${field}`, value, wrong);
  };
  lower('plural');
  lower('singular');
  mixed('kind');
  mixed('listKind');
  for (const list of ['shortNames', 'categories']) {
    const given = Array.isArray(names[list]) ? (names[list] as readonly string[]) : [];
    for (const [index, name] of given.entries()) {
      faults.invalidAll(`spec.names.${list}[${index}]`, name, dns1035Label(name));
    }
  }
  if (names.kind && names.kind === names.listKind) {
    faults.invalid('spec.names.listKind', names.listKind, 'kind and listKind may not be the same');
  }
};

const pathFaults = (faults: Faults, path: Json | undefined, field: string, under?: string): void => {
  if (!path) faults.required(field);
  else if (!String(path).startsWith('.')) faults.invalid(field, path, simplePath);
  else if (under !== undefined && !String(path).startsWith(under)) {
    faults.invalid(field, path, `should be a json path under ${under}`);
  }
};

const subresourceFaults = (faults: Faults, version: JsonObject, field: string): void => {
  const subresources = objectAt(version, 'subresources');
  if (subresources.scale === undefined) return;
  const scale = objectAt(subresources, 'scale');
  pathFaults(faults, scale.specReplicasPath, `${field}.subresources.scale.specReplicasPath`, '.spec.');
  pathFaults(faults, scale.statusReplicasPath, `${field}.subresources.scale.statusReplicasPath`, '.status.');
};

const columnFaults = (faults: Faults, version: JsonObject, field: string): void => {
  for (const [index, column] of objectsAt(version, 'additionalPrinterColumns').entries()) {
    const at = `${field}.additionalPrinterColumns[${index}]`;
    if (!column.name) faults.required(`${at}.name`);
    if (!column.type) faults.required(`${at}.type`, `must be one of ${columnTypes.join(',')}`);
    else if (!columnTypes.includes(String(column.type))) {
      faults.invalid(`${at}.type`, column.type, `must be one of ${columnTypes.join(',')}`);
    }
    pathFaults(faults, column.jsonPath, `${at}.JSONPath`);
  }
};

const versionNames = (faults: Faults, versions: readonly JsonObject[]): void => {
  for (const [index, version] of versions.entries()) {
    const name = String(version.name ?? '');
    faults.invalidAll(`spec.versions[${index}].name`, name, dns1035Label(name));
  }
  const first = String(versions[0]?.name ?? '');
  if (versions.length > 0) faults.invalidAll('spec.version', first, dns1035Label(first));
};

const schemaOf = (version: JsonObject): JsonObject | undefined => {
  const schema = objectAt(version, 'schema').openAPIV3Schema;
  return typeof schema === 'object' && schema !== null ? (schema as JsonObject) : undefined;
};

/** With one version the real server speaks of the fields at which old definitions had them. */
const versionPlace = (versions: readonly JsonObject[], index: number): { schema: string; rest: string } =>
  versions.length === 1
    ? { schema: 'spec.validation.openAPIV3Schema', rest: 'spec' }
    : { schema: `spec.versions[${index}].schema.openAPIV3Schema`, rest: `spec.versions[${index}]` };

const versionFaults = (faults: Faults, versions: readonly JsonObject[]): void => {
  for (const [index, version] of versions.entries()) {
    const place = versionPlace(versions, index);
    const schema = schemaOf(version);
    if (schema === undefined) faults.required(`spec.versions[${index}].schema.openAPIV3Schema`);
    else definitionSchemaFaults(faults, schema, place.schema);
    subresourceFaults(faults, version, place.rest);
    columnFaults(faults, version, place.rest);
  }
};

const storageFaults = (faults: Faults, spec: JsonObject, versions: readonly JsonObject[]): void => {
  const shown = Array.isArray(spec.versions) ? versions.map(goVersion) : null;
  const names = new Set(versions.map((version) => version.name));
  if (versions.filter((version) => version.storage === true).length !== 1) {
    faults.invalid('spec.versions', shown, 'must have exactly one version marked as storage version');
  }
  if (names.size !== versions.length)
    faults.invalid('spec.versions', shown, 'must contain unique version names');
};

const storedFaults = (faults: Faults, definition: JsonObject, versions: readonly JsonObject[]): void => {
  const stored = objectAt(definition, 'status').storedVersions;
  const list = Array.isArray(stored) ? (stored as readonly string[]) : [];
  if (list.length === 0) {
    faults.invalid('status.storedVersions', null, 'must have at least one stored version');
    return;
  }
  const storage = versions.filter((version) => version.storage === true).at(-1)?.name;
  if (storage !== undefined && !list.includes(String(storage))) {
    faults.invalid('status.storedVersions', list as Json, `must have the storage version ${storage}`);
  }
  for (const [index, name] of list.entries()) {
    if (versions.some((version) => version.name === name)) continue;
    const detail = `missing from spec.versions; ${name} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${name} and removes ${name} from status.storedVersions`;
    faults.invalid(`status.storedVersions[${index}]`, name, detail);
  }
};

const approval = 'api-approved.kubernetes.io';

const protectedFaults = (faults: Faults, definition: JsonObject, group: string): void => {
  if (!/(^|\.)(k8s|kubernetes)\.io$/.test(group)) return;
  if (objectAt(objectAt(definition, 'metadata'), 'annotations')[approval] !== undefined) return;
  const url = 'https://github.com/kubernetes/enhancements/pull/1111';
  const detail = `protected groups must have approval annotation "${approval}", see ${url}`;
  faults.required(`metadata.annotations[${approval}]`, detail);
};

/** A CustomResourceDefinition, in the order in which the real server looks. */
export const definitionFaults = (faults: Faults, definition: JsonObject): void => {
  const spec = objectAt(definition, 'spec');
  const names = objectAt(spec, 'names');
  const group = String(spec.group ?? '');
  const versions = objectsAt(spec, 'versions');
  groupFaults(faults, group);
  if (!spec.scope) faults.required('spec.scope');
  else faults.oneOf('spec.scope', spec.scope, ['Cluster', 'Namespaced']);
  versionNames(faults, versions);
  if (spec.preserveUnknownFields === true) {
    const detail =
      'cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead';
    faults.invalid('spec.preserveUnknownFields', true, detail);
  }
  storageFaults(faults, spec, versions);
  namesFaults(faults, names);
  versionFaults(faults, versions);
  faults.oneOf('spec.conversion.strategy', objectAt(spec, 'conversion').strategy, ['None', 'Webhook']);
  storedFaults(faults, definition, versions);
  protectedFaults(faults, definition, group);
};

/** On create the name must say what is defined. */
export const definitionCreateFaults = (faults: Faults, definition: JsonObject): void => {
  const { group, names } = objectAt(definition, 'spec');
  const { name } = objectAt(definition, 'metadata');
  if (name !== `${((names ?? {}) as JsonObject).plural ?? ''}.${group ?? ''}`) {
    faults.invalid('metadata.name', name, 'must be spec.names.plural+"."+spec.group');
  }
  definitionFaults(faults, definition);
};

const isEstablished = (definition: JsonObject): boolean =>
  objectsAt(objectAt(definition, 'status'), 'conditions').some(
    (one) => one.type === 'Established' && one.status === 'True',
  );

/** What stays as it is: the group and plural always, scope and kind once the definition is established. */
export const definitionUpdateFaults = (faults: Faults, next: JsonObject, live: JsonObject): void => {
  const [after, before] = [objectAt(next, 'spec'), objectAt(live, 'spec')];
  const keep = (field: string, value: Json | undefined, was: Json | undefined): void => {
    if (!sameJson(value, was)) faults.invalid(`spec.${field}`, value, 'field is immutable');
  };
  const established = isEstablished(live);
  if (established) keep('scope', after.scope, before.scope);
  if (established) keep('names.kind', objectAt(after, 'names').kind, objectAt(before, 'names').kind);
  keep('group', after.group, before.group);
  keep('names.plural', objectAt(after, 'names').plural, objectAt(before, 'names').plural);
};
