import type { Json, JsonObject } from '../../../../src/model/json.ts';
import { smaller } from '../simulator/random/shrink.ts';
import type { Target } from '../simulator/target.ts';
import type { Base } from './bases.ts';
import { compareCase, createBase } from './compare.ts';

/** An object, and a patch after which the server and we differ. */
export interface Counterexample {
  readonly base: Base;
  readonly patch: JsonObject;
}

/** Trials after which the smallest case so far is good enough. */
const mostTrials = 1_500;

/** What differs of a case on an object of its own; undefined where nothing does, or the object cannot be made. */
const toldOf = async (target: Target, { base, patch }: Counterexample, name: string) => {
  const live = await createBase(target, base, name);
  const verdict = live && (await compareCase(target, live, patch));
  return verdict?.end === 'differs' ? verdict.told : undefined;
};

function* smallerCases({ base, patch }: Counterexample): Generator<Counterexample> {
  for (const less of smaller(patch)) yield { base, patch: less as JsonObject };
  const parts: Json = { object: base.object, ...(base.later && { later: base.later }) };
  for (const less of smaller(parts)) yield { base: { ...base, ...(less as object) } as Base, patch };
}

/** The case with as few members and items as show that the two differ, told for a person. */
export const tellSmall = async (target: Target, found: Counterexample, name: string): Promise<string> => {
  let best = found;
  let told = await toldOf(target, best, `${name}-0`);
  let trials = 0;
  for (let shrunk = true; shrunk && trials < mostTrials; ) {
    shrunk = false;
    for (const candidate of smallerCases(best)) {
      trials += 1;
      const again = await toldOf(target, candidate, `${name}-${trials}`);
      if (again === undefined && trials < mostTrials) continue;
      if (again !== undefined) {
        best = candidate;
        told = again;
        shrunk = true;
      }
      break;
    }
  }
  const { base, patch } = best;
  const parts = { kind: base.kind.kind, door: base.door, object: base.object, later: base.later, patch };
  return `${JSON.stringify(parts)}\n${told ?? 'seen once only'}`;
};
