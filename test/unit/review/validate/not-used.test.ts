import { describe, expect, it } from 'vitest';
import { notUsed } from '../../../../src/review/validate/not-used.ts';
import { clusterFile, configMap, type Files, subscriptionFile } from '../../render/memory-fleet.ts';
import { found } from './reviewed.ts';

const strategy =
  'apiVersion: headwater.dev/v1alpha1\nkind: RolloutStrategy\nmetadata: { name: waves }\nspec: {}\n';
const base: Files = {
  ...clusterFile('eu-1'),
  ...subscriptionFile('shop'),
  'feeds/shop/front.yaml': configMap('front'),
};
const unused = (files: Files) => found(notUsed, { ...base, ...files });

describe('what has no effect', () => {
  it('is nothing in a fleet of which everything is used', () => {
    expect(unused({})).toEqual([]);
  });

  it('is a strategy that neither a Subscription nor the fleet names', () => {
    const fleet = `apiVersion: headwater.dev/v1alpha1\nkind: FleetConfig\nspec: { defaults: { rollout: waves } }\n`;
    const named = subscriptionFile('shop', '{ headwater.dev/rollout: waves }');

    expect(unused({ 'rollouts/waves.yaml': strategy })).toEqual(['NotUsed note rollouts/waves.yaml:3:19']);
    expect(unused({ 'rollouts/waves.yaml': strategy, ...named })).toEqual([]);
    expect(unused({ 'rollouts/waves.yaml': strategy, 'fleet.yaml': fleet })).toEqual([]);
  });

  it('is a cluster that no Subscription selects, with its layers once', () => {
    const tainted = clusterFile('eu-2', '{}', '{ taints: [{ key: broken, effect: NoExecute }] }');
    const layers = {
      'overlays/localizations/eu-2/300-b/front.yaml': configMap('front', '{ k: b }'),
      'overlays/localizations/eu-2/200-a/front.yaml': configMap('front', '{ k: a }'),
    };

    expect(unused({ ...tainted, ...layers })).toEqual([
      'NotUsed note clusters/eu-2.yaml:3:19',
      'NotUsed note overlays/localizations/eu-2/200-a/front.yaml:1:1',
    ]);
  });

  it('is a feed that no Subscription takes', () => {
    const reference =
      'apiVersion: apps.clusternet.io/v1alpha1\nkind: Subscription\nmetadata: { name: tools }\nspec:\n  subscribers: [{ clusterAffinity: {} }]\n  feeds: [{ apiVersion: v1, kind: ConfigMap, name: tool }]\n';

    expect(unused({ 'feeds/tools/tool.yaml': configMap('tool') })).toEqual([
      'NotUsed note feeds/tools/tool.yaml:1:1',
    ]);
    expect(unused({ 'feeds/tools/tool.yaml': configMap('tool'), 'feeds/x.yaml': reference })).toEqual([]);
  });

  it('is an object in no feed folder that no Subscription names', () => {
    expect(unused({ 'feeds/tool.yaml': configMap('tool') })).toEqual(['NotUsed note feeds/tool.yaml:1:1']);
  });

  it('cannot be told while a file of the feeds cannot be read', () => {
    expect(unused({ 'feeds/tools/subscription.yaml': 'a: [', 'rollouts/waves.yaml': strategy })).toEqual([]);
  });
});
