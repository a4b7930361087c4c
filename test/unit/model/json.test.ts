import { describe, expect, it } from 'vitest';
import { byCodePoint, pointerToken } from '../../../src/model/json.ts';

describe('the order by code point', () => {
  it('is the order of UTF-8 bytes, also beyond U+FFFF', () => {
    const words = ['🚢', 'Ａ', '\uE000', 'é', 'z', 'a', '', 'aa', 'a🚢', 'aＡ', '\uFFFD', '𐀀', '퟿'];
    const byBytes = words.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));

    expect(words.toSorted(byCodePoint)).toEqual(byBytes);
  });

  it('answers 0 only for equal texts', () => {
    expect(byCodePoint('a', 'a')).toBe(0);
    expect(byCodePoint('e\u0301', 'é')).not.toBe(0);
  });
});

describe('a token of a JSON Pointer', () => {
  it('escapes ~ before /', () => {
    expect(pointerToken('a/b~1')).toBe('a~1b~01');
    expect(pointerToken(0)).toBe('0');
  });
});
