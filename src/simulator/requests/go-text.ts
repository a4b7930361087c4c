import { isJsonObject, type Json } from '../../model/json.ts';

const short: Readonly<Record<string, string>> = {
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '"': '\\"',
  '\\': '\\\\',
};

const escapedRune = (rune: string): string => {
  const known = short[rune];
  if (known !== undefined) return known;
  const code = rune.codePointAt(0)!;
  if (code < 0x80 || code === 0x7f) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code > 0xffff
    ? `\\U${code.toString(16).padStart(8, '0')}`
    : `\\u${code.toString(16).padStart(4, '0')}`;
};

/** Go's `%q` of a string: what is printable stays. */
export const goQuote = (text: string): string => `"${text.replace(/["\\\p{C}\u2028\u2029]/gu, escapedRune)}"`;

/** Go's `%v` of what JSON was decoded into. */
export const goValue = (value: Json): string => {
  if (Array.isArray(value)) return `[${value.map(goValue).join(' ')}]`;
  if (!isJsonObject(value)) return value === null ? '<nil>' : String(value);
  const keys = Object.keys(value).sort();
  return `map[${keys.map((key) => `${key}:${goValue(value[key]!)}`).join(' ')}]`;
};

/** What an error shows of a body that it cannot make sense of (apiserver's summarizeData, at most 30 bytes). */
export const bodySummary = (body: Buffer): string => {
  if (body.length === 0) return '<empty>';
  const most = 30;
  const shown = body.subarray(0, most).toString(body[0] === 0x7b ? 'utf8' : 'hex');
  return body.length > most ? `${shown} ...` : shown;
};
