import fc from 'fast-check';
import { mutatedText } from './mutated-text.ts';

const expressions = [
  'cluster.name',
  'cluster.labels["size"]',
  'int(cluster.labels["size"]) * 2 + 1',
  'has(cluster.facts.tier) ? cluster.facts.tier : "none"',
  'cluster.labels[?"gone"].orValue("none")',
  'cluster.name.split("-").map(part, part + "x").join(".")',
  '["b", "a"].filter(x, x > "a").size() == 1 && !(1 in [2, 3])',
  '{"a": [1, 2.5, "c", null, true], "b": {"c": cluster.facts}}',
  'cluster.annotations.all(k, k.startsWith("a") || k.contains("b"))',
  'cluster.name.substring(0, 2).upperAscii().indexOf("E") - -1',
  'double(cluster.labels["half"]) / 0.0 >= 9223372036854775807.0',
];

const pieces = [
  ...[
    'cluster',
    '.labels',
    '.facts',
    '["b"]',
    '[?"x"]',
    '[0]',
    '.?a',
    '.orValue(',
    '.map(x, ',
    '.filter(x, ',
    '.all(x, ',
  ],
  ...[
    '.exists_one(x, ',
    '.split("")',
    '.join("")',
    '.matches("(a+)+$")',
    '.size()',
    'int(',
    'string(',
    'has(',
    'dyn(',
  ],
  ...[
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    ',',
    ':',
    '?',
    ' ? ',
    ' : ',
    ' + ',
    ' - ',
    ' * ',
    ' / ',
    ' % ',
    ' && ',
    ' || ',
    '!',
  ],
  ...[
    ' in ',
    ' == ',
    ' < ',
    '"',
    "'",
    '"""',
    'r"',
    'b"x"',
    '\\',
    '\\u{110000}',
    '\\x',
    '1',
    '1u',
    '1.5e308',
    '0x',
    '1e',
  ],
  ...[
    '9'.repeat(30),
    '-',
    'true',
    'null',
    'type',
    '//',
    '\n',
    '\t',
    '\u0000',
    '\ud83d',
    'é',
    '$',
    '{{',
    '}}',
    '@',
    '`a`',
  ],
  ...['('.repeat(60), '['.repeat(60), '!'.repeat(300), '-'.repeat(300), ' + 1'.repeat(300), '.a'.repeat(300)],
];

/** CEL that is right, CEL that was right, and heaps of its tokens. */
export const mutatedCel: fc.Arbitrary<string> = fc.oneof(
  fc.array(fc.constantFrom(...pieces), { maxLength: 14 }).map((list) => list.join('')),
  fc
    .tuple(
      fc.constantFrom(...expressions),
      fc.array(fc.tuple(fc.nat(), fc.constantFrom(...pieces), fc.nat(3)), { maxLength: 4 }),
    )
    .map(([start, changes]) =>
      changes.reduce((text, [at, piece, gone]) => {
        const place = at % (text.length + 1);
        return text.slice(0, place) + piece + text.slice(place + gone);
      }, start),
    ),
  mutatedText(expressions),
);
