import { describe, expect, it } from 'vitest';
import { matchesGlob } from '../../../src/overlay/glob.ts';

const cases: readonly (readonly [pattern: string, text: string, expected: boolean])[] = [
  ['front', 'front', true],
  ['front', 'front-2', false],
  ['front*', 'front-2', true],
  ['*front', 'shop-front', true],
  ['f*t', 'ft', true],
  ['f?t', 'ft', false],
  ['f?t', 'fat', true],
  ['*', '', true],
  ['', '', true],
  ['', 'a', false],
  ['a*b*c', 'aXbYbZc', true],
  ['a*b*c', 'aXbYbZ', false],
  ['.*', 'front', false],
  ['a.c', 'abc', false],
];

describe('a glob of a target', () => {
  for (const [pattern, text, expected] of cases) {
    it(`${expected ? 'takes' : 'leaves'} "${text}" for "${pattern}"`, () => {
      expect(matchesGlob(pattern, text)).toBe(expected);
    });
  }

  it('answers soon whatever the pattern', () => {
    expect(matchesGlob(`${'a*'.repeat(200)}b`, 'a'.repeat(5_000))).toBe(false);
  });
});
