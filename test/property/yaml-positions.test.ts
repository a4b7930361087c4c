import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isJsonObject, type Json, pointerToken } from '../../src/model/json.ts';
import { parseDocuments } from '../../src/repository/yaml/documents.ts';
import { writeYaml } from '../../src/repository/yaml/write-yaml.ts';

const key = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc.constantFrom('on', 'no', '0644', '__proto__', 'a/b~c', '<<', '=', ''),
);
const scalar = fc.oneof(
  fc.string({ maxLength: 20 }),
  fc.string({ unit: 'binary', maxLength: 6 }).filter((text) => text.isWellFormed() && !text.includes('\0')),
  fc.constantFrom(
    'yes',
    '0o7',
    '1_000',
    '2024-01-02',
    '1:30',
    'null',
    '~',
    '1e3',
    '.5',
    'a\nb\n',
    '# a',
    '- a',
    ' x ',
  ),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (number === 0 ? 0 : number)),
  fc.boolean(),
  fc.constant(null),
);
const { json } = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    scalar,
    fc.array(tie('json'), { maxLength: 4 }),
    fc.dictionary(key, tie('json'), { maxKeys: 4 }),
  ),
}));
const mapping = fc.dictionary(key, json, { minKeys: 1, maxKeys: 5 }) as fc.Arbitrary<Json>;

interface Leaf {
  readonly pointer: string;
  readonly value: Json;
}
const leaves = (value: Json, pointer = ''): readonly Leaf[] => {
  if (Array.isArray(value)) return value.flatMap((item: Json, index) => leaves(item, `${pointer}/${index}`));
  if (!isJsonObject(value)) return [{ pointer, value }];
  return Object.entries(value).flatMap(([name, member]) =>
    leaves(member, `${pointer}/${pointerToken(name)}`),
  );
};

/** What the text at a position reads as, alone: the scalar must be the one that stands there. */
const scalarAt = (text: string, line: number, column: number): string =>
  text.split('\n')[line - 1]!.slice(column - 1);

describe('YAML', () => {
  it('gives back what a writer wrote, with integers beyond 2^53 aside', () => {
    fc.assert(
      fc.property(mapping, (value) => {
        const { documents, diagnostics } = parseDocuments(writeYaml(value), { file: 'a' });
        if (diagnostics.length > 0) {
          expect(diagnostics[0]!.code).toBe('YamlUnsupportedValue');
          return;
        }
        expect(documents[0]!.value).toEqual(value);
      }),
      { numRuns: 1_000 },
    );
  });

  it('gives back what a JSON writer wrote', () => {
    fc.assert(
      fc.property(mapping, fc.constantFrom(0, 2, '\t'), (value, indent) => {
        const { documents, diagnostics } = parseDocuments(JSON.stringify(value, null, indent), { file: 'a' });
        if (diagnostics.length > 0) expect(diagnostics[0]!.code).toBe('YamlUnsupportedValue');
        else expect(documents[0]!.value).toEqual(value);
      }),
      { numRuns: 1_000 },
    );
  });

  it('knows where each scalar of a JSON text stands', () => {
    fc.assert(
      fc.property(mapping, fc.constantFrom(0, 2, '\t'), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const [document] = parseDocuments(text, { file: 'a' }).documents;
        fc.pre(document !== undefined);
        for (const { pointer, value: leaf } of leaves(document.value)) {
          if (leaf !== null && typeof leaf === 'object') continue;
          const { line, column } = document.positions.at(pointer);
          expect(scalarAt(text, line, column).startsWith(JSON.stringify(leaf))).toBe(true);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('knows where each one-line scalar of a YAML text stands', () => {
    fc.assert(
      fc.property(mapping, (value) => {
        const text = writeYaml(value);
        const [document] = parseDocuments(text, { file: 'a' }).documents;
        fc.pre(document !== undefined);
        for (const { pointer, value: leaf } of leaves(document.value)) {
          const isPlain = typeof leaf === 'number' || typeof leaf === 'boolean' || /^\w+$/.test(String(leaf));
          if (!isPlain || leaf === null) continue;
          const { line, column } = document.positions.at(pointer);
          const rest = scalarAt(text, line, column).replace(/^['"]/, '');
          expect(rest.startsWith(String(typeof leaf === 'number' ? rest.match(/^\S+/)![0] : leaf))).toBe(
            true,
          );
        }
      }),
      { numRuns: 500 },
    );
  });
});
