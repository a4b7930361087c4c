import type { Json, JsonObject } from '../../../model/json.ts';
import { objectAt, objectsAt } from '../defaults/missing.ts';
import { quantityNano } from '../quantity/quantity.ts';
import type { Faults } from './faults.ts';
import { qualifiedName } from './name-rules.ts';
import { quantityFaults } from './resource-rules.ts';

const counted = new Set([
  'pods',
  'services',
  'replicationcontrollers',
  'resourcequotas',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'services.nodeports',
  'services.loadbalancers',
]);
const measured = new Set([
  'cpu',
  'memory',
  'ephemeral-storage',
  'storage',
  'requests.cpu',
  'requests.memory',
  'requests.storage',
  'requests.ephemeral-storage',
  'limits.cpu',
  'limits.memory',
  'limits.ephemeral-storage',
]);
const scopes = new Set([
  'Terminating',
  'NotTerminating',
  'BestEffort',
  'NotBestEffort',
  'PriorityClass',
  'CrossNamespacePodAffinity',
  'VolumeAttributesClass',
]);

const isStandard = (name: string): boolean =>
  counted.has(name) || measured.has(name) || name.includes('/') || name.startsWith('requests.hugepages-');

export const quotaFaults = (faults: Faults, quota: JsonObject): void => {
  const spec = objectAt(quota, 'spec');
  for (const [name, value] of Object.entries(objectAt(spec, 'hard'))) {
    const field = `spec.hard[${name}]`;
    faults.invalidAll(field, name, qualifiedName(name));
    if (!isStandard(name)) faults.invalid(field, name, 'must be a standard resource for quota');
    quantityFaults(faults, String(value), field, counted.has(name) || name.startsWith('count/'));
  }
  const given = Array.isArray(spec.scopes) ? (spec.scopes as readonly string[]) : [];
  for (const scope of given) {
    if (!scopes.has(scope)) faults.invalid('spec.scopes', given as Json, 'unsupported scope');
  }
};

interface Amount {
  readonly text: string;
  readonly nano: bigint;
}

const amountAt = (list: JsonObject, name: string): Amount | undefined => {
  const value = list[name];
  const nano = value === undefined ? undefined : quantityNano(String(value));
  return nano === undefined ? undefined : { text: String(value), nano };
};

/** The four bounds of one resource must be in order: min, default request, default, max. */
const boundsFaults = (faults: Faults, item: JsonObject, name: string, field: string): void => {
  const of = (list: string): Amount | undefined => amountAt(objectAt(item, list), name);
  const [min, max, usual, request] = [of('min'), of('max'), of('default'), of('defaultRequest')];
  const exceeds = (low: Amount | undefined, high: Amount | undefined): boolean =>
    low !== undefined && high !== undefined && low.nano > high.nano;
  const tell = (at: string, value: string, detail: string): void =>
    faults.invalid(`${field}.${at}[${name}]`, value, detail);
  if (exceeds(min, max))
    tell('min', min!.text, `min value ${min!.text} is greater than max value ${max!.text}`);
  if (exceeds(min, request)) {
    tell(
      'defaultRequest',
      request!.text,
      `min value ${min!.text} is greater than default request value ${request!.text}`,
    );
  }
  if (exceeds(request, max)) {
    tell(
      'defaultRequest',
      request!.text,
      `default request value ${request!.text} is greater than max value ${max!.text}`,
    );
  }
  if (exceeds(request, usual)) {
    const detail = `default request value ${request!.text} is greater than default limit value ${usual!.text}`;
    tell('defaultRequest', request!.text, detail);
  }
  if (exceeds(min, usual)) {
    tell('default', min!.text, `min value ${min!.text} is greater than default value ${usual!.text}`);
  }
  if (exceeds(usual, max)) {
    tell('default', max!.text, `default value ${usual!.text} is greater than max value ${max!.text}`);
  }
};

export const limitRangeFaults = (faults: Faults, range: JsonObject): void => {
  for (const [index, item] of objectsAt(objectAt(range, 'spec'), 'limits').entries()) {
    const field = `spec.limits[${index}]`;
    const type = String(item.type ?? '');
    faults.invalidAll(`${field}.type`, type, qualifiedName(type));
    const lists = ['max', 'min', 'default', 'defaultRequest', 'maxLimitRequestRatio'];
    const names = new Set(lists.flatMap((list) => Object.keys(objectAt(item, list))));
    if (type === 'PersistentVolumeClaim') {
      const has = ['min', 'max'].some((list) => objectAt(item, list).storage !== undefined);
      const detail = 'either minimum or maximum storage value is required, but neither was provided';
      if (!has) faults.required(`${field}.limits`, detail);
    }
    for (const name of names) boundsFaults(faults, item, name, field);
  }
};
