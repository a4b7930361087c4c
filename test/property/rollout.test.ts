import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  anyStabilisation,
  clusters,
  digest,
  Machine,
  planned,
  story,
  targetEvent,
  text,
} from './rollout-machine.ts';

describe('the rollout machine, whatever happens in whatever order', () => {
  it('keeps I4, I7, I11, R1, R18, one epoch a change, and prunes only what Soaked at its own epoch', () => {
    fc.assert(
      fc.property(story(anyStabilisation), (moves) => {
        const machine = new Machine();
        for (const next of moves) machine.play(next);
      }),
      { numRuns: 2000 },
    );
  });

  it('ends where git says, once a commit renders, nothing blocks and every cluster answers', () => {
    const wishes = fc.record({ a: digest, b: digest, c: digest });
    fc.assert(
      fc.property(story(anyStabilisation), wishes, fc.boolean(), (moves, finally_, crashes) => {
        const machine = new Machine();
        for (const next of moves) machine.play(next);
        machine.send({ type: 'resume' });
        machine.send(targetEvent(planned(finally_), 'last', 5000));
        if (crashes) machine.crash();
        machine.calm();
        for (const name of clusters) {
          const entry = machine.record.clusters[name];
          expect([name, entry?.pin?.digest, ['Soaked', 'NoOp'].includes(entry?.state ?? '')]).toEqual([
            name,
            finally_[name],
            true,
          ]);
        }
        expect(machine.record.state).toBe('Succeeded');
        expect(machine.record.released).toBe(machine.record.target?.commit);
      }),
      { numRuns: 400 },
    );
  });

  it('comes to the same pins with any number of crashes as without one (R18)', () => {
    fc.assert(
      fc.property(story(fc.constant(0)), fc.infiniteStream(fc.boolean()), (moves, coins) => {
        const [calm, shaken] = [new Machine(), new Machine()];
        // so that no run of Healthy evidence is under way, which a crash rightly starts anew
        for (const machine of [calm, shaken]) machine.send(targetEvent({}, 'c0', 0));
        for (const next of moves.filter(({ does }) => does !== 'crash')) {
          calm.play(next);
          shaken.play(next);
          if (coins.next().value) shaken.crash();
          expect(text(shaken.record)).toBe(text(calm.record));
        }
      }),
      { numRuns: 500 },
    );
  });
});
