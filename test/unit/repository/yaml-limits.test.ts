import { performance } from 'node:perf_hooks';
import { describe, expect, it } from 'vitest';
import type { DiagnosticCode } from '../../../src/model/diagnostic.ts';
import { parseDocuments } from '../../../src/repository/yaml/documents.ts';

const parse = (text: string) => parseDocuments(text, { file: 'a.yaml' });

/** One mapping whose members each hold nine of the one before: 9^levels leaves. */
const laughs = (levels: number, leaf = 'x'): string => {
  const list = (item: string): string => `[${Array(9).fill(item).join(',')}]`;
  const lines = Array.from({ length: levels }, (_, level) => {
    const item = level === 0 ? leaf : `*a${level - 1}`;
    return `a${level}: &a${level} ${list(item)}`;
  });
  return `${lines.join('\n')}\n`;
};

const refusals: readonly (readonly [name: string, text: string, code: DiagnosticCode, at: string])[] = [
  ['a list that is never closed', 'a: 1\nb: [', 'YamlSyntax', '2:5'],
  ['a tab as indentation', 'a:\n\tb: 1', 'YamlSyntax', '2:1'],
  ['an alias without an anchor', 'a: *b', 'YamlSyntax', '1:5'],
  ['a tag that nobody knows', 'a: 1\nb: !Ref x', 'YamlSyntax', '2:4'],
  ['a zero byte', 'a: "\u0000"', 'YamlSyntax', '1:5'],
  ['a key that stands twice', 'a: 1\nb: 2\na: 3', 'YamlDuplicateKey', '3:1'],
  ['a key that stands twice in two spellings', 'on: 1\n"true": 2', 'YamlDuplicateKey', '2:2'],
  ['a key that a later "<<" sets too', 'm:\n  a: 9\n  <<: {a: 1}', 'YamlDuplicateKey', '2:6'],
  ['an integer beyond 2^53', 'a:\n  b: 9007199254740993', 'YamlUnsupportedValue', '2:6'],
  ['a negative integer beyond 2^53', 'a: -9007199254740993', 'YamlUnsupportedValue', '1:4'],
  ['an integer beyond 64 bits', 'a: 99999999999999999999', 'YamlUnsupportedValue', '1:4'],
  ['infinity', 'a: 1\nb: -.Inf', 'YamlUnsupportedValue', '2:4'],
  ['not a number', '[1, .nan]', 'YamlUnsupportedValue', '1:5'],
  ['a key that is null', 'a: 1\n~: v', 'YamlUnsupportedValue', '2:1'],
  ['a key that is a list', '? [a]\n: v', 'YamlUnsupportedValue', '1:1'],
  ['an alias inside its own value', 'a: &a\n  b: *a', 'YamlLimit', '2:6'],
  ['a hundred levels', `${'['.repeat(100)}${']'.repeat(100)}`, 'YamlLimit', '1:100'],
];

describe('the bounds of YAML', () => {
  it.each(refusals)('refuses %s', (_, text, code, at) => {
    const { documents, diagnostics } = parse(text);

    expect(documents).toEqual([]);
    expect(diagnostics.map((d) => [d.code, d.severity, `${d.source?.line}:${d.source?.column}`])).toEqual([
      [code, 'error', at],
    ]);
  });

  it('refuses a billion laughs before anything is written out', () => {
    const before = performance.now();
    const { diagnostics } = parse(laughs(9));

    expect(diagnostics.map(({ code }) => code)).toEqual(['YamlLimit']);
    expect(performance.now() - before).toBeLessThan(500);
  });

  it('refuses few aliases to a long text: a gigabyte from ninety kilobytes', () => {
    const { diagnostics } = parse(laughs(6, 'x'.repeat(2_000)));
    expect(diagnostics.map(({ code }) => code)).toEqual(['YamlLimit']);
  });

  it('refuses depth that aliases add up', () => {
    const nest = (inner: string): string => `${'['.repeat(60)}${inner}${']'.repeat(60)}`;
    const { diagnostics } = parse(`a: &a ${nest('x')}\nb: ${nest('*a')}\n`);
    expect(diagnostics.map(({ code }) => code)).toEqual(['YamlLimit']);
  });

  it('refuses more than a hundred aliases', () => {
    const { diagnostics } = parse(`a: &a 1\nb: [${Array(101).fill('*a').join(',')}]\n`);
    expect(diagnostics.map(({ code }) => code)).toEqual(['YamlLimit']);
  });

  it('refuses a text beyond 4 Mi characters', () => {
    const { diagnostics } = parse(`a: ${'x'.repeat(4 * 1024 * 1024)}`);
    expect(diagnostics.map(({ code }) => code)).toEqual(['YamlLimit']);
  });

  it('takes anchors in fair use', () => {
    expect(parse('a: &a {x: [1]}\nb: [*a, *a]\n').documents[0]?.value).toEqual({
      a: { x: [1] },
      b: [{ x: [1] }, { x: [1] }],
    });
  });

  it('makes an own key of __proto__ and changes no prototype', () => {
    const value = parse('__proto__: {polluted: true}\na: 1\n').documents[0]?.value as object;

    expect(Object.keys(value)).toEqual(['__proto__', 'a']);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('names no value in a message, for it may be a Secret', () => {
    const { diagnostics } = parse('stringData: {pin: 90071992547409931234}');
    expect(diagnostics[0]?.message).not.toContain('9007');
  });
});
