import { afterAll, beforeAll, expect, it } from 'vitest';
import { allCases } from './support/simulator/cases/all-cases.ts';
import { type ClusterPair, openTargets, startTwoReal } from './support/simulator/cluster-pair.ts';
import { compareCase, compareTold, describeSteps } from './support/simulator/compare.ts';
import { mutationsOf } from './support/simulator/mutations.ts';
import type { Case } from './support/simulator/step.ts';
import { type Told, tellCase } from './support/simulator/told.ts';
import { describeOnControlPlanes } from './support/with-control-planes.ts';

/** Those that wait for seconds to pass say nothing more of the rig than the others. */
const quick = allCases.filter(({ times }) => !times);

/** What is left out of the comparison on purpose: a token without meaning, an address, the whole store's version, an order by seconds. */
const unseen = [
  /\.continue$/,
  /\.serverAddress$/,
  /^\.metadata\.resourceVersion$/,
  /\.object\.metadata\.resourceVersion$/,
  /\.managedFields\[order\]$/,
  /\.causes\[order\]$/,
];

describeOnControlPlanes('the comparison of a real API server with the simulator', () => {
  let clusters: ClusterPair;
  let pair: ReturnType<typeof openTargets>;

  beforeAll(async () => {
    clusters = await startTwoReal();
    pair = openTargets(clusters);
  });
  afterAll(async () => {
    await pair?.close();
    await clusters?.stop();
  });

  it.concurrent.each(quick)('finds two real servers equal: $name', async (told) => {
    expect(describeSteps(await compareCase(pair, told))).toBe('');
  });

  /** Each change of one place that the comparison overlooks; every 37th is tried. */
  const overlooked = (told: Case, answers: readonly Told[], turn: () => boolean): readonly string[] =>
    answers.flatMap((answer, index) => {
      const body = answer.answer?.body;
      if (body === undefined || told.steps[index]?.do !== 'request') return [];
      return [...mutationsOf(body)].filter(turn).flatMap(({ path, value }) => {
        const mutant = answers.with(index, { answer: { ...answer.answer!, body: value } });
        return compareTold(told, answers, mutant).length > 0 ? [] : [`${index + 1}${path}`];
      });
    });

  it('sees a change of any one place of an answer', async () => {
    let count = 0;
    const turn = (): boolean => count++ % 37 === 0;
    const found: string[] = [];
    for (const [index, told] of quick.entries()) {
      if (index % 4 > 0) continue;
      found.push(...overlooked(told, await tellCase(pair.real, told, `mutated-${index}`), turn));
    }

    expect(count).toBeGreaterThan(5_000);
    expect(found.filter((path) => !unseen.some((one) => one.test(path.replace(/^\d+/, ''))))).toEqual([]);
  });
});
