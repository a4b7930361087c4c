import { describe, expect, it } from 'vitest';
import { readDemoFlags } from '../../../src/cli/demo-flags.ts';
import type { DemoFlags } from '../../../src/cli/program.ts';
import { HeadwaterError } from '../../../src/model/diagnostic.ts';

const flags = (given: Partial<DemoFlags> = {}): DemoFlags => ({
  real: false,
  tour: false,
  yes: false,
  output: 'text',
  ...given,
});

describe('the flags of headwater demo', () => {
  it('start twelve simulated clusters in three regions by default, those of examples-repo among them', () => {
    const { clusters, real, json, tour } = readDemoFlags(flags(), true);
    expect(clusters).toEqual([
      'dev-1',
      'eu-1',
      'us-1',
      'ap-1',
      'eu-2',
      'us-2',
      'ap-2',
      'eu-3',
      'us-3',
      'ap-3',
      'eu-4',
      'us-4',
    ]);
    expect({ real, json, tour }).toEqual({ real: false, json: false, tour: undefined });
  });

  it('start the four clusters of examples-repo with --real', () => {
    expect(readDemoFlags(flags({ real: true }), true).clusters).toEqual(['dev-1', 'eu-1', 'eu-2', 'us-1']);
  });

  it('take a count or names', () => {
    const thousand = readDemoFlags(flags({ clusters: '1000' }), true).clusters;
    expect(new Set(thousand).size).toBe(1000);
    expect(thousand.at(-1)).toBe('ap-333');
    expect(readDemoFlags(flags({ clusters: 'eu-1, edge-7' }), true).clusters).toEqual(['eu-1', 'edge-7']);
  });

  it('pause the tour for a person at a terminal alone', () => {
    expect(readDemoFlags(flags({ tour: true }), true).tour).toEqual({ pauses: true });
    expect(readDemoFlags(flags({ tour: true }), false).tour).toEqual({ pauses: false });
    expect(readDemoFlags(flags({ tour: true, yes: true }), true).tour).toEqual({ pauses: false });
  });

  it.each<[string, Partial<DemoFlags>]>([
    ['--clusters 0 is not possible', { clusters: '0' }],
    ['--clusters -3 is not possible', { clusters: '-3' }],
    ['--clusters 2001 is not possible', { clusters: '2001' }],
    ['--clusters 1.5 is not possible', { clusters: '1.5' }],
    ['--clusters 101 is not possible', { clusters: '101', real: true }],
    ['"" is no name of a cluster', { clusters: '' }],
    ['"EU" is no name of a cluster', { clusters: 'EU' }],
    ['"../x" is no name of a cluster', { clusters: 'eu-1,../x' }],
    ['names eu-1 twice', { clusters: 'eu-1,eu-1' }],
    ['--yes is for --tour alone', { yes: true }],
    ['--tour tells a story', { tour: true, output: 'json' }],
    ['--tour needs the cluster us-1', { tour: true, clusters: '2' }],
  ])('are refused: %s', (message, given) => {
    const refused = (): unknown => readDemoFlags(flags(given), true);
    expect(refused).toThrow(HeadwaterError);
    expect(refused).toThrow(message);
  });
});
