import { afterAll, beforeAll, expect, it } from 'vitest';
import type { LocalFleet } from '../../src/demo/control-plane/local-cluster.ts';
import { startFleet } from '../../src/demo/control-plane/local-fleet.ts';
import { openTarget, type Target } from './support/simulator/target.ts';
import { type Base, randomBase, schemaOf } from './support/strategic/bases.ts';
import { compareCase, createBase, type LiveBase, type Verdict } from './support/strategic/compare.ts';
import { directives, hitsOf, mergedLists } from './support/strategic/hits.ts';
import { strategicKinds } from './support/strategic/kinds.ts';
import { randomPatch } from './support/strategic/patches.ts';
import { type Counterexample, tellSmall } from './support/strategic/shrink.ts';
import { describeOnControlPlanes } from './support/with-control-planes.ts';

/** Patches of one seed. */
const count = Number(process.env.HEADWATER_PATCHES ?? 2_000);
const patchesOfAnObject = 6;
const sideBySide = 6;
const fixedSeed = 20_260_701;
const freshSeed = Number(process.env.HEADWATER_SEED ?? Date.now() % 2 ** 31);

interface Tally {
  readonly ends: Map<string, number>;
  /** Of the cases that the server accepted. */
  readonly hits: Map<string, number>;
  found?: Counterexample;
}

const add = (counts: Map<string, number>, what: string): void => {
  counts.set(what, (counts.get(what) ?? 0) + 1);
};
const table = (counts: ReadonlyMap<string, number>): string =>
  [...counts]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([what, number]) => `${String(number).padStart(6)}  ${what}\n`)
    .join('');

/** Each list of the five kinds that merges, by its name and merge key as the schema has them. */
const lists: ReadonlySet<string> = new Set(
  strategicKinds.flatMap((kind) => [...mergedLists(schemaOf(kind))]),
);

describeOnControlPlanes('random strategic merge patches', () => {
  let fleet: LocalFleet;
  let target: Target;

  beforeAll(async () => {
    fleet = await startFleet({ clusters: ['proof'] });
    target = openTarget(fleet.clusters.get('proof')!);
  });
  afterAll(async () => {
    await target?.close();
    await fleet?.stop();
  });

  const note = (tally: Tally, live: LiveBase, patch: Counterexample['patch'], verdict: Verdict): void => {
    add(tally.ends, verdict.end);
    if (verdict.end === 'differs') tally.found ??= { base: live, patch };
    if (verdict.end !== 'accepted') return;
    const place = { before: live.live, schema: schemaOf(live.kind) };
    for (const hit of hitsOf(patch, place)) add(tally.hits, hit);
  };

  const tallyObject = async (tally: Tally, base: Base, seed: number): Promise<void> => {
    const live = await createBase(target, base, `random-${seed}`);
    if (live === undefined) throw new Error(`the server refuses the object of seed ${seed}`);
    for (let index = 0; index < patchesOfAnObject; index += 1) {
      const patch = randomPatch(seed * patchesOfAnObject + index, live, live.live);
      note(tally, live, patch, await compareCase(target, live, patch));
    }
  };

  const tallyOf = async (seed: number): Promise<Tally> => {
    const tally: Tally = { ends: new Map(), hits: new Map() };
    const objects = Math.ceil(count / patchesOfAnObject);
    const waiting = Array.from({ length: objects }, (_, index) => seed + index);
    const worker = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined && !tally.found; next = waiting.shift())
        await tallyObject(tally, randomBase(next), next);
    };
    await Promise.all(Array.from({ length: sideBySide }, worker));
    return tally;
  };

  it.each([
    ['the fixed', fixedSeed],
    ['a fresh', freshSeed],
  ])(
    'end in what kube-apiserver makes of them, by %s seed %i',
    async (_which, seed) => {
      process.stderr.write(`${count} strategic merge patches, seed ${seed}\n`);

      const { ends, hits, found } = await tallyOf(seed);

      const told = found && (await tellSmall(target, found, `small-${seed}`));
      process.stderr.write(`${table(ends)}${table(hits)}`);
      expect(told, told).toBeUndefined();
      expect(ends.get('accepted')).toBeGreaterThanOrEqual(0.8 * count);
      const seldom = [...directives, ...lists].filter((what) => (hits.get(what) ?? 0) < 20);
      expect(seldom).toEqual([]);
    },
    600_000,
  );
});
