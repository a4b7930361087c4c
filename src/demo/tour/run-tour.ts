import { digestsOf } from './digests.ts';
import type { OpenScene } from './open-scene.ts';
import type { Outcome, Scene, TourStep } from './tour-step.ts';

/** Whoever shows the tour. */
export interface TourAudience {
  /** Before a step; resolves when it may begin. */
  announce(
    step: TourStep,
    at: { readonly index: number; readonly of: number; readonly scene: Scene },
  ): Promise<void>;
  /** After it. */
  report(step: TourStep, outcome: Outcome): void;
}

/** A step that throws is one that did not come as told. */
const playStep = async (step: TourStep, scene: Scene): Promise<Outcome> => {
  try {
    return await step.play(scene);
  } catch (error) {
    return { asTold: false, seen: [error instanceof Error ? error.message : String(error)] };
  }
};

/**
 * Plays the steps one after another and ends at the first that does not come as told, for the others build on it, or at
 * the signal. Resolves with the outcomes of the steps that were played.
 */
export const runTour = async (
  steps: readonly TourStep[],
  scene: OpenScene,
  audience: TourAudience,
  signal: AbortSignal,
): Promise<readonly Outcome[]> => {
  const outcomes: Outcome[] = [];
  for (const [index, step] of steps.entries()) {
    await audience.announce(step, { index, of: steps.length, scene });
    if (signal.aborted) break;
    scene.mark(step.id, digestsOf(scene.status()));
    const outcome = await playStep(step, scene);
    if (signal.aborted) break;
    outcomes.push(outcome);
    audience.report(step, outcome);
    if (!outcome.asTold) break;
  }
  return outcomes;
};
