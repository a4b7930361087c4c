import { describe, expect, it } from 'vitest';
import { clusterSet, describeClusters, knownClusters } from '../../../../src/review/diff/cluster-set.ts';
import { clusterOf } from '../../overlay/small-fleet.ts';

const region = (name: string, value: string, env = 'prod') => clusterOf(name, { region: value, env });
const clusters = [
  ...['eu-1', 'eu-2', 'eu-3', 'eu-4'].map((name) => region(name, 'eu')),
  ...['eu-5', 'eu-6'].map((name) => region(name, 'eu', 'dev')),
  ...['us-1', 'us-2', 'us-3', 'us-4', 'us-5'].map((name) => region(name, 'us')),
  clusterOf('bare'),
];
const known = knownClusters(clusters);
const say = (...names: readonly string[]): string => describeClusters(clusterSet(names, known));

describe('the name of a set of clusters', () => {
  it('is all of them, or their names where they are few', () => {
    expect(say(...clusters.map(({ name }) => name))).toBe('all 12');
    expect(say('eu-1')).toBe('eu-1');
    expect(say('eu-1', 'us-1', 'us-2')).toBe('eu-1, us-1, us-2');
  });

  it('is the label, or the two labels, that exactly these clusters have', () => {
    expect(say('us-1', 'us-2', 'us-3', 'us-4', 'us-5')).toBe('region=us (5)');
    expect(say('eu-1', 'eu-2', 'eu-3', 'eu-4')).toBe('env=prod,region=eu (4)');
  });

  it('is the first few and a number where no label names them', () => {
    expect(say('eu-1', 'eu-2', 'us-1', 'us-2', 'us-3')).toBe('5 of 12: eu-1, eu-2, us-1, … (+2)');
    expect(say('bare', 'eu-1', 'eu-2', 'us-1')).toBe('4 of 12: bare, eu-1, eu-2, … (+1)');
  });

  it('keeps the names of clusters that are called like what every object has', () => {
    const odd = knownClusters(
      ['constructor', '__proto__', 'toString', 'valueOf'].map((name) => clusterOf(name)),
    );

    expect(describeClusters(clusterSet(['constructor'], odd))).toBe('constructor');
  });
});
