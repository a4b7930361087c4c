import type { Json } from '../../model/json.ts';
import { describeResource, type KubeObject } from '../../model/resource.ts';
import { forReading } from '../../render/render-yaml.ts';
import { writeYaml } from '../../repository/yaml/write-yaml.ts';
import type { ChangeGroup, GroupMember } from '../../review/diff/group-changes.ts';
import type { ClusterNamer } from '../../review/diff/name-clusters.ts';
import type { ObjectVerb } from '../../review/diff/object-change.ts';
import { printable } from '../table.ts';
import { type Hunk, lineHunks } from './line-hunks.ts';
import { changeText } from './value-text.ts';

/** A group as it is shown: one line, what more there is to say of it, and what changes. */
export interface GroupText {
  readonly verb: ObjectVerb;
  readonly title: string;
  readonly notes: readonly string[];
  /** The object line by line, where the group is one object. */
  readonly hunks: readonly Hunk[];
  /** Else the fields that change; and how it is treated. */
  readonly fields: readonly string[];
}

export interface GroupTextOptions {
  readonly nameClusters: ClusterNamer;
  /** Unchanged lines around a change. */
  readonly context: number;
}

const mostMembers = 8;

const nameOf = ({ id, subscription }: GroupMember): string =>
  printable(`${describeResource(id)} (${subscription})`);

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

const unionOf = (members: readonly GroupMember[]): readonly string[] =>
  [...new Set(members.flatMap(({ clusters }) => clusters))].sort();

const isUniform = (members: readonly GroupMember[]): boolean =>
  members.every(({ clusters }) => clusters.join() === members[0]!.clusters.join());

const titleOf = ({ verb, members }: ChangeGroup, nameClusters: ClusterNamer): string => {
  const [first] = members;
  const where = nameClusters(unionOf(members));
  if (members.length === 1) return `${verb} ${nameOf(first!)} on ${where}`;
  const subscriptions = new Set(members.map(({ subscription }) => subscription)).size;
  return `${verb} ${plural(members.length, 'object')} of ${plural(subscriptions, 'Subscription')} on ${where}`;
};

const memberNotes = (members: readonly GroupMember[], nameClusters: ClusterNamer): readonly string[] => {
  if (members.length === 1) return [];
  const uniform = isUniform(members);
  const shown = members
    .slice(0, mostMembers)
    .map((member) => `${nameOf(member)}${uniform ? '' : ` on ${nameClusters(member.clusters)}`}`);
  const rest = members.length - shown.length;
  return rest > 0 ? [...shown, `and ${rest} more`] : shown;
};

const yamlOf = (object: KubeObject | undefined): string =>
  object === undefined ? '' : writeYaml(forReading(object as Json));

const bodyOf = (group: ChangeGroup, context: number): Pick<GroupText, 'hunks' | 'fields'> => {
  const { verb, sample, members, fields, treatment } = group;
  const treated = treatment.map(changeText);
  if (verb === 'treated') return { hunks: [], fields: treated };
  // many objects have their change in common, and nothing else
  if (members.length > 1 && verb === 'changed') {
    return { hunks: [], fields: [...fields.map(changeText), ...treated] };
  }
  return { hunks: lineHunks(yamlOf(sample.before), yamlOf(sample.after), context), fields: treated };
};

export const groupText = (group: ChangeGroup, { nameClusters, context }: GroupTextOptions): GroupText => {
  const { verb, members, variants, sample } = group;
  const varies =
    variants > 1
      ? [`the values differ by cluster (${variants} of them); these are of ${sample.clusters[0]}`]
      : [];
  return {
    verb,
    title: titleOf(group, nameClusters),
    notes: [...memberNotes(members, nameClusters), ...varies],
    ...bodyOf(group, context),
  };
};
