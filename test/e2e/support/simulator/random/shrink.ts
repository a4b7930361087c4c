import { isJsonObject, type Json } from '../../../../../src/model/json.ts';
import type { Case, RequestStep, Step } from '../step.ts';

/** Whether a case still shows what is sought. */
export type Shows = (told: Case) => Promise<boolean>;

/** Every JSON value with one member or item less. */
export function* smaller(value: Json): Generator<Json> {
  if (Array.isArray(value)) {
    const list = value as readonly Json[];
    for (const [index, item] of list.entries()) {
      yield list.toSpliced(index, 1);
      for (const inner of smaller(item)) yield list.with(index, inner);
    }
    return;
  }
  if (!isJsonObject(value)) return;
  for (const [key, member] of Object.entries(value)) {
    const { [key]: _, ...rest } = value;
    yield rest;
    for (const inner of smaller(member)) yield { ...value, [key]: inner };
  }
}

function* smallerSteps(step: Step): Generator<Step> {
  if (step.do !== 'request' || step.body === undefined) return;
  for (const body of smaller(step.body)) yield { ...step, body } satisfies RequestStep;
}

function* smallerCases(told: Case): Generator<Case> {
  const { steps } = told;
  for (let index = steps.length - 1; index >= 0; index -= 1)
    yield { ...told, steps: steps.toSpliced(index, 1) };
  for (const [index, step] of steps.entries()) {
    for (const less of smallerSteps(step)) yield { ...told, steps: steps.with(index, less) };
  }
}

/** Trials after which the smallest case so far is good enough. */
const mostTrials = 400;

/** The smallest case that still shows it, by leaving out steps and members as long as that can be done. */
export const shrinkCase = async (told: Case, shows: Shows): Promise<Case> => {
  let best = told;
  let trials = 0;
  for (let found = true; found; ) {
    found = false;
    for (const candidate of smallerCases(best)) {
      trials += 1;
      if (trials > mostTrials) return best;
      if (candidate.steps.length > 0 && (await shows(candidate))) {
        best = candidate;
        found = true;
        break;
      }
    }
  }
  return best;
};
