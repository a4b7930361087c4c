import type { Json, JsonObject } from '../../../model/json.ts';
import { objectAt, objectsAt } from '../defaults/missing.ts';
import type { Faults } from './faults.ts';
import { dnsSubdomain } from './name-rules.ts';
import { selectorFaults } from './selector-rules.ts';

const operations = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE'];
const sideEffects = ['None', 'NoneOnDryRun'];
const isEmpty = (value: Json | undefined): boolean => !Array.isArray(value) || value.length === 0;

const nameFaults = (faults: Faults, name: string, field: string): void => {
  if (name === '') {
    faults.required(field);
    return;
  }
  const wrong = dnsSubdomain(name);
  faults.invalidAll(field, name, wrong);
  if (wrong.length === 0 && name.split('.').length < 3) {
    faults.invalid(field, name, 'should be a domain with at least three segments separated by dots');
  }
};

const clientFaults = (faults: Faults, client: JsonObject, field: string): void => {
  const { url, service } = client;
  if ((url === undefined) === (service === undefined)) {
    faults.required(field, 'exactly one of url or service is required');
    return;
  }
  if (typeof url === 'string' && !url.startsWith('https://')) {
    const scheme = url.split(':')[0]!;
    const detail = "'https' is the only allowed URL scheme; desired format: https://host[/path]";
    faults.add({
      reason: 'FieldValueInvalid',
      field: `${field}.url`,
      message: `Invalid value: ${JSON.stringify(scheme)}: ${detail}`,
    });
  }
};

const ruleFaults = (faults: Faults, rule: JsonObject, field: string): void => {
  for (const name of ['operations', 'apiGroups', 'apiVersions', 'resources']) {
    if (isEmpty(rule[name])) faults.required(`${field}.${name}`);
  }
  const given = Array.isArray(rule.operations) ? (rule.operations as readonly Json[]) : [];
  for (const [index, one] of given.entries()) faults.oneOf(`${field}.operations[${index}]`, one, operations);
};

const webhookFaults = (faults: Faults, webhook: JsonObject, field: string): void => {
  nameFaults(faults, String(webhook.name ?? ''), `${field}.name`);
  const versions = webhook.admissionReviewVersions;
  if (isEmpty(versions))
    faults.required(`${field}.admissionReviewVersions`, 'must specify one of v1, v1beta1');
  for (const [index, rule] of objectsAt(webhook, 'rules').entries()) {
    ruleFaults(faults, rule, `${field}.rules[${index}]`);
  }
  faults.oneOf(`${field}.failurePolicy`, webhook.failurePolicy, ['Fail', 'Ignore']);
  faults.oneOf(`${field}.matchPolicy`, webhook.matchPolicy, ['Equivalent', 'Exact']);
  const effects = webhook.sideEffects;
  if (effects === undefined || effects === null) {
    faults.required(`${field}.sideEffects`, 'must specify one of None, NoneOnDryRun');
  } else faults.oneOf(`${field}.sideEffects`, effects, sideEffects);
  const seconds = webhook.timeoutSeconds;
  if (typeof seconds === 'number' && (seconds > 30 || seconds < 1)) {
    faults.invalid(`${field}.timeoutSeconds`, seconds, 'the timeout value must be between 1 and 30 seconds');
  }
  for (const selector of ['namespaceSelector', 'objectSelector']) {
    selectorFaults(faults, objectAt(webhook, selector), `${field}.${selector}`);
  }
  clientFaults(faults, objectAt(webhook, 'clientConfig'), `${field}.clientConfig`);
};

/** Both kinds of webhook configurations. */
export const webhookConfigurationFaults = (faults: Faults, object: JsonObject): void => {
  const names = new Set<Json>();
  for (const [index, webhook] of objectsAt(object, 'webhooks').entries()) {
    webhookFaults(faults, webhook, `webhooks[${index}]`);
    const name = webhook.name ?? '';
    if (names.has(name)) faults.duplicate(`webhooks[${index}].name`, name);
    names.add(name);
  }
};
