import { type Difference, describeDifferences, differencesOf } from './differences.ts';
import { type KeptDifference, keptDifferences } from './kept-differences.ts';
import { createNormaliser } from './normalise.ts';
import type { Case, Step } from './step.ts';
import type { TargetPair } from './target.ts';
import { type Told, tellCase } from './told.ts';

/** One step whose outcome differs. */
export interface StepDifference {
  /** From 1. */
  readonly number: number;
  readonly step: Step;
  readonly differences: readonly Difference[];
}

/** What differs between two accounts of one case, step by step. */
export const compareTold = (
  told: Case,
  real: readonly Told[],
  simulated: readonly Told[],
): readonly StepDifference[] => {
  const options = { times: told.times ?? false };
  const normalisers = [createNormaliser(options), createNormaliser(options)] as const;
  return told.steps
    .map((step, index) => ({
      number: index + 1,
      step,
      differences: differencesOf(
        normalisers[0].told(real[index] ?? {}),
        normalisers[1].told(simulated[index] ?? {}),
      ),
    }))
    .filter(({ differences }) => differences.length > 0);
};

let cases = 0;

/** Tells both servers a case, side by side, and compares what they made of each step. */
export const compareCase = async (pair: TargetPair, told: Case): Promise<readonly StepDifference[]> => {
  cases += 1;
  const namespace = `case-${cases}`;
  const [real, simulated] = await Promise.all([
    tellCase(pair.real, told, namespace),
    tellCase(pair.simulated, told, namespace),
  ]);
  return compareTold(told, real, simulated);
};

/** What kind of difference a case shows first: its first places, without their numbers. */
export const signatureOf = ([first]: readonly StepDifference[]): string | undefined =>
  first?.differences
    .slice(0, 2)
    .map(({ path }) => path.replaceAll(/\d+/g, 'N'))
    .join(' ');

const stepText = (step: Step): string => {
  if (step.do !== 'request') return JSON.stringify(step);
  const body = step.body === undefined ? '' : ` ${JSON.stringify(step.body)}`;
  return `${step.method} ${step.path} ${step.headers['content-type'] ?? ''}${body}`;
};

export const describeSteps = (steps: readonly StepDifference[]): string =>
  steps
    .map(
      ({ number, step, differences }) =>
        `step ${number}: ${stepText(step)}\n${describeDifferences(differences)}`,
    )
    .join('\n');

const isKept = (kept: KeptDifference, number: number, path: string): boolean =>
  (kept.step === undefined || kept.step === number) && kept.path.test(path);

/**
 * Fails where the servers differ, except where the table of kept differences says why they may; and where it
 * names a difference that is none any more.
 */
export const expectSame = (told: Case, found: readonly StepDifference[]): void => {
  const kept = keptDifferences.filter(({ of }) => of === told.name);
  const unexplained = found
    .map((step) => ({
      ...step,
      differences: step.differences.filter(({ path }) => !kept.some((one) => isKept(one, step.number, path))),
    }))
    .filter(({ differences }) => differences.length > 0);
  if (unexplained.length > 0) throw new Error(`${told.name}\n${describeSteps(unexplained)}`);
  const stale = kept.filter(
    (one) =>
      !found.some(({ number, differences }) => differences.some(({ path }) => isKept(one, number, path))),
  );
  if (stale.length > 0) {
    throw new Error(
      `${told.name}: differs no more, remove from kept-differences.ts: ${stale.map(({ path }) => path)}`,
    );
  }
};
