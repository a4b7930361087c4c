import { describe, expect, it } from 'vitest';
import type { BindingPlan, FleetPlan } from '../../../src/render/plan-fleet.ts';
import { createRenderMemo, planFleet } from '../../../src/render/plan-fleet.ts';
import { movesBetween } from '../../../src/review/moves.ts';
import { clusterFile, configMap, type Files, fleetFrom, subscriptionFile } from '../render/memory-fleet.ts';

const memo = createRenderMemo({ maxBytes: 4_000_000 });
const planOf = (files: Files): FleetPlan => planFleet(fleetFrom({ ...base, ...files }), memo);

const base: Files = {
  ...clusterFile('a'),
  ...clusterFile('b'),
  ...subscriptionFile('shop'),
  ...subscriptionFile('tools'),
  'feeds/shop/front.yaml': configMap('front'),
  'feeds/tools/tool.yaml': configMap('tool'),
};
const movable = configMap('movable');
const told = (before: FleetPlan, after: FleetPlan) =>
  movesBetween(before, after).map(({ id, from, to, clusters }) => [id.name, from, to, ...clusters]);

/** The same plan, counting how often the objects of a binding are asked for. */
const counted = (plan: FleetPlan): { readonly plan: FleetPlan; asked(): number } => {
  let count = 0;
  const bindings = [...plan.bindings].map(([key, binding]): [string, BindingPlan] => {
    const { state } = binding;
    if (!state) return [key, binding];
    const watched = {
      ...state,
      get objects() {
        count += 1;
        return state.objects;
      },
    };
    return [key, { ...binding, state: watched }];
  });
  return { plan: { ...plan, bindings: new Map(bindings) }, asked: () => count };
};

describe('moves between two plans', () => {
  it('are the objects that another Subscription has on a cluster afterwards', () => {
    const before = planOf({ 'feeds/shop/x.yaml': movable });
    const after = planOf({ 'feeds/tools/x.yaml': movable });

    expect(told(before, after)).toEqual([['movable', 'default/shop', 'default/tools', 'a', 'b']]);
  });

  it('are told by cluster: where nobody takes the object over, it is no move', () => {
    const onB =
      'apiVersion: apps.clusternet.io/v1alpha1\nkind: Subscription\nmetadata: { name: tools }\nspec:\n  subscribers: [{ clusterAffinity: { matchLabels: { ring: b } } }]\n';
    const labelled = { ...clusterFile('b', '{ ring: b }'), 'feeds/tools/subscription.yaml': onB };
    const before = planOf({ ...labelled, 'feeds/shop/x.yaml': movable });
    const after = planOf({ ...labelled, 'feeds/tools/x.yaml': movable });

    expect(told(before, after)).toEqual([['movable', 'default/shop', 'default/tools', 'b']]);
  });

  it('see a Subscription that comes, and one that goes', () => {
    const tools = planOf({ 'feeds/tools/x.yaml': movable });
    const { 'feeds/tools/subscription.yaml': _, ...rest } = base;
    const renamed = planFleet(
      fleetFrom({
        ...rest,
        ...subscriptionFile('gear'),
        'feeds/gear/x.yaml': movable,
        'feeds/gear/tool.yaml': configMap('tool'),
      }),
      memo,
    );

    expect(told(tools, renamed)).toEqual([
      ['movable', 'default/tools', 'default/gear', 'a', 'b'],
      ['tool', 'default/tools', 'default/gear', 'a', 'b'],
    ]);
  });

  it('leave out what is only changed, created or removed', () => {
    const before = planOf({ 'feeds/shop/old.yaml': configMap('old') });
    const after = planOf({ 'feeds/tools/new.yaml': configMap('new'), 'feeds/shop/front.yaml': movable });

    expect(told(before, after)).toEqual([]);
  });

  it('say nothing of a binding that does not render: it keeps what it runs', () => {
    const before = planOf({ 'feeds/shop/x.yaml': movable });
    const after = planOf({ 'feeds/shop/broken.yaml': 'a: [', 'feeds/tools/x.yaml': movable });

    expect(told(before, after)).toEqual([]);
  });

  it('ask for the objects of digests that differ, once each', () => {
    const before = counted(planOf({ 'feeds/shop/x.yaml': movable }));
    const after = counted(planOf({ 'feeds/shop/x.yaml': configMap('movable', '{ k: w }') }));

    expect(told(before.plan, after.plan)).toEqual([]);
    expect([before.asked(), after.asked()]).toEqual([1, 1]);
  });
});
