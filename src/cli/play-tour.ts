import picocolors from 'picocolors';
import type { Demo } from '../demo/demo.ts';
import { openScene } from '../demo/tour/open-scene.ts';
import { runTour } from '../demo/tour/run-tour.ts';
import { story } from '../demo/tour/story.ts';
import { exitCodes } from './exit-codes.ts';
import type { Terminal } from './program.ts';
import { createPause } from './tour-pause.ts';
import { announcementText, endText, outcomeText } from './tour-text.ts';

export interface TourOptions {
  /** Wait for Enter before each step. */
  readonly pauses: boolean;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

/** The fleet's first minute is not part of the story, but has an end; milliseconds. */
const startPatienceMs = 120_000;

/**
 * Plays the guided story on a demo that runs. Exit 0 when every step came as told, 1 when one did not or it was left
 * before its end.
 */
export const playTour = async (demo: Demo, options: TourOptions): Promise<number> => {
  const { terminal, signal } = options;
  const colors = picocolors.createColors(terminal.colors);
  const late = AbortSignal.any([signal, AbortSignal.timeout(startPatienceMs)]);
  if (!(await demo.healthy(late))) {
    terminal.err('the fleet did not become Healthy: npm start shows why\n');
    return exitCodes.different;
  }
  const { bindings } = demo.headwater.status();
  terminal.out(
    `\n${demo.clusters.length} ${demo.fleet.name} run the bookshop of examples-repo: ${bindings.length} bindings, all Healthy.\n`,
  );
  const pause = options.pauses ? createPause(process.stdin, process.stdout, signal) : undefined;
  const scene = await openScene(demo, signal);
  try {
    const outcomes = await runTour(
      story,
      scene,
      {
        announce: async (step, at) => {
          terminal.out(announcementText(step, at, colors));
          await pause?.enter('  Enter does it … ');
        },
        report: (_step, outcome) => terminal.out(outcomeText(outcome, colors)),
      },
      signal,
    );
    terminal.out(endText(outcomes, story.length, colors));
    return outcomes.length === story.length && outcomes.every(({ asTold }) => asTold)
      ? exitCodes.ok
      : exitCodes.different;
  } finally {
    pause?.close();
    await scene.close();
  }
};
