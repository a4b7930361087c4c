import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRenderMemo, type FleetPlan, planFleet } from '../../src/render/plan-fleet.ts';
import { renderYaml } from '../../src/render/render-yaml.ts';
import { createLoadMemo, loadFleet } from '../../src/repository/load-fleet.ts';
import type { Tree } from '../../src/repository/tree.ts';
import { parseDocuments } from '../../src/repository/yaml/documents.ts';
import { type Files, fleetFrom, treeOf } from '../unit/render/memory-fleet.ts';
import { bytesOf, files, turned } from './random-fleet.ts';

const planOf = (written: Files): FleetPlan =>
  planFleet(fleetFrom(written), createRenderMemo({ maxBytes: 4_000_000 }));

/** Without positions: they change with the text. */
const outcomeOf = (plan: FleetPlan): string =>
  JSON.stringify(
    [...plan.bindings.values()].map(({ subscription, cluster, state }) => [
      subscription,
      cluster,
      state?.digest,
      state && renderYaml(state),
    ]),
  );

/** Every document of a file with its keys the other way round, as JSON. */
const turnedText = (text: string): string =>
  parseDocuments(text, { file: 'a' })
    .documents.map(({ value }) => JSON.stringify(turned(value)))
    .join('\n---\n');

describe('what clusters run', () => {
  it('is the same bytes in whatever order the tree lists its files', () => {
    const shuffled = files.chain((written) =>
      fc
        .shuffledSubarray([...treeOf(written).entries], { minLength: Object.keys(written).length })
        .map((entries) => ({ written, tree: { ...treeOf(written), entries } satisfies Tree })),
    );
    fc.assert(
      fc.property(shuffled, ({ written, tree }) => {
        const fleet = loadFleet(tree);

        expect(bytesOf(planFleet(fleet, createRenderMemo({ maxBytes: 0 })))).toBe(bytesOf(planOf(written)));
        expect(fleet.diagnostics).toEqual(fleetFrom(written).diagnostics);
      }),
      { numRuns: 100 },
    );
  });

  it('is the same bytes in whatever order the keys of its files are written', () => {
    fc.assert(
      fc.property(files, (written) => {
        const other = Object.fromEntries(
          Object.entries(written).map(([path, text]) => [path, turnedText(text)]),
        );

        expect(outcomeOf(planOf(other))).toBe(outcomeOf(planOf(written)));
      }),
      { numRuns: 100 },
    );
  });

  it('is the same bytes in every locale and time zone', () => {
    const program = fileURLToPath(new URL('./locale.fixture.ts', import.meta.url));
    const runIn = (locale: string, zone: string): { locale: string; digest: string } =>
      JSON.parse(
        execFileSync(process.execPath, [program], {
          encoding: 'utf8',
          env: { ...process.env, LC_ALL: locale, LANG: locale, LANGUAGE: locale, TZ: zone },
        }),
      );

    const plain = runIn('C', 'UTC');
    const others = [
      runIn('tr_TR.UTF-8', 'Asia/Kathmandu'),
      runIn('sv_SE.UTF-8', 'America/St_Johns'),
      runIn('ar_EG.UTF-8', 'Pacific/Kiritimati'),
    ];

    // the proof is none where the machine's ICU knows one locale alone
    expect(others.map(({ locale }) => locale)).toEqual(['tr-TR', 'sv-SE', 'ar-EG']);
    for (const { digest } of others) expect(digest).toBe(plain.digest);
    expect(plain.digest).toMatch(/^[0-9a-f]{64}$/);
  });
});

const edit = fc.record({ file: fc.nat(), how: fc.constantFrom('replace', 'remove', 'add'), from: files });

/** One commit on: one file as another fleet has it, one less, or one more. */
const edited = (before: Files, { file, how, from }: { file: number; how: string; from: Files }): Files => {
  const paths = Object.keys(before);
  const path = paths[file % paths.length]!;
  if (how === 'remove') return Object.fromEntries(Object.entries(before).filter(([name]) => name !== path));
  const [name, text] = Object.entries(from)[file % Object.keys(from).length]!;
  return how === 'add' ? { ...before, [name]: text } : { ...before, [path]: from[path] ?? text };
};

describe('a memo', () => {
  it('changes no byte over commits that change one file each, however much it may keep', () => {
    fc.assert(
      fc.property(
        files,
        fc.array(edit, { minLength: 1, maxLength: 6 }),
        fc.constantFrom(0, 4_000, 4_000_000),
        (first, edits, maxBytes) => {
          const memos = { load: createLoadMemo({ maxBytes }), render: createRenderMemo({ maxBytes }) };
          let written = first;
          for (const next of edits) {
            written = edited(written, next);
            const fleet = loadFleet(treeOf(written), memos.load);
            const remembered = planFleet(fleet, memos.render);

            expect(bytesOf(remembered)).toBe(bytesOf(planOf(written)));
            expect(fleet.diagnostics).toEqual(fleetFrom(written).diagnostics);
          }
        },
      ),
      { numRuns: 100 },
    );
  });
});
