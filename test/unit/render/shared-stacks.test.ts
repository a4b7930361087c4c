import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { applyStep as ApplyStep } from '../../../src/overlay/apply-step.ts';
import { createRenderMemo, planFleet } from '../../../src/render/plan-fleet.ts';
import {
  clusterFile,
  configMap,
  type Files,
  fleetFrom,
  overlayText,
  subscriptionFile,
} from './memory-fleet.ts';

/** Runs of a layer on an object, by the object's name and the layer's file: every layer here is one step. */
const runs = new Map<string, number>();

vi.mock('../../../src/overlay/apply-step.ts', async (importOriginal) => {
  const original = await importOriginal<{ applyStep: typeof ApplyStep }>();
  const applyStep: typeof ApplyStep = (object, step, ...rest) => {
    const key = `${object.metadata.name} ${step.document.file}`;
    runs.set(key, (runs.get(key) ?? 0) + 1);
    return original.applyStep(object, step, ...rest);
  };
  return { ...original, applyStep };
});

const stacks = Array.from({ length: 20 }, (_, index) => `s${index}`);
const objects = ['front', 'back', 'side'];
const company = 'overlays/globalizations/100-company/overlay.yaml';
const layerOf = (stack: string): string => `overlays/globalizations/200-${stack}/overlay.yaml`;

/** 1,000 clusters in 20 stacks: a layer for all, and one for each of the 20 groups. */
const files: Files = {
  ...Object.assign(
    {},
    ...Array.from({ length: 1_000 }, (_, index) =>
      clusterFile(`c${index}`, `{ stack: ${stacks[index % 20]} }`),
    ),
  ),
  ...subscriptionFile('shop'),
  ...Object.fromEntries(objects.map((name) => [`feeds/shop/${name}.yaml`, configMap(name)])),
  [company]: overlayText('labels: [{ pairs: { by: platform } }]\n'),
  ...Object.fromEntries(
    stacks.map((stack) => [
      layerOf(stack),
      overlayText(
        `clusterAffinity: { matchLabels: { stack: ${stack} } }\nannotations: { stack: "${stack}" }\n`,
      ),
    ]),
  ),
};

describe('1,000 clusters in 20 stacks', () => {
  beforeEach(() => runs.clear());

  it('run each layer once a stack on each object: 20 times one for all, once one for a group', () => {
    const plan = planFleet(fleetFrom(files), createRenderMemo({ maxBytes: 16 << 20 }));

    expect([...plan.bindings.values()].filter(({ state }) => state)).toHaveLength(1_000);
    const expected = objects.flatMap((name) => [
      [`${name} ${company}`, 20] as const,
      ...stacks.map((stack) => [`${name} ${layerOf(stack)}`, 1] as const),
    ]);
    expect(runs).toEqual(new Map(expected));
  });

  it('run only what a commit changed: one layer of one group, once an object with what is below it', () => {
    const memo = createRenderMemo({ maxBytes: 16 << 20 });
    planFleet(fleetFrom(files), memo);
    runs.clear();
    const changed = files[layerOf('s7')]!.replace('stack: "s7"', 'stack: "seven"');

    planFleet(fleetFrom({ ...files, [layerOf('s7')]: changed }), memo);

    const expected = objects.flatMap((name) => [
      [`${name} ${company}`, 1] as const,
      [`${name} ${layerOf('s7')}`, 1] as const,
    ]);
    expect(runs).toEqual(new Map(expected));
  });

  it('run nothing for a commit that changes nothing of it', () => {
    const memo = createRenderMemo({ maxBytes: 16 << 20 });
    planFleet(fleetFrom(files), memo);
    runs.clear();

    planFleet(fleetFrom({ ...files, 'README.md': 'other' }), memo);

    expect(runs).toEqual(new Map());
  });
});
