import { describe, expect, it } from 'vitest';
import { dependenciesHere } from '../../../../src/review/validate/dependencies-here.ts';
import { clusterFile, type Files, subscriptionFile } from '../../render/memory-fleet.ts';
import { found, reviewedFrom } from './reviewed.ts';

const onRing = (ring: string, spec = ''): Files => ({
  'feeds/base/subscription.yaml': `apiVersion: apps.clusternet.io/v1alpha1\nkind: Subscription\nmetadata: { name: base }\nspec:\n  subscribers: [{ clusterAffinity: { matchLabels: { ring: ${ring} } } }]\n${spec}`,
});
const base: Files = {
  ...clusterFile('a', '{ ring: one }'),
  ...clusterFile('b', '{ ring: two }'),
  ...subscriptionFile('shop', '{ headwater.dev/depends-on: base }'),
};

describe('a dependency', () => {
  it('that runs on every cluster of who waits for it is fine', () => {
    expect(found(dependenciesHere, { ...base, ...subscriptionFile('base') })).toEqual([]);
  });

  it('that does not run on a cluster of who waits for it is told with the cluster', () => {
    const files = { ...base, ...onRing('one') };

    const [diagnostic] = dependenciesHere.run(reviewedFrom(files));

    expect(found(dependenciesHere, files)).toEqual([
      'DependencyNotHere warning feeds/shop/subscription.yaml:3:66',
    ]);
    expect(diagnostic?.message).toMatch(/on b:/);
  });

  it('that does not exist, or has errors, is not judged', () => {
    expect(found(dependenciesHere, base)).toEqual([]);
    expect(
      found(dependenciesHere, { ...base, ...onRing('one', '  schedulingStrategy: Dividing\n') }),
    ).toEqual([]);
  });
});
