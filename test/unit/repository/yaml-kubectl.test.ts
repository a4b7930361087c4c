import { describe, expect, it } from 'vitest';
import { parseDocuments } from '../../../src/repository/yaml/documents.ts';
import { writeYaml } from '../../../src/repository/yaml/write-yaml.ts';
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

describe('YAML as it is written', () => {
  const texts = [...kubectlScalars, ...kubectlKeys].map(([yaml]) => yaml);

  it('is quoted wherever kubectl would read something other than the text, as value and as key', () => {
    for (const text of [...texts, '0X1F', '0B1', '0O7', '-0X1', '.NAN', '9007199254740993', '<<', '=', ''])
      expect(readOne(writeYaml({ value: text, [text]: 'key' }))).toEqual({ value: text, [text]: 'key' });
  });

  it('leaves what is no text without quotes', () => {
    expect(writeYaml({ a: null, b: true, c: -1.5, d: [], e: {} })).toBe(
      'a: null\nb: true\nc: -1.5\nd: []\ne: {}\n',
    );
  });
});
