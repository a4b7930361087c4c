import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import { kindCases } from './simulator-kinds/cases.ts';
import { normalizeAnswer } from './simulator-kinds/normalize-answer.ts';
import { type RecordedCase, replay } from './simulator-kinds/replay.ts';

const recorded = JSON.parse(
  readFileSync(join(import.meta.dirname, 'simulator-kinds.json'), 'utf8'),
) as readonly RecordedCase[];

/** Answers that differ on purpose, or are another room's, by the case's name and the position of the answer. */
const kept: Readonly<Record<string, string>> = {
  'Pod refused 64: spec.priorityClassName 0':
    'classes of users are not looked up: a kind sees its own object only',
  'Service refused 14: spec.type, spec.ports 0':
    'the range of node ports is checked by the allocator of the cluster',
  'Service refused 21: spec.clusterIP 0': 'the Service network is checked by the allocator of the cluster',
  'Job update 0 2': 'the real server shows the template in the form of its internal Go structs',
};

const uidOf = ({ answers }: RecordedCase): string | undefined =>
  ((answers[0]!.body.metadata ?? {}) as JsonObject).uid as string | undefined;

describe('the kinds of the simulator', () => {
  it('answer to as many cases as were recorded from a real API server', () => {
    const cases = kindCases().map(({ name, object, patches }) => ({ name, object, patches }));
    expect(recorded.map(({ name, object, patches }) => ({ name, object, patches }))).toEqual(cases);
  });

  it.each(recorded.map((one) => [one.name, one] as const))('answer as a real API server: %s', (name, one) => {
    const uid = uidOf(one);
    const mine = replay(one);
    for (const [index, real] of one.answers.entries()) {
      const answer = mine[index]!;
      const pair = [answer, real].map(({ status, body }) => ({ status, body: normalizeAnswer(body, uid) }));
      if (kept[`${name} ${index}`] === undefined) expect(pair[0]).toEqual(pair[1]);
      else expect(pair[0], 'a kept difference is gone').not.toEqual(pair[1]);
    }
  });
});
