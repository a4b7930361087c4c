import { isJsonObject, type JsonObject } from '../../../model/json.ts';
import { metadataOf } from '../object-meta.ts';
import { badRequest } from '../refusals.ts';

type Labels = Readonly<Record<string, string>>;
type Requirement = (labels: Labels) => boolean;

/** Whether an object passes. */
export type ObjectFilter = (object: JsonObject) => boolean;

const namePattern = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const prefixPattern = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

const unable = (why: string): Error => badRequest(`unable to parse requirement: ${why}`);

const checkKey = (key: string): void => {
  const parts = key.split('/');
  const name = parts.at(-1)!;
  const fine =
    parts.length <= 2 &&
    (parts.length === 1 || (prefixPattern.test(parts[0]!) && parts[0]!.length <= 253)) &&
    name.length <= 63 &&
    namePattern.test(name);
  if (fine) return;
  throw unable(
    `<nil>: Invalid value: ${JSON.stringify(key)}: name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')`,
  );
};

const checkValue = (key: string, value: string): void => {
  if (value === '') return;
  if (value.length > 63) {
    throw unable(`values[0][${key}]: Invalid value: ${JSON.stringify(value)}: must be no more than 63 bytes`);
  }
  if (namePattern.test(value)) return;
  throw unable(
    `values[0][${key}]: Invalid value: ${JSON.stringify(value)}: a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')`,
  );
};

const split = (text: string): readonly string[] => {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let index = 0; index < text.length; index += 1) {
    const char = text[index];
    if (char === '(') depth += 1;
    else if (char === ')') depth -= 1;
    else if (char === ',' && depth === 0) {
      parts.push(text.slice(from, index));
      from = index + 1;
    }
  }
  parts.push(text.slice(from));
  return parts.map((part) => part.trim());
};

const own = (labels: Labels, key: string): string | undefined =>
  Object.hasOwn(labels, key) ? labels[key] : undefined;

const inSet = (match: RegExpExecArray): Requirement => {
  const [, key, operator, list] = match as unknown as [string, string, string, string];
  checkKey(key);
  const values = list.split(',').map((value) => value.trim());
  for (const value of values) checkValue(key, value);
  return operator === 'in'
    ? (labels) => {
        const value = own(labels, key);
        return value !== undefined && values.includes(value);
      }
    : (labels) => {
        const value = own(labels, key);
        return value === undefined || !values.includes(value);
      };
};

const requirement = (text: string): Requirement => {
  const set = /^(\S+)\s+(in|notin)\s*\(([^)]*)\)$/.exec(text);
  if (set !== null) return inSet(set);
  const compared = /^([^=!<>\s]+)\s*(==|=|!=|>|<)\s*([^=!<>\s]*)$/.exec(text);
  if (compared !== null) return comparison(compared);
  const exists = /^(!?)\s*([^\s=!<>()]+)$/.exec(text);
  if (exists === null) throw unable(`found '${text}', expected: identifier`);
  const [, not, key] = exists as unknown as [string, string, string];
  checkKey(key);
  return not === '' ? (labels) => Object.hasOwn(labels, key) : (labels) => !Object.hasOwn(labels, key);
};

const comparison = (match: RegExpExecArray): Requirement => {
  const [, key, operator, value] = match as unknown as [string, string, string, string];
  checkKey(key);
  checkValue(key, value);
  switch (operator) {
    case '!=':
      return (labels) => own(labels, key) !== value;
    case '>':
      return (labels) => Number(own(labels, key)) > Number(value);
    case '<':
      return (labels) => Number(own(labels, key)) < Number(value);
    default:
      return (labels) => own(labels, key) === value;
  }
};

/** `app=shop,tier in (a,b),!old` → a filter; undefined when it lets everything pass. Throws a 400. */
export const labelSelector = (text: string): ObjectFilter | undefined => {
  if (text.trim() === '') return undefined;
  const requirements = split(text).map(requirement);
  return (object) => {
    const labels = metadataOf(object).labels;
    const known = (isJsonObject(labels) ? labels : {}) as Labels;
    return requirements.every((holds) => holds(known));
  };
};
