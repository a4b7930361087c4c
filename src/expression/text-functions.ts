import { EvaluationError } from '@marcbachmann/cel-js';
import { expressionLimits } from './limits.ts';
import { searchText } from './text-search.ts';

const refuse = (message: string): never => {
  throw new EvaluationError(message);
};

/** CEL's `int()` as its specification has it: cel-js takes '' for 0 and `0b1` for 1. */
const strictInteger = (text: string): bigint => {
  if (!/^[+-]?[0-9]{1,19}$/.test(text)) {
    refuse(`int() takes whole numbers, and ${JSON.stringify(text)} is none`);
  }
  return BigInt(text);
};

/** `+` makes a text longer at no cost; reading it costs what its length is. */
const readable = (text: string): string =>
  text.length <= expressionLimits.maxTextLength
    ? text
    : refuse(`a text of more than ${expressionLimits.maxTextLength} characters is too long to be read`);

const indexIn = (text: string, index: bigint): number =>
  index >= 0n && index < BigInt(text.length) ? Number(index) : refuse('the index is outside of the text');

/** Where the next separator begins and ends; the empty one stands between any two characters. */
const nextSeparator = (
  text: string,
  separator: string,
  from: number,
): readonly [number, number] | undefined => {
  if (separator === '') {
    const next = from + (text.codePointAt(from)! > 0xffff ? 2 : 1);
    return next < text.length ? [next, next] : undefined;
  }
  const start = searchText(text, separator, { from });
  return start < 0 ? undefined : [start, start + separator.length];
};

/** At most `most` parts, the last one with what is left; without end where `most` is negative. */
const split = (text: string, separator: string, most: number): readonly string[] => {
  if (most === 0 || (readable(text) === '' && separator === '')) return [];
  const parts: string[] = [];
  let from = 0;
  while (most < 0 || parts.length < most - 1) {
    const next = nextSeparator(text, readable(separator), from);
    if (next === undefined) break;
    parts.push(text.slice(from, next[0]));
    from = next[1];
    if (parts.length >= expressionLimits.maxItems) {
      refuse(`.split() makes more than ${expressionLimits.maxItems} parts`);
    }
  }
  return [...parts, text.slice(from)];
};

const join = (parts: readonly unknown[], separator: string): string => {
  let length = 0;
  for (const part of parts) {
    if (typeof part !== 'string') return refuse('.join() takes a list of texts alone');
    length += part.length + separator.length;
    if (length > expressionLimits.maxTextLength) refuse('.join() makes a text that is too long');
  }
  return parts.join(separator);
};

const ascii = (text: string, letters: RegExp, change: (letter: string) => string): string =>
  readable(text).replace(letters, change);
const lower = (text: string): string => ascii(text, /[A-Z]+/g, (letters) => letters.toLowerCase());
const upper = (text: string): string => ascii(text, /[a-z]+/g, (letters) => letters.toUpperCase());

const contains = (text: string, part: string): boolean => searchText(readable(text), readable(part)) >= 0;
const indexOf = (text: string, part: string, from = 0): bigint =>
  BigInt(searchText(readable(text), readable(part), { from }));
const lastIndexOf = (text: string, part: string, until = text.length): bigint =>
  BigInt(searchText(readable(text), readable(part), { until, last: true }));

/** The library's functions whose cost or meaning is not as it must be. */
export const replacedFunctions: ReadonlySet<string> = new Set(['int']);
export const replacedMethods: ReadonlySet<string> = new Set([
  'contains',
  'indexOf',
  'join',
  'lastIndexOf',
  'lowerAscii',
  'split',
  'upperAscii',
]);

/** A built-in cannot be overridden; a name of equal length keeps the offsets of errors right. */
export const replacementName = (name: string): string => name.slice(0, 1).toUpperCase() + name.slice(1);

/** Signature and function of each replacement. */
export const replacements: readonly (readonly [signature: string, run: (...args: never[]) => unknown])[] = [
  ['Int(string): int', strictInteger],
  ['Int(int): int', (value: bigint) => value],
  ['Int(double): int', (value: number) => BigInt(Math.trunc(value))],
  ['string.Split(string): list<string>', (text: string, by: string) => split(text, by, -1)],
  [
    'string.Split(string, int): list<string>',
    (text: string, by: string, n: bigint) => split(text, by, Number(n)),
  ],
  ['list<string>.Join(): string', (parts: readonly unknown[]) => join(parts, '')],
  ['list<string>.Join(string): string', (parts: readonly unknown[], by: string) => join(parts, by)],
  ['string.LowerAscii(): string', lower],
  ['string.UpperAscii(): string', upper],
  ['string.Contains(string): bool', contains],
  ['string.IndexOf(string): int', (text: string, part: string) => indexOf(text, part)],
  [
    'string.IndexOf(string, int): int',
    (text: string, part: string, from: bigint) => indexOf(text, part, indexIn(text, from)),
  ],
  ['string.LastIndexOf(string): int', (text: string, part: string) => lastIndexOf(text, part)],
  [
    'string.LastIndexOf(string, int): int',
    (text: string, part: string, until: bigint) => lastIndexOf(text, part, indexIn(text, until)),
  ],
];
