import { describe, expect, it } from 'vitest';
import type { FleetStatus } from '../../../../controllers/status.ts';
import type { OpenScene } from '../../../../src/demo/tour/open-scene.ts';
import { runTour } from '../../../../src/demo/tour/run-tour.ts';
import type { Outcome, TourStep } from '../../../../src/demo/tour/tour-step.ts';

const status: FleetStatus = {
  fleet: 'f',
  source: { url: 'http://git.example/fleet', branch: 'main', commit: 'c' },
  clusters: [],
  bindings: [],
  diagnostics: [],
};

const scene = { status: () => status, mark: () => undefined } as unknown as OpenScene;

const step = (id: string, play: TourStep['play']): TourStep => ({
  id,
  title: id,
  story: '',
  commands: () => [],
  play,
});

const well = async (): Promise<Outcome> => ({ asTold: true, seen: ['well'] });

const run = async (steps: readonly TourStep[], signal = new AbortController().signal) => {
  const said: string[] = [];
  const outcomes = await runTour(
    steps,
    scene,
    {
      announce: async ({ id }, { index, of }) => void said.push(`${id} ${index + 1}/${of}`),
      report: ({ id }, { asTold }) => void said.push(`${id} ${asTold}`),
    },
    signal,
  );
  return { said, outcomes };
};

describe('the tour', () => {
  it('announces, plays and reports each step in turn', async () => {
    const { said, outcomes } = await run([step('one', well), step('two', well)]);
    expect(said).toEqual(['one 1/2', 'one true', 'two 2/2', 'two true']);
    expect(outcomes.every(({ asTold }) => asTold)).toBe(true);
  });

  it('ends at a step that does not come as told, for the next ones build on it', async () => {
    const { said, outcomes } = await run([
      step('one', async () => ({ asTold: false, seen: [] })),
      step('two', well),
    ]);
    expect(said).toEqual(['one 1/2', 'one false']);
    expect(outcomes).toHaveLength(1);
  });

  it('takes what a step throws for what was seen', async () => {
    const broken = step('one', () => Promise.reject(new Error('git push failed: no route')));
    const { outcomes } = await run([broken]);
    expect(outcomes).toEqual([{ asTold: false, seen: ['git push failed: no route'] }]);
  });

  it('plays nothing more once it was left', async () => {
    const { said, outcomes } = await run([step('one', well)], AbortSignal.abort());
    expect(said).toEqual(['one 1/1']);
    expect(outcomes).toEqual([]);
  });
});
