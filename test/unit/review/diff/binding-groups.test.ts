import { describe, expect, it } from 'vitest';
import type { BindingPlan } from '../../../../src/render/plan-fleet.ts';
import { surveyBindings } from '../../../../src/review/diff/binding-groups.ts';
import { compareFleets } from '../../../../src/review/diff/compare-fleets.ts';
import type { Side } from '../../../../src/review/diff/side.ts';
import { clusterFile, configMap, overlayText, subscriptionFile } from '../../render/memory-fleet.ts';
import { sidesOf } from './compared.ts';

const regions = ['eu', 'us', 'asia'];
const clusters = Array.from({ length: 60 }, (_none, index) => `c-${index}`);
const files: Readonly<Record<string, string>> = {
  ...Object.assign(
    {},
    ...clusters.map((name, index) => clusterFile(name, `{ region: ${regions[index % 3]} }`)),
  ),
  ...subscriptionFile('shop'),
  ...subscriptionFile('tools'),
  'feeds/shop/front.yaml': configMap('front'),
  'feeds/tools/tool.yaml': configMap('tool'),
  ...Object.fromEntries(
    regions.map((region) => [
      `overlays/globalizations/100-${region}/overlay.yaml`,
      overlayText(
        `feeds: [shop]\nclusterAffinity: { matchLabels: { region: ${region} } }\nlabels: [{ pairs: { r: ${region} } }]\n`,
      ),
    ]),
  ),
};

/** The same side, with every question for the objects of a binding counted. */
const counted = (side: Side, count: { asked: number }): Side => {
  const wrap = (plan: BindingPlan): BindingPlan => {
    const { state } = plan;
    if (!state) return plan;
    return {
      ...plan,
      state: {
        subscription: state.subscription,
        cluster: state.cluster,
        policy: state.policy,
        digest: state.digest,
        treatment: state.treatment,
        get objects() {
          count.asked += 1;
          return state.objects;
        },
      },
    };
  };
  const bindings = new Map([...side.plan.bindings].map(([key, plan]) => [key, wrap(plan)]));
  return { ...side, plan: { ...side.plan, bindings } };
};

describe('bindings that change alike', () => {
  it('are one group a digest before and after, and those that do not change are none', () => {
    const sides = sidesOf(files, { 'feeds/shop/front.yaml': configMap('front', '{ k: w }') });

    const { groups } = surveyBindings(sides);

    expect(groups.map(({ subscription, clusters: names }) => [subscription, names.length])).toEqual([
      ['default/shop', 20],
      ['default/shop', 20],
      ['default/shop', 20],
    ]);
  });

  it('cost a look at the objects of one of them, and one change of all of them is told once', () => {
    const { memo, ...sides } = sidesOf(files, { 'feeds/shop/front.yaml': configMap('front', '{ k: w }') });
    const count = { asked: 0 };

    const change = compareFleets(
      { before: counted(sides.before, count), after: counted(sides.after, count) },
      { memo },
    );

    // three stacks, two sides
    expect(count.asked).toBe(6);
    expect(change.objects.map(({ clusters: set }) => set.names.length)).toEqual([60]);
  });

  it('are not asked for where nothing changes', () => {
    const { memo, ...sides } = sidesOf(files, {});
    const count = { asked: 0 };

    compareFleets({ before: counted(sides.before, count), after: counted(sides.after, count) }, { memo });

    expect(count.asked).toBe(0);
  });
});
