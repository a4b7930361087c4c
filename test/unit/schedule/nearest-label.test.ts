import { describe, expect, it } from 'vitest';
import type { ManagedCluster } from '../../../src/repository/fleet.ts';
import { nearestLabelHint, type WantedLabel, wantedLabels } from '../../../src/schedule/nearest-label.ts';

const cluster = (labels: Readonly<Record<string, string>>): ManagedCluster =>
  ({ name: 'eu-1', labels }) as unknown as ManagedCluster;

describe('the nearest label', () => {
  it.each<readonly [labels: Readonly<Record<string, string>>, wanted: WantedLabel, near: string | undefined]>(
    [
      [{ rign: 'canary' }, { key: 'ring', value: 'canary' }, 'rign=canary'],
      [{ ring: 'cannary' }, { key: 'ring', value: 'canary' }, 'ring=cannary'],
      [{ regoin: 'eu' }, { key: 'region' }, 'regoin=eu'],
      [{ region: 'us' }, { key: 'region', value: 'eu' }, undefined],
      [{ rign: 'prod' }, { key: 'ring', value: 'canary' }, undefined],
      [{ ring: 'canary' }, { key: 'ring', value: 'canary' }, undefined],
      [{ ring: 'canary' }, { key: 'constructor' }, undefined],
      [{}, { key: 'ring' }, undefined],
    ],
  )('of %j to %j is %s', (labels, wanted, near) => {
    const { hint } = nearestLabelHint([cluster(labels)], [wanted]);

    if (near === undefined) expect(hint).toBeUndefined();
    else expect(hint).toContain(`eu-1 has ${near}`);
  });

  it('is looked for among the labels that would meet a selector', () => {
    const wanted = wantedLabels({
      matchLabels: { a: '1' },
      matchExpressions: [
        { key: 'b', operator: 'In', values: ['2', '3'] },
        { key: 'c', operator: 'Exists' },
        { key: 'd', operator: 'NotIn', values: ['4'] },
        { key: 'e', operator: 'DoesNotExist' },
      ],
    });

    expect(wanted).toEqual([
      { key: 'a', value: '1' },
      { key: 'b', value: '2' },
      { key: 'b', value: '3' },
      { key: 'c' },
    ]);
  });
});
