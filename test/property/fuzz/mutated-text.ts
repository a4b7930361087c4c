import fc from 'fast-check';

/** What is put into a text: structure, odd scalars, anchors, and characters that editors and other systems leave. */
const pieces = [
  ...[
    '\n',
    '\r\n',
    '\r',
    '\t',
    ' ',
    '  ',
    ': ',
    '- ',
    '? ',
    '# ',
    ', ',
    '[',
    ']',
    '{',
    '}',
    '"',
    "'",
    '|\n',
    '>-\n',
  ],
  ...[
    '&a ',
    '*a',
    '&a [*a]',
    '<<: *a\n',
    '<<: ',
    '!!str ',
    '!x ',
    '!!binary ',
    '---\n',
    '...\n',
    '%YAML 1.1\n',
    '@',
    '`',
  ],
  ...[
    'null',
    '~',
    'yes',
    '0o17',
    '0x',
    '1e999',
    '-.inf',
    '.nan',
    '9'.repeat(40),
    '0'.repeat(200),
    '-0',
    '1_000',
    '1:30',
  ],
  ...[
    '\ufeff',
    '\u0000',
    '\u0085',
    '\u2028',
    '\u00a0',
    '\u200b',
    '\ud83d\ude00',
    '\ud83d',
    '\u0301',
    '\\u0000',
    '\\ud83d',
  ],
  ...[
    '__proto__: ',
    'constructor: ',
    '"": ',
    'kind: List\nitems:\n',
    'apiVersion: v1\n',
    'metadata: ',
    'name: ',
  ],
  ...[
    '[[[[[[[[[[[[[[[[[[[[',
    '{a: {a: {a: {a: {a: ',
    '- - - - - - - - - - ',
    '['.repeat(120),
    'a: '.repeat(120),
  ],
  ...[
    '$'.concat('{{ cluster.name }}'),
    '$'.concat('{{ 1 + }}'),
    '$'.concat('{{'),
    '$'.concat('{{ "}}" }}'),
    '~0~1',
    '$patch: delete\n',
  ],
] as const;

interface Mutation {
  readonly how: 'insert' | 'remove' | 'repeat' | 'swap' | 'value' | 'indent' | 'whole';
  /** Where, as a part of the text. */
  readonly at: number;
  readonly length: number;
  readonly piece: string;
}

const mutation: fc.Arbitrary<Mutation> = fc.record({
  how: fc.constantFrom('insert', 'insert', 'remove', 'repeat', 'swap', 'value', 'value', 'indent', 'whole'),
  at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  length: fc.integer({ min: 1, max: 12 }),
  piece: fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...pieces) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }) },
  ),
});

const onLines = (text: string, at: number, change: (lines: string[], index: number) => void): string => {
  const lines = text.split('\n');
  change(lines, Math.floor(at * lines.length));
  return lines.join('\n');
};

const mutated = (text: string, { how, at, length, piece }: Mutation): string => {
  const place = Math.floor(at * (text.length + 1));
  switch (how) {
    case 'insert':
      return text.slice(0, place) + piece + text.slice(place);
    case 'remove':
      return text.slice(0, place) + text.slice(place + length);
    case 'repeat':
      return onLines(text, at, (lines, index) =>
        lines.splice(index, 0, ...lines.slice(index, index + length)),
      );
    case 'swap':
      return onLines(text, at, (lines, index) => {
        const other = (index + length) % lines.length;
        [lines[index], lines[other]] = [lines[other]!, lines[index]!];
      });
    case 'value':
      return onLines(text, at, (lines, index) => {
        lines[index] = lines[index]!.replace(/(: | - ?|^).*$/, `$1${piece.replaceAll('$', '$$$$')}`);
      });
    case 'indent':
      return onLines(text, at, (lines, index) => {
        lines[index] = length % 2 === 0 ? ` ${lines[index]}` : lines[index]!.replace(/^ /, '');
      });
    case 'whole':
      return wholes[length % wholes.length]!(text);
    default: {
      const never: never = how;
      throw new Error(`unhandled mutation ${never}`);
    }
  }
};

const wholes: readonly ((text: string) => string)[] = [
  (text) => text.replaceAll('\n', '\r\n'),
  (text) => text.replaceAll('\n', '\r'),
  (text) => `\ufeff${text}`,
  (text) => text.replaceAll('  ', '\t'),
  (text) => text.slice(0, text.length / 2),
  (text) => `${text}\n---\n${text}`,
  (text) => text.replaceAll(': ', ':'),
];

/** One of these texts with some things done to it, as people, programs and attackers do them. */
export const mutatedText = (texts: readonly string[]): fc.Arbitrary<string> =>
  fc
    .tuple(fc.constantFrom(...texts), fc.array(mutation, { minLength: 1, maxLength: 5 }))
    .map(([text, mutations]) => mutations.reduce(mutated, text));
