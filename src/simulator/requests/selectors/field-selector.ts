import { isJsonObject, type Json, type JsonObject } from '../../../model/json.ts';
import type { ResourceType } from '../../resource-type.ts';
import { badRequest } from '../refusals.ts';
import type { ObjectFilter } from './label-selector.ts';

/** What can be selected by beside name and namespace (the AddFieldLabelConversionFunc calls of Kubernetes 1.36). */
const labelsOf: Readonly<Record<string, readonly string[]>> = {
  '/Pod': [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
    'status.phase',
    'status.podIP',
    'status.podIPs',
    'status.nominatedNodeName',
  ],
  '/Node': ['spec.unschedulable'],
  '/ReplicationController': ['status.replicas'],
  '/Event': [
    'involvedObject.kind',
    'involvedObject.namespace',
    'involvedObject.name',
    'involvedObject.uid',
    'involvedObject.apiVersion',
    'involvedObject.resourceVersion',
    'involvedObject.fieldPath',
    'reason',
    'reportingComponent',
    'source',
    'type',
  ],
  'events.k8s.io/Event': [
    'regarding.kind',
    'regarding.namespace',
    'regarding.name',
    'regarding.uid',
    'regarding.apiVersion',
    'regarding.resourceVersion',
    'regarding.fieldPath',
    'reason',
    'reportingController',
    'type',
  ],
  '/Namespace': ['status.phase'],
  '/Secret': ['type'],
  '/Service': ['spec.clusterIP', 'spec.type'],
  'batch/Job': ['status.successful'],
  'certificates.k8s.io/CertificateSigningRequest': ['spec.signerName'],
};

const notSupported = (type: ResourceType, label: string): Error => {
  if (type.structural !== undefined) return badRequest(`field label not supported: ${label}`);
  if (type.group === 'batch') return badRequest(`field label ${JSON.stringify(label)} not supported for Job`);
  if (labelsOf[`${type.group}/${type.kind}`] !== undefined) {
    return badRequest(`field label not supported: ${label}`);
  }
  return badRequest(
    `${JSON.stringify(label)} is not a known field selector: only "metadata.name", "metadata.namespace"`,
  );
};

const valueAt = (object: JsonObject, label: string): string => {
  let value: Json | undefined = object;
  for (const step of label === 'status.successful' ? ['status', 'succeeded'] : label.split('.')) {
    value = isJsonObject(value) ? value[step] : undefined;
  }
  if (label === 'source' && isJsonObject(value)) return String(value.component ?? '');
  if (value === undefined || value === null) return zeroes.get(label) ?? '';
  return String(value);
};

/** What Go's zero value reads like. */
const zeroes: ReadonlyMap<string, string> = new Map([
  ['spec.hostNetwork', 'false'],
  ['spec.unschedulable', 'false'],
  ['status.replicas', '0'],
  ['status.successful', '0'],
]);

interface Term {
  readonly label: string;
  readonly value: string;
  readonly equal: boolean;
}

const term = (text: string): Term => {
  const match = /^(.*?)(!=|==|=)(.*)$/s.exec(text);
  if (match === null) throw badRequest(`invalid selector: '${text}'; can't understand '${text}'`);
  const [, label, operator, value] = match as unknown as [string, string, string, string];
  return { label, equal: operator !== '!=', value: value.replaceAll(/\\([\\,=])/g, '$1') };
};

export interface FieldSelector {
  readonly matches: ObjectFilter;
  /** The one name that it asks for. */
  readonly name?: string;
}

/** `metadata.name=x,status.phase!=Running`; undefined when it lets everything pass. Throws a 400. */
export const fieldSelector = (text: string, type: ResourceType): FieldSelector | undefined => {
  const parts = text.split(/(?<!\\),/).filter((part) => part !== '');
  if (parts.length === 0) return undefined;
  const terms = parts.map(term);
  const known = labelsOf[`${type.group}/${type.kind}`] ?? [];
  for (const { label } of terms) {
    const general = label === 'metadata.name' || (label === 'metadata.namespace' && type.kind !== 'Node');
    if (!general && !known.includes(label)) throw notSupported(type, label);
  }
  const name = terms.find(({ label, equal }) => label === 'metadata.name' && equal)?.value;
  return {
    matches: (object) =>
      terms.every(({ label, value, equal }) => (valueAt(object, label) === value) === equal),
    ...(name !== undefined && { name }),
  };
};
