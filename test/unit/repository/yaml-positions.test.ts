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
