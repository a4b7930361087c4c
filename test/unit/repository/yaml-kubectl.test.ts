import { describe, expect, it } from 'vitest';
import { parseDocuments } from '../../../src/repository/yaml/documents.ts';
import { kubectlKeys, kubectlScalars } from './kubectl-vectors.ts';

const readOne = (text: string): unknown => {
  const { documents, diagnostics } = parseDocuments(text, { file: 'a.yaml' });
  expect(diagnostics).toEqual([]);
  return documents[0]?.value;
};

describe('YAML as kubectl reads it', () => {
  it.each(kubectlScalars)('reads the value %s', (yaml, json) => {
    expect(readOne(`k: ${yaml}\n`)).toEqual({ k: json });
  });

  it.each(kubectlKeys)('reads the key %s', (yaml, key) => {
    expect(readOne(`${yaml}: v\n`)).toEqual({ [key]: 'v' });
  });

  it('merges "<<", the written key winning', () => {
    const text = 'base: &b {a: 1, c: 2}\nm:\n  <<: *b\n  a: 9\n';
    expect(readOne(text)).toEqual({ base: { a: 1, c: 2 }, m: { a: 9, c: 2 } });
  });

  it('takes the first of several mappings that are merged', () => {
    expect(readOne('m:\n  <<: [{a: 1}, {a: 2, b: 3}]\n')).toEqual({ m: { a: 1, b: 3 } });
  });

  it('keeps a quoted "<<" as a key', () => {
    expect(readOne('"<<": {a: 1}\n')).toEqual({ '<<': { a: 1 } });
  });

  it('reads JSON, tabs and escapes included', () => {
    expect(readOne('{\n\t"a": "\\ud83d\\ude00\\/\\u0041",\n\t"b": [1, -2.5e3, true, null]\n}')).toEqual({
      a: '😀/A',
      b: [1, -2500, true, null],
    });
  });
});
