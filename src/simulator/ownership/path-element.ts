import { byCodePoint, type Json } from '../../model/json.ts';

/**
 * One step of a field path as FieldsV1 spells it: `f:replicas`, `k:{"name":"x"}` (an item by its keys), `v:"x"` (an item of a set),
 * `i:0`. Equal steps have equal texts, as keys are sorted and values are written in one way.
 */
export type PathElement = string;

/** The element under which a FieldsV1 node says that it is itself owned, beside what is under it. */
export const self = '.';

export const fieldElement = (name: string): PathElement => `f:${name}`;

const htmlEscapes: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
};

/** JSON as Go writes it into path elements: with HTML's characters escaped. */
const goJson = (value: Json): string =>
  JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (character) => htmlEscapes[character]!);

export const valueElement = (value: Json): PathElement => `v:${goJson(value)}`;

/** `names` sorted, with a value each. */
export const keyElement = (names: readonly string[], values: readonly Json[]): PathElement =>
  `k:{${names.map((name, index) => `${JSON.stringify(name)}:${goJson(values[index]!)}`).join(',')}}`;

const sortedKeys = (text: string): readonly (readonly [string, Json])[] =>
  Object.entries(JSON.parse(text) as Record<string, Json>).sort(([a], [b]) => byCodePoint(a, b));

/** The one spelling of an element that a client wrote; undefined for one of a kind not known, which is dropped. Throws on bad JSON. */
export const canonicalElement = (text: string): PathElement | undefined => {
  if (text.length < 2 || text[1] !== ':') throw new Error(`missing colon: ${text}`);
  const content = text.slice(2);
  switch (text[0]) {
    case 'f':
      return text;
    case 'v':
      return valueElement(JSON.parse(content) as Json);
    case 'k': {
      const pairs = sortedKeys(content);
      return keyElement(
        pairs.map(([name]) => name),
        pairs.map(([, value]) => value),
      );
    }
    case 'i':
      return `i:${Number.parseInt(content, 10)}`;
    default:
      return undefined;
  }
};

const typeRank = (value: Json): number => {
  if (typeof value === 'number') return 0;
  if (typeof value === 'string') return 1;
  if (typeof value === 'boolean') return 2;
  return 3;
};

const compareValues = (a: Json, b: Json): number => {
  const rank = typeRank(a) - typeRank(b);
  if (rank !== 0) return rank;
  if (typeof a === 'string') return byCodePoint(a, b as string);
  return Number(a) - Number(b);
};

const compareKeys = (a: string, b: string): number => {
  const [left, right] = [sortedKeys(a), sortedKeys(b)];
  for (let index = 0; index < Math.min(left.length, right.length); index += 1) {
    const [leftName, leftValue] = left[index]!;
    const [rightName, rightValue] = right[index]!;
    const order = byCodePoint(leftName, rightName) || compareValues(leftValue, rightValue);
    if (order !== 0) return order;
  }
  return left.length - right.length;
};

const kindOrder = '.fkvi';

/** The order of elements in FieldsV1: `.`, fields, items by keys, items by value, items by index. */
export const compareElements = (a: PathElement, b: PathElement): number => {
  const [left, right] = [a.charCodeAt(0), b.charCodeAt(0)];
  if (left !== right) return kindOrder.indexOf(a[0]!) - kindOrder.indexOf(b[0]!);
  switch (a[0]) {
    case 'k':
      return compareKeys(a.slice(2), b.slice(2));
    case 'v':
      return compareValues(JSON.parse(a.slice(2)) as Json, JSON.parse(b.slice(2)) as Json);
    case 'i':
      return Number(a.slice(2)) - Number(b.slice(2));
    default:
      return byCodePoint(a, b);
  }
};

const shown = (value: Json): string => JSON.stringify(value);

/** As conflicts name it: `.replicas`, `[name="x"]`, `[="x"]`, `[0]`. */
export const showElement = (element: PathElement): string => {
  const content = element.slice(2);
  switch (element[0]) {
    case 'k':
      return `[${sortedKeys(content)
        .map(([name, value]) => `${name}=${shown(value)}`)
        .join(',')}]`;
    case 'v':
      return `[=${shown(JSON.parse(content) as Json)}]`;
    case 'i':
      return `[${content}]`;
    default:
      return `.${content}`;
  }
};
