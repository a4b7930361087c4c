import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/model/json.ts';
import { parseDocuments } from '../../../src/repository/yaml/documents.ts';
import { writeYaml } from '../../../src/repository/yaml/write-yaml.ts';
import { keptDifferences, kubectlTable, manifestOf } from './kubectl-table.ts';

const readOne = (text: string): unknown => {
  const { documents, diagnostics } = parseDocuments(text, { file: 'a.yaml' });
  expect(diagnostics).toEqual([]);
  return documents[0]?.value;
};

/** The value of `spec`, or the code of why there is none. */
const ours = (spec: string): { readonly value?: unknown; readonly code?: string } => {
  const { documents, diagnostics } = parseDocuments(manifestOf(spec), { file: 'a.yaml' });
  const [problem] = diagnostics;
  return problem ? { code: problem.code } : { value: (documents[0]!.value as JsonObject).spec };
};

const isAsKubectl = (spec: string, json: string | null): boolean => {
  const { value, code } = ours(spec);
  if (json === null) return code !== undefined;
  return code === undefined && isDeepStrictEqual(value, JSON.parse(json));
};

const rows = [...kubectlTable.scalars, ...kubectlTable.keys, ...kubectlTable.members];
const kept = new Map(keptDifferences.flatMap(({ specs, ...rest }) => specs.map((spec) => [spec, rest])));

describe('YAML as kubectl reads it', () => {
  it('is compared on more than 300 values, 200 keys and 60 mappings', () => {
    expect(kubectlTable.kubectl).toMatch(/^v1\.\d+\.\d+$/);
    expect(kubectlTable.scalars.length).toBeGreaterThan(300);
    expect(kubectlTable.keys.length).toBeGreaterThan(200);
    expect(kubectlTable.members.length).toBeGreaterThan(60);
  });

  it.each(rows.filter(([spec]) => !kept.has(spec)))('is read alike, or refused alike: %j', (spec, json) => {
    const { value, code } = ours(spec);

    if (json === null) expect(code).toBeDefined();
    else expect({ value, code }).toEqual({ value: JSON.parse(json) });
  });

  it.each(keptDifferences.map((difference) => [difference.why, difference] as const))(
    'is left on purpose: %s',
    (_why, { code, specs }) => {
      for (const spec of specs) {
        const row = rows.find(([known]) => known === spec);

        expect(row, spec).toBeDefined();
        expect(isAsKubectl(...row!), spec).toBe(false);
        expect(ours(spec).code, spec).toBe(code);
      }
    },
  );

  it('refuses half of a character, which UTF-8 cannot carry, where it stands', () => {
    const { diagnostics } = parseDocuments('a: b\nc: "x\\ud83d"\n', { file: 'a.yaml' });

    expect(diagnostics).toMatchObject([{ code: 'YamlUnsupportedValue', source: { line: 2, column: 4 } }]);
  });

  it('lets a written key win over "<<" whatever type YAML gives it', () => {
    expect(readOne('m: {<<: {yes: 1, 0x10: 1, 1.5: 1}, on: 2, 16: 2, 1.50: 2}\n')).toEqual({
      m: { true: 2, 16: 2, 1.5: 2 },
    });
  });

  it('reads JSON, tabs and escapes included', () => {
    expect(readOne('{\n\t"a": "\\ud83d\\ude00\\/\\u0041",\n\t"b": [1, -2.5e3, true, null]\n}')).toEqual({
      a: '😀/A',
      b: [1, -2500, true, null],
    });
  });
});

describe('YAML as it is written', () => {
  const texts = rows.flatMap(([spec]) => spec.replace(/^k: |: v$/g, ''));

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
