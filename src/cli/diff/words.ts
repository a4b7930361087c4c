import type { Json } from '../../model/json.ts';
import { describeResource } from '../../model/resource.ts';
import type { AlikeChange } from '../../review/diff/alike-changes.ts';
import { describeClusters } from '../../review/diff/cluster-set.ts';
import type { FieldChange } from '../../review/diff/field-change.ts';
import {
  type ChangeSummary,
  type FleetChange,
  isDifferent,
  type ObjectChange,
  type ObjectChangeKind,
  type RenderChange,
  type SettingChange,
  type SubscriptionChange,
} from '../../review/diff/fleet-change.ts';
import { clip, printable } from '../table.ts';
import type { Compared } from './diff-json.ts';

/** What text and markdown say alike: one line each, without colours. */

const longestValue = 80;

export const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

const valueText = (value: Json | undefined): string =>
  value === undefined
    ? 'nothing'
    : clip(printable(typeof value === 'string' ? value : JSON.stringify(value)), longestValue);

/** `drift: heal → report`. */
export const fieldText = ({ field, before, after }: FieldChange): string =>
  `${printable(field)}: ${valueText(before)} → ${valueText(after)}`;

const objectKinds: readonly ObjectChangeKind[] = ['created', 'changed', 'removed', 'moved'];

/** `2 Subscriptions, 3 of 4 clusters, 5 objects: 1 created, 4 changed`. */
const summaryText = ({ subscriptions, clusters, ofClusters, objects }: ChangeSummary): string => {
  const counts = objectKinds.filter((kind) => objects[kind] > 0).map((kind) => `${objects[kind]} ${kind}`);
  if (subscriptions === 0) return 'no object changes on any cluster';
  const total = objectKinds.reduce((sum, kind) => sum + objects[kind], 0);
  const where =
    clusters > ofClusters ? plural(clusters, 'cluster') : `${clusters} of ${plural(ofClusters, 'cluster')}`;
  const what = total === 0 ? 'no object' : `${plural(total, 'object')}: ${counts.join(', ')}`;
  return `${plural(subscriptions, 'Subscription')}, ${where}, ${what}`;
};

export const clustersText = (clusters: ObjectChange['clusters']): string =>
  printable(describeClusters(clusters));

export const objectSigns: Readonly<Record<ObjectChangeKind, string>> = {
  created: '+',
  removed: '-',
  changed: '~',
  moved: '>',
};

/** `Deployment.apps shop/front`. */
export const objectText = ({ id }: ObjectChange): string => printable(describeResource(id));

/** `changed on all 4`, `moved from default/tools on eu-1`. */
export const objectKindText = ({ kind, from, clusters }: ObjectChange): string =>
  `${kind}${from === undefined ? '' : ` from ${printable(from)}`} on ${clustersText(clusters)}`;

/** What there is to say of an object's change before its lines. */
export const objectNotes = ({ policy, differs, files, clusters }: ObjectChange): readonly string[] => [
  ...policy.map(fieldText),
  ...(differs.length === 0
    ? []
    : [`as on ${printable(clusters.names[0] ?? '')}; the others differ in ${printable(differs.join(', '))}`]),
  ...(files.length === 0 ? [] : [`by ${printable(files.join(', '))}`]),
];

const mostObjects = 12;

/** Several objects that change alike: what they are, what changes, and by which files. */
export const alikeTexts = ({
  objects,
  fields,
  files,
}: AlikeChange): {
  readonly title: string;
  readonly notes: readonly string[];
  readonly changes: readonly string[];
} => {
  const subscriptions = new Set(objects.map(({ subscription }) => subscription)).size;
  const places = new Set(objects.map(({ clusters }) => clustersText(clusters)));
  const names = objects.map((change) =>
    places.size === 1 ? objectText(change) : `${objectText(change)} on ${clustersText(change.clusters)}`,
  );
  const more = names.length - mostObjects;
  const where = places.size === 1 ? ` on ${[...places][0]}` : '';
  return {
    title: `the same change of ${plural(objects.length, 'object')} of ${plural(subscriptions, 'Subscription')}${where}`,
    notes: [
      ...names.slice(0, mostObjects),
      ...(more > 0 ? [`… and ${more} more`] : []),
      ...(files.length === 0 ? [] : [`by ${printable(files.join(', '))}`]),
    ],
    changes: fields.map(fieldText),
  };
};

export const subscriptionNotes = ({
  kind,
  gains,
  loses,
  settings,
  waits,
  files,
}: SubscriptionChange): readonly string[] => [
  ...(kind === 'changed' ? [] : [`${kind} by ${printable(files.join(', '))}`]),
  ...(gains ? [`comes to ${clustersText(gains)}`] : []),
  ...(loses ? [`leaves ${clustersText(loses)}`] : []),
  ...settings.map(fieldText),
  ...(waits ? ['only overrides with overridePolicy ApplyLater changed: waits for the next rollout'] : []),
];

export const renderText = ({ kind, clusters }: RenderChange): string => {
  const where = clustersText(clusters);
  switch (kind) {
    case 'stops':
      return `no longer renders, and keeps what it runs, on ${where}`;
    case 'starts':
      return `renders again, and what it ran cannot be told, on ${where}`;
    case 'broken':
      return `does not render, so nothing can be compared, on ${where}`;
    default:
      return kind satisfies never;
  }
};

const settingName = ({ what, names, clusters }: SettingChange): string => {
  switch (what) {
    case 'cluster':
      return `cluster ${clusters ? clustersText(clusters) : ''}`;
    case 'strategy':
      return `rollout strategy ${printable(names.join(', '))}`;
    case 'fleet':
      return 'fleet.yaml';
    default:
      return what satisfies never;
  }
};

export const settingTexts = (change: SettingChange): readonly string[] =>
  change.kind === 'changed'
    ? change.fields.map((field) => `${settingName(change)}: ${fieldText(field)}`)
    : [`${settingName(change)}: ${change.kind}`];

const mostFiles = 20;

/** `no effect: README.md, … (+3)`; '' where every file has one. */
export const idleFilesText = (
  files: readonly { readonly path: string; readonly effect: boolean }[],
): string => {
  const idle = files.filter(({ effect }) => !effect).map(({ path }) => printable(path));
  if (idle.length === 0) return '';
  const more = idle.length > mostFiles ? `, … (+${idle.length - mostFiles})` : '';
  return `no effect: ${idle.slice(0, mostFiles).join(', ')}${more}`;
};

const shortId = (commit: string): string => (commit === '' ? 'the files as they stand' : commit.slice(0, 12));

/** What was compared, and what comes of it. */
export const headLines = (change: FleetChange, { range, base, head }: Compared): readonly string[] => [
  `${printable(range)}: ${shortId(base)} to ${shortId(head)}`,
  isDifferent(change) ? summaryText(change.summary) : 'nothing changes on any cluster',
];
