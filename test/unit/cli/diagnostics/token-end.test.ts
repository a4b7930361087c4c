import { describe, expect, it } from 'vitest';
import { tokenEnd } from '../../../../src/cli/diagnostics/token-end.ts';
import { cel } from '../../overlay/small-fleet.ts';

/** The token that begins at the `^` of a marked line. */
const tokenOf = (marked: string): string => {
  const start = marked.indexOf('^');
  const line = marked.replace('^', '');
  return line.slice(start, tokenEnd(line, start + 1) - 1);
};

describe('the end of a token', () => {
  it.each([
    ['a key', '^labls: []', 'labls'],
    ['a plain value', 'name: ^front end', 'front end'],
    ['a value before a comment', 'name: ^front # why', 'front'],
    ['a value that holds a #', 'name: ^front#1', 'front#1'],
    ['a value that holds colons', 'image: ^reg:5000/a:1', 'reg:5000/a:1'],
    ['spaces at the end', 'name: ^front   ', 'front'],
    ['a word of a flow mapping', '{ kind: ^A, name: b }', 'A'],
    ['the last word of a flow mapping', 'target: { kinds: ^A }', 'A'],
    ['a comma outside of brackets', 'cn: ^a, b', 'a, b'],
    ['a comma after brackets', '- [a] ^b, c', 'b, c'],
    ['brackets inside quotes', `- "[" ^b, c`, 'b, c'],
    ['a double-quoted text', 'a: ^"x \\" y" # z', '"x \\" y"'],
    ['a single-quoted text', "a: ^'it''s' # z", "'it''s'"],
    ['a quote that does not end here', 'a: ^"x', '"x'],
    ['a flow mapping', 'x: ^{ a: { b: c }, d: "}" } # e', '{ a: { b: c }, d: "}" }'],
    ['a flow list', 'x: ^[] # e', '[]'],
    ['a bracket that does not end here', 'x: ^[ a,', '['],
    ['an item of a list', '  ^- name: rest', '- name'],
    [
      'an item that is a flow mapping',
      '  ^- { type: Soak, duration: 1m } # x',
      '- { type: Soak, duration: 1m }',
    ],
    ['an item of a list in a list', '^- - a', '- - a'],
    ['a negative number', 'a: ^-1', '-1'],
    ['a word inside of quotes', `a: "x-${cel('cluster.labels^.none')}"`, '.none'],
    ['an expression that is not quoted', `a: x-${cel('cluster.labels^.none')}`, '.none'],
    ['the mark of a block', 'x: ^|-', '|-'],
    ['a key of JSON', '  ^"kind": "Pod",', '"kind"'],
    ['a number of JSON', '  "a": ^12,', '12'],
  ])('%s', (_, marked, token) => {
    expect(tokenOf(marked)).toBe(token);
  });

  it('is one column where nothing stands', () => {
    expect(tokenEnd('abc', 4)).toBe(5);
    expect(tokenEnd('', 1)).toBe(2);
    expect(tokenEnd('abc', 99)).toBe(5);
  });

  it('takes time in proportion to the line, whatever it holds', () => {
    const line = `${'[{"'.repeat(20_000)}${"'".repeat(20_000)}`;

    expect(tokenEnd(line, 1)).toBeGreaterThan(1);
    expect(tokenEnd(line, 30_001)).toBeGreaterThan(1);
  });
});
