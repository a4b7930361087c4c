import type { JsonObject } from '../../../model/json.ts';
import { objectAt, objectsAt } from '../defaults/missing.ts';
import type { Faults } from './faults.ts';
import { goBudgetSpec } from './go-structs.ts';
import { configMapKey, dnsLabel, qualifiedName } from './name-rules.ts';
import { selectorFaults } from './selector-rules.ts';
import { amountFaults, mostAll } from './workload-rules.ts';

const keys = (object: JsonObject, field: string): readonly string[] => Object.keys(objectAt(object, field));

const largestData = 1024 * 1024;

const sizeFault = (
  faults: Faults,
  object: JsonObject,
  field: string,
  bytes: (value: string) => number,
): void => {
  const size = Object.values(objectAt(object, 'data')).reduce<number>(
    (sum, value) => sum + bytes(String(value)),
    0,
  );
  if (size <= largestData) return;
  const message = `Too long: may not be more than ${largestData} bytes`;
  faults.add({ reason: 'FieldValueTooLong', field, message });
};

export const configMapFaults = (faults: Faults, object: JsonObject): void => {
  const binary = new Set(keys(object, 'binaryData'));
  for (const key of keys(object, 'data')) {
    faults.invalidAll(`data[${key}]`, key, configMapKey(key));
    if (binary.has(key)) faults.invalid(`data[${key}]`, key, 'duplicate of key present in binaryData');
  }
  for (const key of binary) faults.invalidAll(`binaryData[${key}]`, key, configMapKey(key));
  sizeFault(faults, object, '', Buffer.byteLength);
};

/** Keys that a Secret of a type must have. */
const neededKeys: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
};

const jsonFault = (text: string): string | undefined => {
  try {
    JSON.parse(text);
    return undefined;
  } catch {
    return text.trim() === ''
      ? 'unexpected end of JSON input'
      : `invalid character '${text.trim().charAt(0)}' looking for beginning of value`;
  }
};

export const secretFaults = (faults: Faults, secret: JsonObject): void => {
  const data = objectAt(secret, 'data');
  for (const key of Object.keys(data)) faults.invalidAll(`data[${key}]`, key, configMapKey(key));
  sizeFault(faults, secret, 'data', (value) => Buffer.byteLength(value, 'base64'));
  const type = String(secret.type);
  for (const key of neededKeys[type] ?? []) if (data[key] === undefined) faults.required(`data[${key}]`);
  if (type.startsWith('kubernetes.io/dockerc')) {
    const key = neededKeys[type]![0]!;
    const text = data[key] === undefined ? '{}' : Buffer.from(String(data[key]), 'base64').toString('utf8');
    const fault = jsonFault(text);
    if (fault !== undefined) faults.invalid(`data[${key}]`, '<secret contents redacted>', fault);
  }
  if (type === 'kubernetes.io/basic-auth' && data.username === undefined && data.password === undefined) {
    faults.required('data[username]');
    faults.required('data[password]');
  }
  const account = objectAt(objectAt(secret, 'metadata'), 'annotations')['kubernetes.io/service-account.name'];
  if (type === 'kubernetes.io/service-account-token' && !account) {
    faults.required('metadata.annotations[kubernetes.io/service-account.name]');
  }
};

export const namespaceFaults = (faults: Faults, namespace: JsonObject): void => {
  const { finalizers } = objectAt(namespace, 'spec');
  for (const name of Array.isArray(finalizers) ? (finalizers as readonly string[]) : []) {
    faults.invalidAll('spec.finalizers', name, qualifiedName(name));
    if (name.includes('/') || name === 'kubernetes') continue;
    const detail = 'name is neither a standard finalizer name nor is it fully qualified';
    faults.invalid('spec.finalizers', name, detail);
  }
};

export const budgetFaults = (faults: Faults, budget: JsonObject): void => {
  const spec = objectAt(budget, 'spec');
  if (spec.minAvailable !== undefined && spec.maxUnavailable !== undefined) {
    faults.invalid('spec', goBudgetSpec(spec), 'minAvailable and maxUnavailable cannot be both set');
  }
  for (const name of ['minAvailable', 'maxUnavailable']) {
    amountFaults(faults, spec[name], `spec.${name}`);
    mostAll(faults, spec[name], `spec.${name}`);
  }
  selectorFaults(faults, objectAt(spec, 'selector'), 'spec.selector');
  const policy = spec.unhealthyPodEvictionPolicy;
  faults.oneOf('spec.unhealthyPodEvictionPolicy', policy, ['AlwaysAllow', 'IfHealthyBudget']);
};

const largestPriority = 1_000_000_000;
const systemClasses = ['system-node-critical', 'system-cluster-critical'];

export const priorityClassFaults = (faults: Faults, object: JsonObject): void => {
  const name = String(objectAt(object, 'metadata').name ?? '');
  if (name.startsWith('system-')) {
    if (!systemClasses.includes(name)) {
      const rule = "priority class names with 'system-' prefix are reserved for system use only.";
      faults.forbidden('metadata.name', `${rule} error: ${name} is not a known system priority class`);
    }
  } else if (typeof object.value === 'number' && object.value > largestPriority) {
    faults.forbidden('value', `maximum allowed value of a user defined priority is ${largestPriority}`);
  }
  faults.oneOf('preemptionPolicy', object.preemptionPolicy, ['PreemptLowerPriority', 'Never']);
};

export const leaseFaults = (faults: Faults, lease: JsonObject): void => {
  const { leaseDurationSeconds: seconds, leaseTransitions } = objectAt(lease, 'spec');
  if (typeof seconds === 'number' && seconds <= 0) {
    faults.invalid('spec.leaseDurationSeconds', seconds, 'must be greater than 0');
  }
  faults.nonNegative('spec.leaseTransitions', leaseTransitions);
};

export const eventFaults = (faults: Faults, event: JsonObject): void => {
  const { namespace } = objectAt(event, 'involvedObject');
  const own = objectAt(event, 'metadata').namespace;
  const isClusterWide = namespace === undefined && own === 'default';
  if ((namespace ?? '') !== own && !isClusterWide) {
    faults.invalid('involvedObject.namespace', namespace ?? '', 'does not match event.namespace');
  }
};

const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

export const nodeFaults = (faults: Faults, node: JsonObject): void => {
  for (const [index, taint] of objectsAt(objectAt(node, 'spec'), 'taints').entries()) {
    faults.oneOf(`metadata.taints[${index}].effect`, taint.effect, effects);
  }
};

export const revisionFaults = (faults: Faults, object: JsonObject): void =>
  faults.nonNegative('revision', object.revision);

export const runtimeClassFaults = (faults: Faults, object: JsonObject): void => {
  const handler = String(object.handler ?? '');
  if (handler === '') faults.required('handler');
  else faults.invalidAll('handler', handler, dnsLabel(handler));
};

export const apiServiceFaults = (faults: Faults, object: JsonObject): void => {
  const spec = objectAt(object, 'spec');
  const wanted = `${spec.version ?? ''}.${spec.group ?? ''}`;
  const { name } = objectAt(object, 'metadata');
  if (name !== wanted) {
    const rule = '`spec.version+"."+spec.group`';
    faults.invalid('metadata.name', name, `must be ${rule}: ${JSON.stringify(wanted)}`);
  }
  const bounds = [
    ['groupPriorityMinimum', 20_000],
    ['versionPriority', 1000],
  ] as const;
  for (const [field, most] of bounds) {
    const value = typeof spec[field] === 'number' ? spec[field] : 0;
    if (value <= 0 || value > most) {
      faults.invalid(`spec.${field}`, value, `must be positive and less than ${most}`);
    }
  }
  if (spec.insecureSkipTLSVerify === true && spec.caBundle) {
    faults.invalid('spec.insecureSkipTLSVerify', true, 'may not be true if caBundle is present');
  }
};
