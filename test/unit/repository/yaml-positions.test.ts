import { describe, expect, it } from 'vitest';
import { parseDocuments } from '../../../src/repository/yaml/documents.ts';

const at = (text: string, document = 0) => {
  const parsed = parseDocuments(text, { file: 'f.yaml' }).documents[document]!;
  return (pointer: string): string => {
    const { file, line, column } = parsed.positions.at(pointer);
    return `${file}:${line}:${column}`;
  };
};

const text = `# a comment
single: 'x'
double: "y"
literal: | # not |here
  text
folded: >-
  text
anchored: &a {x: 1, on: 3}
tagged: !!str 5
empty:
alias: *a
list:
  - 1
  - k: v
    l: w
"a/b~c": 7
merged:
  <<: *a
  own: 1
`;

describe('positions', () => {
  it.each([
    ['', '2:1'],
    ['/single', '2:9'],
    ['/double', '3:9'],
    ['/literal', '4:10'],
    ['/folded', '6:9'],
    ['/anchored', '8:14'],
    ['/anchored/x', '8:18'],
    ['/anchored/true', '8:25'],
    ['/tagged', '9:15'],
    ['/empty', '10:1'],
    ['/alias', '11:8'],
    ['/alias/x', '8:18'],
    ['/list', '13:3'],
    ['/list/1', '14:5'],
    ['/list/1/l', '15:8'],
    ['/a~1b~0c', '16:10'],
    ['/merged/x', '8:18'],
    ['/merged/own', '19:8'],
  ])('finds the value at %j', (pointer, position) => {
    expect(at(text)(pointer)).toBe(`f.yaml:${position}`);
  });

  it.each([
    ['/nope', '2:1'],
    ['/list/9/x', '13:3'],
    ['/single/deeper', '2:9'],
  ])('answers the nearest parent for %j, which is not written', (pointer, position) => {
    expect(at(text)(pointer)).toBe(`f.yaml:${position}`);
  });

  it('finds the fields of each document, and skips the empty ones', () => {
    const several = '---\n---\na: 1\n---\n# nothing\n---\nb:\n  c: 2\n';
    const parsed = parseDocuments(several, { file: 'f.yaml' });

    expect(parsed.documents.map(({ value }) => value)).toEqual([{ a: 1 }, { b: { c: 2 } }]);
    expect(parsed.documents.map(({ source }) => `${source.line}:${source.column}`)).toEqual(['3:1', '7:1']);
    expect(at(several, 1)('/b/c')).toBe('f.yaml:8:6');
  });

  it.each(['\n', '\r\n', '\r'])('counts lines that end in %j', (end) => {
    expect(at(`a: 1${end}b: |${end}  x${end}c: 2${end}`)('/c')).toBe('f.yaml:4:4');
    expect(at(`a: 1${end}b: |${end}  x${end}c: 2${end}`)('/b')).toBe('f.yaml:2:4');
  });

  it('finds what the explain example shows', () => {
    const front = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: front }\nspec: { replicas: 3 }\n';
    expect(at(front)('/spec/replicas')).toBe('f.yaml:4:19');
  });

  it('freezes values through and through', () => {
    const { value } = parseDocuments('a: {b: [1]}', { file: 'f' }).documents[0]!;
    expect(Object.isFrozen((value as { a: { b: unknown } }).a.b)).toBe(true);
  });
});

const characters = String.raw`plain: abc $def
quoted: "abc $def"
single: 'abc $def'
escaped: "a\tbc $def"
doubled: 'it''s $def'
literal: |
  first $one

    indented $two
folded: >
  first $one
over: lines
  abc $def
empty: ''
`;

/** Where the character after each mark stands, by what the text says at the position. */
const positionsOf = (text: string) => {
  const { value, positions } = parseDocuments(text, { file: 'f.yaml' }).documents[0]!;
  return (pointer: string, mark: string): string => {
    const offset = (value as Record<string, string>)[pointer.slice(1)]!.indexOf(mark);
    const { line, column } = positions.characterAt(pointer, offset);
    return `${line}:${column} ${text.split('\n')[line - 1]!.slice(column - 1)}`;
  };
};

describe('positions of characters', () => {
  it.each([
    ['/plain', '$def', '1:12 $def'],
    ['/quoted', '$def', '2:14 $def"'],
    ['/single', '$def', "3:14 $def'"],
    ['/literal', '$one', '7:9 $one'],
    ['/literal', '$two', '9:14 $two'],
  ])('are exact where %s is written in one piece (%s)', (pointer, mark, position) => {
    expect(positionsOf(characters)(pointer, mark)).toBe(position);
  });

  it.each([
    ['/escaped', '4:10'],
    ['/doubled', '5:10'],
    ['/folded', '10:9'],
    ['/over', '12:7'],
  ])('are where %s begins, which is written in pieces', (pointer, position) => {
    expect(positionsOf(characters)(pointer, '$').split(' ')[0]).toBe(position);
  });

  it('count in the lines of CRLF and of documents that follow others', () => {
    const text = 'a: 1\r\n---\r\nb: |\r\n  one\r\n  two $x\r\n';
    const { positions } = parseDocuments(text, { file: 'f' }).documents[1]!;

    expect(positions.characterAt('/b', 'one\ntwo '.length)).toMatchObject({ line: 5, column: 7 });
  });

  it('of a field that is not written are where its nearest parent is', () => {
    const { positions } = parseDocuments('a: { b: x }', { file: 'f' }).documents[0]!;

    expect(positions.characterAt('/a/c', 3)).toMatchObject({ line: 1, column: 4 });
  });
});

describe('positions of keys', () => {
  const key = (pointer: string): string => {
    const { line, column } = parseDocuments(text, { file: 'f.yaml' }).documents[0]!.positions.keyAt(pointer);
    return `${line}:${column}`;
  };

  it.each([
    ['/single', '2:1'],
    ['/anchored/x', '8:15'],
    ['/empty', '10:1'],
    ['/list', '12:1'],
    ['/list/1/l', '15:5'],
    ['/a~1b~0c', '16:1'],
    ['/merged/own', '19:3'],
    ['/list/0', '13:5'],
    ['', '2:1'],
    ['/nope', '2:1'],
  ])('finds the key of %j', (pointer, position) => {
    expect(key(pointer)).toBe(position);
  });
});
