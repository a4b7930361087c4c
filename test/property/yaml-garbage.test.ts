import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkExpressions, substitute } from '../../src/expression/substitute.ts';
import { loadFleet } from '../../src/repository/load-fleet.ts';
import { parseDocuments } from '../../src/repository/yaml/documents.ts';
import { parseSelector } from '../../src/schedule/text-selector.ts';
import { cleanFleet } from '../unit/repository/fleet-files.ts';
import { memoryTree } from '../unit/repository/memory-tree.ts';

const shreds = fc
  .array(
    fc.constantFrom(
      ...[
        'a',
        ': ',
        '- ',
        '\n',
        '  ',
        '\n  ',
        '[',
        ']',
        '{',
        '}',
        ',',
        '&a ',
        '*a',
        '<<: ',
        '"',
        "'",
        '|',
        '>',
        '#',
      ],
      ...[
        '!!str ',
        '!x ',
        '? ',
        '---\n',
        '...\n',
        '%',
        '@',
        '~',
        '0x',
        '.inf',
        '9'.repeat(20),
        '\t',
        '\r',
        '\\u0000',
      ],
      ...[
        'apiVersion: v1\n',
        'kind: List\n',
        'items:\n',
        'metadata: ',
        'name: a\n',
        'spec:\n',
        'kind: Subscription\n',
      ],
    ),
    { maxLength: 60 },
  )
  .map((pieces) => pieces.join(''));
const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), shreds);

const paths = [
  'fleet.yaml',
  '.headwaterignore',
  'clusters/x.yaml',
  'feeds/shop/x.yaml',
  'feeds/shop/subscription.yaml',
  'overlays/globalizations/100-a/overlay.yaml',
  'overlays/localizations/eu-1/100-a.yaml',
  'rollouts/x.yaml',
] as const;

const heads = fc.constantFrom(
  'apiVersion: headwater.dev/v1alpha1\nkind: FleetConfig\n',
  'apiVersion: headwater.dev/v1alpha1\nkind: ManagedCluster\n',
  'apiVersion: headwater.dev/v1alpha1\nkind: Overlay\n',
  'apiVersion: headwater.dev/v1alpha1\nkind: RolloutStrategy\n',
  'apiVersion: apps.clusternet.io/v1alpha1\nkind: Subscription\n',
  'apiVersion: apps.clusternet.io/v1alpha1\nkind: Localization\n',
  '',
);

const isPosition = (source: { line: number; column: number } | undefined): boolean =>
  source !== undefined && source.line >= 1 && source.column >= 1;

describe('garbage', () => {
  it('never makes the YAML reader throw, and every error has a place', () => {
    fc.assert(
      fc.property(text, (given) => {
        const { documents, diagnostics } = parseDocuments(given, { file: 'a' });
        expect(diagnostics.every(({ source }) => isPosition(source))).toBe(true);
        for (const document of documents) expect(isPosition(document.positions.at('/a/0'))).toBe(true);
      }),
      { numRuns: 5_000 },
    );
  });

  it('never makes the loader throw, whatever bytes stand where', () => {
    const content = fc.oneof(
      fc.uint8Array({ maxLength: 100 }),
      text,
      fc.tuple(heads, text).map(([head, rest]) => head + rest),
      fc
        .tuple(heads, fc.json({ maxDepth: 3 }))
        .map(([head, spec]) => `${head}metadata: {name: a}\nspec: ${spec}\n`),
    );
    fc.assert(
      fc.property(fc.constantFrom(...paths), content, (path, given) => {
        const fleet = loadFleet(memoryTree({ ...cleanFleet, [path]: given }));
        expect(fleet.diagnostics.every(({ source }) => isPosition(source))).toBe(true);
      }),
      { numRuns: 1_500 },
    );
  });

  it('never makes expressions or selectors throw', () => {
    const cluster = { name: 'a', labels: { b: 'c' }, annotations: {}, facts: {} };
    const cel = fc
      .array(
        fc.constantFrom(
          'cluster',
          '.labels',
          '["b"]',
          '.',
          '[?"x"]',
          '.orValue(',
          ')',
          '1',
          ' + ',
          '"',
          '{',
          '}',
          '.map(x, ',
          'int(',
          '!',
          ' in ',
        ),
        {
          maxLength: 12,
        },
      )
      .map((pieces) => `\${{ ${pieces.join('')} }}`);
    fc.assert(
      fc.property(fc.oneof(cel, text), (given) => {
        substitute({ a: given }, cluster);
        checkExpressions({ a: given });
        parseSelector(given);
      }),
      { numRuns: 3_000 },
    );
  });
});
