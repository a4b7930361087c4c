import { describe, expect, it } from 'vitest';
import { parseQuantity } from '../../../../src/simulator/kinds/quantity/parse-quantity.ts';
import { canonicalQuantity, quantityNano } from '../../../../src/simulator/kinds/quantity/quantity.ts';

describe('quantities', () => {
  it.each([
    ['1000m', '1'],
    ['0.5', '500m'],
    ['1024Mi', '1Gi'],
    ['1.5Gi', '1536Mi'],
    ['0.5Gi', '512Mi'],
    ['1e3', '1e3'],
    ['1000', '1k'],
    ['1500', '1500'],
    ['1.500', '1.500'],
    ['100', '100'],
    ['0', '0'],
    ['00', '0'],
    ['-1000m', '-1'],
    ['0.1Ki', '102400m'],
    ['1Ei', '1Ei'],
    ['1M', '1M'],
    ['1000k', '1M'],
    ['0.0001', '100u'],
    ['12E', '12E'],
  ])('%s is stored as %s', (given, stored) => {
    expect(canonicalQuantity(given)).toBe(stored);
  });

  it('takes numbers', () => {
    expect(canonicalQuantity(2)).toBe('2');
    expect(canonicalQuantity(0.5)).toBe('500m');
  });

  it('rounds what is smaller than a thousandth up in resource lists', () => {
    expect(canonicalQuantity('0.0001', true)).toBe('1m');
    expect(canonicalQuantity('1.0005', true)).toBe('1001m');
    expect(canonicalQuantity('1m', true)).toBe('1m');
  });

  it('is canonical once and for all', () => {
    for (const text of ['1000m', '1.5Gi', '0.5', '1e3', '100000000', '3Ki', '999m']) {
      const once = canonicalQuantity(text);
      expect(canonicalQuantity(once)).toBe(once);
      expect(quantityNano(once)).toBe(quantityNano(text));
    }
  });

  it('says what is wrong as Kubernetes does', () => {
    const format =
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
    expect(parseQuantity('x')).toBe(format);
    expect(parseQuantity('')).toBe(format);
    expect(parseQuantity('1ii')).toBe("unable to parse quantity's suffix");
    expect(canonicalQuantity('x')).toBe('x');
  });
});
