import { describe, expect, it } from 'vitest';
import { strategyStages } from '../../../../src/review/validate/strategy-stages.ts';
import { clusterFile, configMap, type Files, subscriptionFile } from '../../render/memory-fleet.ts';
import { found, reviewedFrom } from './reviewed.ts';

const file = 'rollouts/waves.yaml';
const strategy = (spec: string): Files => ({
  [file]: `apiVersion: headwater.dev/v1alpha1\nkind: RolloutStrategy\nmetadata: { name: waves }\nspec:\n${spec}`,
});
const base: Files = {
  ...clusterFile('canary-1', '{ ring: canary, region: eu }'),
  ...clusterFile('eu-1', '{ ring: prod, region: eu }'),
  ...clusterFile('us-1', '{ rign: prod }'),
  ...subscriptionFile('shop', '{ headwater.dev/rollout: waves }'),
  'feeds/shop/front.yaml': configMap('front'),
};
const canary = '    - { name: canary, selector: { matchLabels: { ring: canary } } }\n';
const prod =
  '    - { name: prod, selector: { matchExpressions: [{ key: ring, operator: In, values: [prod] }] } }\n';
const stages = (list: string, rest = ''): Files => ({ ...base, ...strategy(`${rest}  stages:\n${list}`) });

describe('the stages of a strategy', () => {
  it('are quiet where they take every cluster', () => {
    expect(found(strategyStages, stages(`${canary}    - { name: rest }\n`))).toEqual([]);
  });

  it('leave out a cluster whose label is mistyped: told with its name and the label', () => {
    const [diagnostic, ...others] = strategyStages.run(reviewedFrom(stages(canary + prod)));

    expect(others).toEqual([]);
    expect(diagnostic).toMatchObject({
      code: 'ClustersUnmatched',
      severity: 'warning',
      source: { file, line: 6, column: 5 },
      message: expect.stringContaining('us-1'),
      hint: expect.stringMatching(/us-1 has rign=prod.*ring=prod/),
    });
    expect(diagnostic?.message).not.toContain('eu-1');
    expect(diagnostic?.message).toContain('default/shop');
  });

  it('leave out a cluster without the label that a stage groups by', () => {
    const grouped = stages(`${canary}    - { name: rest, groupBy: region }\n`);

    expect(found(strategyStages, grouped)).toEqual([`ClustersUnmatched warning ${file}:6:5`]);
  });

  it('are an error where the strategy fails on a cluster that is left out', () => {
    const failing = stages(canary + prod, '  unmatched: fail\n');

    expect(found(strategyStages, failing)).toEqual([`ClustersUnmatched error ${file}:7:5`]);
  });

  it('may leave to the last stage what no stage takes', () => {
    expect(found(strategyStages, stages(canary + prod, '  unmatched: lastStage\n'))).toEqual([]);
  });

  it('that name a cluster which an earlier one has are told, one that takes what is left is not', () => {
    const twice = `${canary}    - { name: eu, clusters: [canary-1, eu-1] }\n    - { name: rest }\n`;

    const [diagnostic] = strategyStages.run(reviewedFrom(stages(twice)));

    expect(found(strategyStages, stages(twice))).toEqual([`StageOverlap warning ${file}:7:7`]);
    expect(diagnostic?.message).toContain('canary-1');
    expect(diagnostic?.message).not.toContain('eu-1');
  });

  it('that take no cluster of any Subscription are told, a later one that comes too late too', () => {
    const late = '    - { name: all }\n    - { name: late, clusters: [eu-1] }\n';

    expect(found(strategyStages, stages(late))).toEqual([`StageEmpty warning ${file}:7:7`]);
  });

  it('that name a cluster which is not there are told with the nearest', () => {
    const named = stages('    - { name: some, clusters: [eu-1, eu-11] }\n    - { name: rest }\n');

    const [diagnostic] = strategyStages.run(reviewedFrom(named));

    expect(found(strategyStages, named)).toEqual([`UnknownReference warning ${file}:6:38`]);
    expect(diagnostic?.hint).toContain('eu-1');
  });

  it('are not judged by clusters whose file cannot be read', () => {
    const named = stages('    - { name: some, clusters: [eu-2] }\n    - { name: rest }\n');

    expect(found(strategyStages, { ...named, 'clusters/eu-2.yaml': 'a: [' })).toEqual([]);
  });

  it('are of no account where no Subscription uses the strategy, and where there are none', () => {
    const unused = { ...stages(canary), ...subscriptionFile('shop') };

    expect(found(strategyStages, unused)).toEqual([]);
    expect(found(strategyStages, { ...base, ...strategy('  stabilisation: 5s\n') })).toEqual([]);
  });

  it('are asked of the Subscriptions that inherit the strategy from the fleet', () => {
    const inherited = {
      ...stages(canary + prod),
      ...subscriptionFile('shop'),
      'fleet.yaml':
        'apiVersion: headwater.dev/v1alpha1\nkind: FleetConfig\nspec: { defaults: { rollout: waves } }\n',
    };

    expect(found(strategyStages, inherited)).toEqual([`ClustersUnmatched warning ${file}:6:5`]);
  });
});
