import { describe, expect, it } from 'vitest';
import { duplicateFields } from '../../../../src/simulator/requests/duplicate-fields.ts';
import { bodySummary, goQuote, goValue } from '../../../../src/simulator/requests/go-text.ts';

describe("Go's ways to write", () => {
  it.each([
    ['plain', '"plain"'],
    ['a"b\\c', String.raw`"a\"b\\c"`],
    ['\u0007\n\u0001', String.raw`"\a\n\x01"`],
    ['é\u009e', String.raw`"é\u009e"`],
  ])('a quoted string: %j', (text, quoted) => {
    expect(goQuote(text)).toBe(quoted);
  });

  it('a map, sorted and without quotes', () => {
    expect(goValue({ b: [1, 'x'], a: { c: null, d: true } })).toBe('map[a:map[c:<nil> d:true] b:[1 x]]');
  });

  it.each([
    ['', '<empty>'],
    ['{"a":', '{"a":'],
    ['[]', '5b5d'],
    [`{${'x'.repeat(40)}`, `{${'x'.repeat(29)} ...`],
  ])('a body that it cannot read: %j', (text, summary) => {
    expect(bodySummary(Buffer.from(text))).toBe(summary);
  });
});

describe('fields that are given twice', () => {
  it.each([
    ['{"a":1,"b":{"a":1},"c":[{"a":1},{"a":2}]}', []],
    ['{"a":1,"a":2}', ['a']],
    ['{ "data" : { "x:y" : "1" , "x:y" : "{:" } }', ['data.x:y']],
    [String.raw`{"l":[{"k\"":1,"k\"":[true,null]}]}`, ['l[0].k"']],
  ])('in %s', (text, found) => {
    expect(duplicateFields(text, JSON.parse(text))).toEqual(found);
  });
});
