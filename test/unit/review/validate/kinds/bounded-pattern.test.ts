import { describe, expect, it } from 'vitest';
import { matchesPattern } from '../../../../../src/review/validate/kinds/bounded-pattern.ts';

describe('a pattern of a custom resource', () => {
  it.each([
    ['^[a-z]+$', 'abc', true],
    ['^[a-z]+$', 'aBc', false],
    ['^[a-z0-9]([-a-z0-9]*[a-z0-9])?$', 'a-b', true],
    ['^[a-z0-9]([-a-z0-9]*[a-z0-9])?$', 'a-', false],
    ['^(http|https)://[a-z.]{1,20}$', 'http://a.b', true],
    ['^(?:http|https)://[a-z.]{1,20}$', 'ftp://a.b', false],
    ['^v\\d{1,3}(\\.\\d+)?$', 'v1.30', true],
    ['^[^/]+$', 'a/b', false],
    ['^a\\$', 'a$b', true],
  ])('is asked where it is simple: %s of %s', (pattern, text, expected) => {
    expect(matchesPattern(pattern, text)).toBe(expected);
  });

  it.each([
    ['^(a+)+$', 'what repeats in what repeats'],
    ['^(a|b)*$', 'a group that repeats'],
    ['^(a|a)+{2}$', 'a group that repeats'],
    ['[a-z]*[a-z]*x', 'no beginning'],
    ['^a*a*a*b$', 'three parts without end'],
    ['^a|b$', 'an alternative without a group'],
    ['^(?=a)b$', 'a look ahead'],
    ['^(a)\\1$', 'a back reference'],
    ['^\\p{L}$', 'a class of Unicode'],
    ['^(a$', 'a group that is open'],
    ['^.*$', 'any character, which Go counts otherwise'],
    [`^${'a'.repeat(400)}$`, 'its length'],
  ])('is left to the server for what it has: %s', (pattern) => {
    expect(
      matchesPattern(pattern, 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!'),
    ).toBeUndefined();
  });

  it('is not asked of a text that is long', () => {
    expect(matchesPattern('^[a-z]+$', 'a'.repeat(1_001))).toBeUndefined();
  });
});
