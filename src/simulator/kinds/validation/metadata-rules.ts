import type { Json, JsonObject } from '../../../model/json.ts';
import type { ResourceType } from '../../resource-type.ts';
import { objectAt, objectsAt } from '../defaults/missing.ts';
import { sameJson } from '../writes/same-json.ts';
import type { Faults } from './faults.ts';
import {
  dnsLabel,
  dnsSubdomain,
  labelValueRule,
  nameLabel,
  pathSegment,
  qualifiedName,
  type TextRule,
} from './name-rules.ts';

const anyName: TextRule = () => [];

/** Rules of names by `group/plural`, where they are not a DNS subdomain. */
const nameRules: Readonly<Record<string, TextRule>> = {
  '/namespaces': nameLabel,
  '/services': nameLabel,
  'apps/statefulsets': dnsLabel,
  'rbac.authorization.k8s.io/roles': pathSegment,
  'rbac.authorization.k8s.io/clusterroles': pathSegment,
  'rbac.authorization.k8s.io/rolebindings': pathSegment,
  'rbac.authorization.k8s.io/clusterrolebindings': pathSegment,
  'apiregistration.k8s.io/apiservices': pathSegment,
  'apiextensions.k8s.io/customresourcedefinitions': dnsSubdomain,
  '/events': anyName,
  'events.k8s.io/events': anyName,
  'networking.k8s.io/ipaddresses': anyName,
};

export const nameRuleOf = ({ group, plural }: Pick<ResourceType, 'group' | 'plural'>): TextRule =>
  nameRules[`${group}/${plural}`] ?? dnsSubdomain;

export const labelFaults = (faults: Faults, labels: JsonObject, field: string): void => {
  for (const [key, value] of Object.entries(labels)) {
    faults.invalidAll(field, key, qualifiedName(key));
    if (typeof value === 'string') faults.invalidAll(field, value, labelValueRule(value));
  }
};

const annotationBytes = 256 * 1024;

export const annotationFaults = (faults: Faults, annotations: JsonObject, field: string): void => {
  let size = 0;
  for (const [key, value] of Object.entries(annotations)) {
    faults.invalidAll(
      field,
      key,
      qualifiedName(key.toLowerCase()).map((one) => one),
    );
    size += Buffer.byteLength(key) + Buffer.byteLength(String(value));
  }
  if (size > annotationBytes) {
    faults.add({
      reason: 'FieldValueTooLong',
      field,
      message: `Too long: may not be more than ${annotationBytes} bytes`,
    });
  }
};

const standardFinalizers = new Set(['orphan', 'foregroundDeletion', 'kubernetes']);

const finalizerFaults = (faults: Faults, list: Json | undefined): void => {
  if (!Array.isArray(list)) return;
  for (const [index, finalizer] of (list as readonly string[]).entries()) {
    faults.invalidAll('metadata.finalizers', finalizer, qualifiedName(finalizer));
    if (finalizer.includes('/') || standardFinalizers.has(finalizer)) continue;
    const detail = 'name is neither a standard finalizer name nor is it fully qualified';
    faults.invalid(`metadata.finalizers[${index}]`, finalizer, detail);
  }
};

const ownerFaults = (faults: Faults, metadata: JsonObject): void => {
  const owners = objectsAt(metadata, 'ownerReferences');
  const field = 'metadata.ownerReferences';
  let controller: JsonObject | undefined;
  for (const owner of owners) {
    if (!owner.apiVersion)
      faults.invalid(`${field}.apiVersion`, owner.apiVersion ?? '', 'version must not be empty');
    for (const name of ['kind', 'name', 'uid']) {
      if (!owner[name]) faults.invalid(`${field}.${name}`, owner[name] ?? '', 'must not be empty');
    }
    if (owner.controller !== true) continue;
    if (controller !== undefined) {
      const [first, second] = [controller, owner].map((one) => `${one.kind}/${one.name}`);
      const detail = `Only one reference can have Controller set to true. Found "true" in references for ${first} and ${second}`;
      faults.invalid(field, owners as Json, detail);
    }
    controller = owner;
  }
};

/** A Job whose labels are those of its template: they are looked at there. */
const sharesLabels = (object: JsonObject): boolean => {
  const { labels } = objectAt(object, 'metadata');
  const template = objectAt(objectAt(object, 'spec'), 'template');
  return labels !== undefined && labels === objectAt(template, 'metadata').labels;
};

/** What holds for the metadata of every kind. */
export const metadataFaults = (faults: Faults, type: ResourceType, object: JsonObject): void => {
  const metadata = objectAt(object, 'metadata');
  const { name, generateName, generation } = metadata;
  if (typeof generateName === 'string' && generateName !== '') {
    faults.invalidAll(
      'metadata.generateName',
      generateName,
      nameRuleOf(type)(generateName.replace(/-$/, '')),
    );
  }
  if (!name) faults.required('metadata.name', 'name or generateName is required');
  else faults.invalidAll('metadata.name', name, nameRuleOf(type)(String(name)));
  if (type.namespaced && !metadata.namespace) faults.required('metadata.namespace');
  faults.nonNegative('metadata.generation', generation);
  if (!sharesLabels(object)) labelFaults(faults, objectAt(metadata, 'labels'), 'metadata.labels');
  annotationFaults(faults, objectAt(metadata, 'annotations'), 'metadata.annotations');
  ownerFaults(faults, metadata);
  finalizerFaults(faults, metadata.finalizers);
};

const addedFinalizers = (metadata: JsonObject, before: JsonObject): readonly Json[] => {
  const known = Array.isArray(before.finalizers) ? (before.finalizers as readonly Json[]) : [];
  const next = Array.isArray(metadata.finalizers) ? (metadata.finalizers as readonly Json[]) : [];
  return before.deletionTimestamp === undefined ? [] : next.filter((one) => !known.includes(one));
};

const neverChange = ['name', 'namespace', 'uid', 'creationTimestamp'];

/** What nobody may change. */
const immutableFaults = (faults: Faults, metadata: JsonObject, before: JsonObject): void => {
  const added = addedFinalizers(metadata, before);
  if (added.length > 0) {
    const list = `[]string{${added.map((one) => JSON.stringify(one)).join(', ')}}`;
    const detail = `no new finalizers can be added if the object is being deleted, found new finalizers ${list}`;
    faults.forbidden('metadata.finalizers', detail);
  }
  for (const field of neverChange) {
    if (!sameJson(metadata[field], before[field])) {
      faults.invalid(`metadata.${field}`, metadata[field], 'field is immutable');
    }
  }
};

const partsFaults = (faults: Faults, metadata: JsonObject): void => {
  labelFaults(faults, objectAt(metadata, 'labels'), 'metadata.labels');
  annotationFaults(faults, objectAt(metadata, 'annotations'), 'metadata.annotations');
  ownerFaults(faults, metadata);
};

/** Kinds whose own rules look at all metadata once more. */
const looksTwice = new Set([
  '/configmaps',
  '/limitranges',
  '/namespaces',
  '/nodes',
  '/persistentvolumes',
  '/pods',
  '/secrets',
  '/serviceaccounts',
  '/services',
  'batch/jobs',
  'node.k8s.io/runtimeclasses',
  'rbac.authorization.k8s.io/clusterrolebindings',
  'rbac.authorization.k8s.io/clusterroles',
  'rbac.authorization.k8s.io/rolebindings',
  'rbac.authorization.k8s.io/roles',
]);

/**
 * Of an update. The real server looks at metadata once as a whole and once as an update for all kinds, then again in the rules
 * of the kind, and tells each fault as often. What all kinds do of an update alone (immutable fields) is told by the request.
 */
export const metadataUpdateFaults = (
  faults: Faults,
  type: ResourceType,
  next: JsonObject,
  live: JsonObject,
): void => {
  const metadata = objectAt(next, 'metadata');
  partsFaults(faults, metadata);
  finalizerFaults(faults, metadata.finalizers);
  partsFaults(faults, metadata);
  immutableFaults(faults, metadata, objectAt(live, 'metadata'));
  partsFaults(faults, metadata);
  if (!looksTwice.has(`${type.group}/${type.plural}`)) return;
  partsFaults(faults, metadata);
  finalizerFaults(faults, metadata.finalizers);
};
