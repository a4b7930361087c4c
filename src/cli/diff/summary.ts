import { describeResource } from '../../model/resource.ts';
import type { ChangedFile } from '../../review/diff/changed-files.ts';
import type { FleetChange } from '../../review/diff/fleet-change.ts';
import type { ClusterNamer } from '../../review/diff/name-clusters.ts';
import { printable } from '../table.ts';
import { changeText } from './value-text.ts';

/** A comparison as every printer gets it. */
export interface DiffReport {
  /** As it was asked: `main...HEAD`. */
  readonly range: string;
  /** 40 hex digits; '' for the files as they stand. */
  readonly base: string;
  readonly head: string;
  readonly change: FleetChange;
  readonly files: readonly ChangedFile[];
  readonly nameClusters: ClusterNamer;
}

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

/** `2 Subscriptions, 4 clusters: 1 object created, 5 changed; 14 writes`. */
export const countsText = ({ counts }: FleetChange): string => {
  const { subscriptions, clusters, created, changed, removed, moved, writes } = counts;
  const parts = [
    [created, 'created'],
    [changed, 'changed'],
    [removed, 'removed'],
    [moved, 'moved'],
  ].flatMap(([count, verb]) => (count === 0 ? [] : [`${count} ${verb}`]));
  const objects = parts.length === 0 ? 'no object changes' : `objects: ${parts.join(', ')}`;
  return `${plural(subscriptions, 'Subscription')}, ${plural(clusters, 'cluster')}; ${objects}; ${plural(writes, 'write')}`;
};

export const sideText = (commit: string): string => (commit === '' ? 'working copy' : commit.slice(0, 12));

/** What is to be said beside the objects, a line each. */
export const noteLines = ({ change, nameClusters }: DiffReport): readonly string[] => [
  ...change.clusters.flatMap(({ cluster, verb, fields }) => [
    `cluster ${cluster} ${verb}`,
    ...fields.map((field) => `  ${changeText(field)}`),
  ]),
  ...change.subscriptions.flatMap(({ subscription, verb, fields }) => [
    `Subscription ${subscription} ${verb}`,
    ...fields.map((field) => `  ${changeText(field)}`),
  ]),
  ...change.bindings.map(({ subscription, verb, clusters }) => {
    const words = {
      added: 'goes to',
      removed: 'leaves',
      broken: 'does not render any more on, and keeps what it runs:',
      mended: 'renders again on',
    };
    return `${subscription} ${words[verb]} ${nameClusters(clusters)}`;
  }),
  ...change.moves.map(
    ({ id, from, to, clusters }) =>
      `${printable(describeResource(id))} moves ${from} → ${to} on ${nameClusters(clusters)}`,
  ),
  ...change.pending.map(
    ({ subscription, clusters }) =>
      `${subscription}: ApplyLater overrides alone changed: nothing goes out on ${nameClusters(clusters)} before its next rollout`,
  ),
];

/** The files of the change that nothing on any cluster comes from. */
export const withoutEffect = (files: readonly ChangedFile[]): readonly string[] =>
  files.filter(({ hasEffect }) => !hasEffect).map(({ path }) => printable(path));
