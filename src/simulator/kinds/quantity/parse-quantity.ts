/** How a quantity was written: what its canonical form keeps. */
export type QuantityFormat = 'decimal' | 'exponent' | 'binary';

export interface Quantity {
  /** In units of 1e-9, the smallest that Kubernetes keeps; smaller ones were rounded up. */
  readonly nano: bigint;
  readonly format: QuantityFormat;
  /** The text is kept as it was written: Go does not format again what its fast path takes for canonical. */
  readonly verbatim: boolean;
  /** Power of ten of the last digit that was written. */
  readonly scale: number;
}

const wrongFormat =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
const pattern = /^([+-]?)0*(\d*)(?:\.(\d*))?([eEinumkKMGTP]*[-+]?\d*)$/;
const decimalSuffixes: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  '': 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const binarySuffixes: Readonly<Record<string, number>> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };
const largest = (2n ** 63n - 1n) * 10n ** 9n;

interface Suffix {
  readonly format: QuantityFormat;
  readonly exponent: number;
}

const readSuffix = (text: string): Suffix | undefined => {
  const binary = binarySuffixes[text];
  if (binary !== undefined) return { format: 'binary', exponent: binary };
  const decimal = decimalSuffixes[text];
  if (decimal !== undefined) return { format: 'decimal', exponent: decimal };
  const match = /^[eE]([-+]?\d+)$/.exec(text);
  return match === null ? undefined : { format: 'exponent', exponent: Number(match[1]) };
};

/** value * 10^power, rounded away from zero to a whole number. */
const shifted = (value: bigint, power: number): bigint => {
  if (power >= 0) return value * 10n ** BigInt(power);
  const divisor = 10n ** BigInt(-power);
  return (value + divisor - 1n) / divisor;
};

const isVerbatim = (digits: string, scale: number, suffix: Suffix, denominator: string): boolean => {
  if (suffix.format === 'binary') {
    const room = 15 - (digits.length - denominator.length) - Math.trunc((suffix.exponent * 3) / 10) - 1;
    return denominator === '' && room >= 0 && (BigInt(digits) & 7n) !== 0n;
  }
  return (
    18 - digits.length >= 0 &&
    scale >= -9 &&
    scale % 3 === 0 &&
    !digits.endsWith('000') &&
    !digits.startsWith('0')
  );
};

/** Parses as resource.ParseQuantity does; a text is what is wrong with it, in Kubernetes' words. */
export const parseQuantity = (text: string): Quantity | string => {
  const match = text === '' ? null : pattern.exec(text);
  if (match === null) return wrongFormat;
  const [, sign, numerator, denominator = '', suffixText] = match;
  const suffix = readSuffix(suffixText!);
  if (suffix === undefined) return "unable to parse quantity's suffix";
  const digits = (numerator || '0') + denominator;
  const decimalExponent = suffix.format === 'binary' ? 0 : suffix.exponent;
  const scale = decimalExponent - denominator.length;
  const factor = suffix.format === 'binary' ? 2n ** BigInt(suffix.exponent) : 1n;
  let nano = shifted(BigInt(digits) * factor, scale + 9);
  if (suffix.format === 'binary' && nano > largest) nano = largest;
  const small = suffix.format === 'binary' && nano > 0n && nano < 10n ** 9n;
  return {
    nano: sign === '-' ? -nano : nano,
    format: small ? 'decimal' : suffix.format,
    verbatim: text !== '0' && nano !== 0n && isVerbatim(digits, scale, suffix, denominator),
    scale,
  };
};
