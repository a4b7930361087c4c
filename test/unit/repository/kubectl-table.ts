import { readFileSync } from 'node:fs';
import type { DiagnosticCode } from '../../../src/model/diagnostic.ts';
import type { Row } from '../../golden/yaml-kubectl/ask-kubectl.ts';

interface Table {
  /** Version of the kubectl that answered. */
  readonly kubectl: string;
  readonly scalars: readonly Row[];
  readonly keys: readonly Row[];
  readonly members: readonly Row[];
}

/** What kubectl makes of the members of `spec`; test/golden/yaml-kubectl/record.ts records it. */
export const kubectlTable: Table = JSON.parse(
  readFileSync(new URL('../../golden/yaml-kubectl.json', import.meta.url), 'utf8'),
);

/** A manifest's `spec`, as it stands in the table, on its own. */
export const manifestOf = (spec: string): string => `spec:\n${spec.replaceAll(/^(?=.)/gm, '  ')}\n`;

/** Where we read otherwise than kubectl does, on purpose. */
export interface KeptDifference {
  readonly why: string;
  /** What is said of it; absent where we read what kubectl refuses, or read it otherwise. */
  readonly code?: DiagnosticCode;
  readonly specs: readonly string[];
}

const valueAndKey = (text: string): readonly string[] => [`k: ${text}`, `${text}: v`];
const float32 = ['.inf', '.Inf', '.INF', '-.inf', '+.inf', '-.INF', '.nan', '.NaN', '.NAN', '!!float .inf'];

export const keptDifferences: readonly KeptDifference[] = [
  {
    why: 'an integer beyond 2^53 would be rounded by whoever reads it as a double',
    code: 'YamlUnsupportedValue',
    specs: [
      ...['9007199254740992', '9007199254740993', '-9007199254740992', '-9007199254740993'].flatMap(
        valueAndKey,
      ),
      ...['9223372036854775807', '-9223372036854775808', '-9223372036854775809'].flatMap(valueAndKey),
      ...['18446744073709551616', '123456789012345678901234567890'].flatMap(valueAndKey),
      ...['0x20000000000000', '0x10000000000000000', '0777777777777777777777'].flatMap(valueAndKey),
      ...[`0b1${'0'.repeat(53)}`].flatMap(valueAndKey),
      // as keys kubectl refuses these too
      ...['k: 9223372036854775808', 'k: 18446744073709551615', 'k: 0xffffffffffffffff'],
    ],
  },
  {
    why: 'a key that is no number names nothing',
    code: 'YamlUnsupportedValue',
    specs: float32.map((text) => `${text}: v`),
  },
  {
    why: 'a key that stands twice is a mistake: kubectl takes the last one',
    code: 'YamlDuplicateKey',
    specs: ['a: 1\na: 2', 'a: {b: 1, b: 2}', 'yes: a\non: b', '0x10: a\n16: b', 'a: 1\n"a": 2'],
  },
  {
    why: 'a key that stands before a "<<" that sets it too: YAML lets the key win, kubectl the "<<"',
    code: 'YamlDuplicateKey',
    specs: ['a: &x {b: 1, c: 2}\nd: {c: 3, <<: *x}'],
  },
  {
    why: 'a tag that nobody knows asks for something that nobody does',
    code: 'YamlSyntax',
    specs: ['k: !a b', '!a b: v', 'k: !!set {a}', 'k: !!omap [a: b]', '!!str: v'],
  },
  {
    why: 'a number as a key that is whole, or zero, is spelled as one: 1e6 and not 1e+06',
    specs: ['-0.0: v', '1e1_0: v', '1e6: v', '1e6: a\n-0.0: b'],
  },
  {
    why: 'what JSON and YAML 1.2 escape is read',
    specs: ['k: "\\/\\e\\0"', 'k: "\\ud83d\\ude00"'],
  },
  {
    why: 'base64 with blanks, text that is tagged as a date, names of anchors beyond ASCII are read',
    specs: [
      'k: !!binary "aGVs bG8="',
      '!!binary "aGVs bG8=": v',
      'k: !!timestamp a',
      '!!timestamp a: v',
      'a: &ä 1\nb: *ä',
    ],
  },
  {
    why: 'U+2028 and U+0085 are text, as in YAML 1.2; to kubectl they end a line',
    specs: ['a: b\u2028c', 'a: "b\u0085c"'],
  },
];
