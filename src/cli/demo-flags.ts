import { clusterNames, exampleClusters } from '../demo/repository/cluster-names.ts';
import type { DemoFlags } from './program.ts';
import { wrongFlag } from './wrong-flag.ts';

/** What `headwater demo` was asked for, checked. */
export interface DemoPlan {
  readonly clusters: readonly string[];
  /** Local control planes instead of simulated clusters. */
  readonly real: boolean;
  /** Play the tour; `pauses` = a person goes on with Enter. */
  readonly tour?: { readonly pauses: boolean };
  readonly json: boolean;
}

const simulatedByDefault = 12;
/** Some 3 MB each for the clusters, and as much again for the reconciler that follows them. */
const mostSimulated = 2000;
/** Real control planes share one etcd, and each has a /24 of the Service network. */
const mostReal = 100;
const nameRule = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
/** The tour's story is about them: one has overrides of its own, the other gets one. */
const toured: readonly string[] = ['eu-1', 'us-1'];

const counted = (text: string, most: number): readonly string[] => {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > most)
    throw wrongFlag(
      `--clusters ${text} is not possible`,
      `1 to ${most}${most === mostReal ? ' with --real' : ''}`,
    );
  return clusterNames(count);
};

const named = (text: string, most: number): readonly string[] => {
  const names = text.split(',').map((name) => name.trim());
  const wrong = names.find((name) => !nameRule.test(name));
  if (wrong !== undefined)
    throw wrongFlag(
      `--clusters: ${JSON.stringify(wrong)} is no name of a cluster`,
      'like 12, or dev-1,eu-1,us-1',
    );
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw wrongFlag(`--clusters names ${twice} twice`, 'name each cluster once');
  if (names.length > most) throw wrongFlag(`--clusters names ${names.length} clusters`, `at most ${most}`);
  return names;
};

const clustersOf = (flags: DemoFlags): readonly string[] => {
  const text = flags.clusters;
  const most = flags.real ? mostReal : mostSimulated;
  if (text === undefined) return flags.real ? exampleClusters : clusterNames(simulatedByDefault);
  return /^[+-]?\d+(\.\d+)?$/.test(text) ? counted(text, most) : named(text, most);
};

/** Throws InvalidFlag where the flags cannot be used, or not together. `tty` = a person may press Enter. */
export const readDemoFlags = (flags: DemoFlags, tty: boolean): DemoPlan => {
  const clusters = clustersOf(flags);
  const json = flags.output === 'json';
  if (flags.yes && !flags.tour) throw wrongFlag('--yes is for --tour alone', 'add --tour, or leave it out');
  if (flags.tour && json)
    throw wrongFlag('--tour tells a story and has no JSON', 'leave --tour or --output json out');
  const missing = toured.filter((name) => !clusters.includes(name));
  if (flags.tour && missing.length > 0)
    throw wrongFlag(
      `--tour needs the cluster ${missing.join(' and ')}`,
      'leave --clusters out, or name 3 or more',
    );
  return { clusters, real: flags.real, json, ...(flags.tour && { tour: { pauses: tty && !flags.yes } }) };
};
