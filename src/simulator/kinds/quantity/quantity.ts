import { parseQuantity, type Quantity } from './parse-quantity.ts';

const decimalNames = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'];
const binaryNames = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const one = 10n ** 9n;

const decimalText = (nano: bigint, exponential: boolean): string => {
  let mantissa = nano;
  let exponent = -9;
  while (mantissa % 1000n === 0n && (exponential || exponent < 18)) {
    mantissa /= 1000n;
    exponent += 3;
  }
  if (!exponential) return `${mantissa}${decimalNames[(exponent + 9) / 3]}`;
  return exponent === 0 ? `${mantissa}` : `${mantissa}e${exponent}`;
};

const binaryText = (nano: bigint): string => {
  let mantissa = nano / one;
  let power = 0;
  while (mantissa % 1024n === 0n && power < 6) {
    mantissa /= 1024n;
    power += 1;
  }
  return `${mantissa}${binaryNames[power]}`;
};

const canonicalText = ({ nano, format }: Quantity): string => {
  if (nano === 0n) return '0';
  const small = nano > -1024n * one && nano < 1024n * one;
  if (format === 'binary' && !small && nano % one === 0n) return binaryText(nano);
  return decimalText(nano, format === 'exponent');
};

const ceilMilli = (nano: bigint): bigint => {
  const rest = nano % 1_000_000n;
  if (rest === 0n) return nano;
  return nano > 0n ? nano - rest + 1_000_000n : nano - rest - 1_000_000n;
};

const canonicalOf = (text: string, wholeMilli: boolean): string => {
  const quantity = parseQuantity(text.trim());
  if (typeof quantity === 'string') return text;
  if (wholeMilli && quantity.scale < -3) {
    return canonicalText({ ...quantity, nano: ceilMilli(quantity.nano) });
  }
  return quantity.verbatim ? text.trim() : canonicalText(quantity);
};

/** Few spellings are in use, and big integers are slow. */
const mostKept = 4096;
const kept = new Map<string, string>();

/**
 * The form in which the API server stores and shows a quantity (`1000m` → `1`, `0.5` → `500m`); what is none stays as it is.
 * With `wholeMilli` (resource lists) parts of a thousandth are rounded up.
 */
export const canonicalQuantity = (value: string | number, wholeMilli = false): string => {
  const text = String(value);
  const key = wholeMilli ? text : `/${text}`;
  const known = kept.get(key);
  if (known !== undefined) return known;
  const canonical = canonicalOf(text, wholeMilli);
  if (kept.size >= mostKept) kept.clear();
  kept.set(key, canonical);
  return canonical;
};

/** In units of 1e-9; undefined for what is no quantity. */
export const quantityNano = (value: string | number): bigint | undefined => {
  const quantity = parseQuantity(String(value).trim());
  return typeof quantity === 'string' ? undefined : quantity.nano;
};
