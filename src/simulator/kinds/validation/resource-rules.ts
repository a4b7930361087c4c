import type { JsonObject } from '../../../model/json.ts';
import { objectAt } from '../defaults/missing.ts';
import { quantityNano } from '../quantity/quantity.ts';
import type { Faults } from './faults.ts';
import { qualifiedName } from './name-rules.ts';

const standardContainer = new Set(['cpu', 'memory', 'ephemeral-storage']);
const standard = new Set([
  ...standardContainer,
  'storage',
  'pods',
  'requests.cpu',
  'requests.memory',
  'limits.cpu',
  'limits.memory',
]);
const one = 10n ** 9n;

const isHugePages = (name: string): boolean => name.startsWith('hugepages-');
const isQualified = (name: string): boolean => name.includes('/');
const isExtended = (name: string): boolean =>
  isQualified(name) && !name.startsWith('kubernetes.io/') && !name.startsWith('requests.');

/** Faults of the name of a resource of a container. */
const nameFaults = (faults: Faults, name: string, field: string): void => {
  const before = faults.causes.length;
  faults.invalidAll(field, name, qualifiedName(name));
  if (faults.causes.length === before && !isQualified(name) && !standard.has(name) && !isHugePages(name)) {
    faults.invalid(field, name, 'must be a standard resource type or fully qualified');
  }
  if (!isQualified(name) && !standardContainer.has(name) && !isHugePages(name)) {
    faults.invalid(field, name, 'must be a standard resource for containers');
  }
};

export const quantityFaults = (faults: Faults, value: string, field: string, whole: boolean): void => {
  const nano = quantityNano(value);
  if (nano === undefined) return;
  if (nano < 0n) faults.invalid(field, value, 'must be greater than or equal to 0');
  if (whole && nano % one !== 0n) faults.invalid(field, value, 'must be an integer');
};

const listFaults = (faults: Faults, list: JsonObject, field: string): void => {
  for (const [name, value] of Object.entries(list)) {
    nameFaults(faults, name, `${field}[${name}]`);
    quantityFaults(faults, String(value), `${field}[${name}]`, isExtended(name));
  }
};

const isOvercommittable = (name: string): boolean => !isExtended(name) && !isHugePages(name);

/** Requests may not be above limits; what cannot be overcommitted needs both to be equal. */
const compare = (faults: Faults, requests: JsonObject, limits: JsonObject, field: string): void => {
  for (const [name, value] of Object.entries(requests)) {
    const request = quantityNano(String(value));
    const limit = limits[name] === undefined ? undefined : quantityNano(String(limits[name]));
    if (request === undefined) continue;
    if (limit === undefined) {
      if (!isOvercommittable(name)) {
        faults.required(`${field}.limits`, 'Limit must be set for non overcommitable resources');
      }
    } else if (!isOvercommittable(name) && request !== limit) {
      faults.invalid(`${field}.requests`, value, `must be equal to ${name} limit of ${limits[name]}`);
    } else if (request > limit) {
      faults.invalid(
        `${field}.requests`,
        value,
        `must be less than or equal to ${name} limit of ${limits[name]}`,
      );
    }
  }
};

export const resourcesFaults = (faults: Faults, resources: JsonObject, field: string): void => {
  const limits = objectAt(resources, 'limits');
  const requests = objectAt(resources, 'requests');
  listFaults(faults, limits, `${field}.limits`);
  listFaults(faults, requests, `${field}.requests`);
  compare(faults, requests, limits, field);
};
