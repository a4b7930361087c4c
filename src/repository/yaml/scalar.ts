/** A scalar that kubectl reads and JSON, or a JavaScript number, cannot carry. */
export class UnsupportedScalar extends Error {}

/** What a plain (unquoted) scalar means: the tag it resolves to, and its value. */
export type PlainScalar =
  | { readonly tag: 'null'; readonly value: null }
  | { readonly tag: 'bool'; readonly value: boolean }
  | { readonly tag: 'int' | 'float'; readonly value: number }
  | { readonly tag: 'str'; readonly value: string };

const wordGroups: readonly (readonly [PlainScalar, readonly string[]])[] = [
  [{ tag: 'null', value: null }, ['', '~', 'null', 'Null', 'NULL']],
  [{ tag: 'bool', value: true }, ['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON']],
  [
    { tag: 'bool', value: false },
    ['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'],
  ],
];
const words = new Map(wordGroups.flatMap(([scalar, texts]) => texts.map((text) => [text, scalar] as const)));

const notANumber = /^(?:\.(?:nan|NaN|NAN)|[-+]?\.(?:inf|Inf|INF))$/;
// What Go's strconv.ParseInt takes with base 0, once underscores are gone.
const integer = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[oO]?([0-7]+)|0[bB]([01]+)|(0|[1-9][0-9]*))$/;
const float = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const strayUnderscore = /(?<![0-9])_|_(?![0-9])/;
const maybeNumber = /^[-+.0-9]/;

const integerOf = (match: RegExpExecArray): number => {
  const [, sign, hex, octal, binary, decimal] = match;
  const digits =
    hex !== undefined
      ? `0x${hex}`
      : octal !== undefined
        ? `0o${octal}`
        : binary !== undefined
          ? `0b${binary}`
          : decimal!;
  const size = BigInt(digits);
  if (size > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw new UnsupportedScalar('an integer beyond 2^53 would be rounded: quote it if it is text');
  }
  return size === 0n ? 0 : sign === '-' ? -Number(size) : Number(size);
};

const str = (value: string): PlainScalar => ({ tag: 'str', value });

/**
 * Reads a plain scalar as kubectl does (sigs.k8s.io/yaml on its fork of go-yaml v2): YAML 1.1 booleans, base prefixes
 * and underscores, no base 60, timestamps left as text. Throws UnsupportedScalar for .nan, .inf and an integer
 * beyond 2^53.
 */
export const resolvePlain = (text: string): PlainScalar => {
  const word = words.get(text);
  if (word !== undefined) return word;
  if (!maybeNumber.test(text)) return str(text);
  if (notANumber.test(text))
    throw new UnsupportedScalar('JSON has neither infinity nor NaN: quote it if it is text');
  // go-yaml strips underscores from what begins with a digit or a sign; what begins with a dot goes to Go's
  // ParseFloat, which takes one between two digits alone
  if (text.startsWith('.') && strayUnderscore.test(text)) return str(text);
  const plain = text.replaceAll('_', '');
  const whole = integer.exec(plain);
  if (whole) return { tag: 'int', value: integerOf(whole) };
  if (!float.test(plain)) return str(text);
  const value = Number(plain);
  if (!Number.isFinite(value)) return str(text);
  return { tag: 'float', value: value === 0 ? 0 : value };
};

/** A float key as sigs.k8s.io/yaml writes it: Go's FormatFloat(key, 'g', -1, 32). */
const floatKey = (value: number): string => {
  const single = Math.fround(value);
  if (single === 0) return '0';
  if (!Number.isFinite(single)) return single > 0 ? '.inf' : '-.inf';
  let precision = 1;
  while (Math.fround(Number(single.toExponential(precision - 1))) !== single && precision < 9) precision++;
  const [digits = '', exponent = '0'] = single.toExponential(precision - 1).split('e');
  const power = Number(exponent);
  // Go's shortest %g turns to an exponent below 1e-4 and from 1e6 on
  if (power >= -4 && power < 6) return String(Number(`${digits}e${power}`));
  return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
};

/**
 * The JSON key that a YAML key becomes (`on:` → `true`, `0644:` → `420`, `1.10:` → `1.1`); undefined where it can be
 * none. Two spellings differ from kubectl's: `1e6:` is `1000000` here and `1e+06` there, `-0.0:` is `0` and `-0`.
 */
export const keyText = (key: unknown): string | undefined => {
  if (typeof key === 'string') return key;
  if (typeof key === 'boolean') return String(key);
  if (typeof key === 'number') return Number.isSafeInteger(key) ? String(key) : floatKey(key);
  return undefined;
};
