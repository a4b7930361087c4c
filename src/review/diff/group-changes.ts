import { canonicalJson, sha256 } from '../../model/digest.ts';
import { byCodePoint, type Json } from '../../model/json.ts';
import { type ResourceId, resourceKey } from '../../model/resource.ts';
import type { FieldChange } from './field-change.ts';
import type { ObjectChange, ObjectVerb } from './object-change.ts';

/** An object of a group, and the clusters where it changes as the group says. */
export interface GroupMember {
  /** `namespace/name`. */
  readonly subscription: string;
  readonly id: ResourceId;
  /** Sorted. */
  readonly clusters: readonly string[];
}

/** A change that is the same for all its members: shown once. */
export interface ChangeGroup {
  readonly verb: ObjectVerb;
  readonly fields: readonly FieldChange[];
  readonly treatment: readonly FieldChange[];
  readonly members: readonly GroupMember[];
  /** The change of one member in full. */
  readonly sample: ObjectChange;
  /** Where the same fields of the same objects get other values on each cluster: how many such values there are. */
  readonly variants: number;
}

/** So many groups that differ in nothing but values are told as one. */
const mostVariants = 3;

/** Items of lists are named by what tells them apart: their places differ from cluster to cluster. */
const textOf = (fields: readonly FieldChange[]): string =>
  canonicalJson(
    fields.map(({ op, field, before = null, after = null }) => [op, field, before, after]) as unknown as Json,
  );

/** Created and removed objects are alike when they are one object; changed ones when the same fields change alike. */
const exactKey = (change: ObjectChange): string => {
  const { verb, id, fields, treatment, before, after } = change;
  const rest =
    verb === 'created' || verb === 'removed'
      ? `${resourceKey(id)} ${canonicalJson((after ?? before) as unknown as Json)}`
      : `${textOf(fields)} ${textOf(treatment)}`;
  return sha256(`${verb} ${rest}`);
};

const memberKey = ({ subscription, id }: Pick<GroupMember, 'subscription' | 'id'>): string =>
  `${subscription} ${resourceKey(id)}`;

const membersOf = (
  changes: readonly Pick<ObjectChange, 'subscription' | 'id' | 'clusters'>[],
): readonly GroupMember[] =>
  [...Map.groupBy(changes, memberKey).values()]
    .map((same) => ({
      subscription: same[0]!.subscription,
      id: same[0]!.id,
      clusters: [...new Set(same.flatMap(({ clusters }) => clusters))].sort(byCodePoint),
    }))
    .sort((a, b) => byCodePoint(memberKey(a), memberKey(b)));

const groupOf = (changes: readonly ObjectChange[]): ChangeGroup => {
  const members = membersOf(changes);
  const first = members[0]!;
  const sample = changes.find((change) => memberKey(change) === memberKey(first)) ?? changes[0]!;
  const { verb, fields, treatment } = sample;
  return { verb, fields, treatment, members, sample, variants: 1 };
};

const shapeOf = (fields: readonly FieldChange[]): string =>
  fields.map(({ op, field }) => `${op} ${field}`).join('\n');

const shapeKey = ({ verb, fields, treatment, members, sample }: ChangeGroup): string => {
  const id = verb === 'created' || verb === 'removed' ? resourceKey(sample.id) : '';
  return sha256([verb, id, shapeOf(fields), shapeOf(treatment), ...members.map(memberKey)].join('\n'));
};

const oneOfVariants = (groups: readonly ChangeGroup[]): ChangeGroup => ({
  ...groups[0]!,
  members: membersOf(groups.flatMap(({ members }) => members)),
  variants: groups.length,
});

const verbs: readonly ObjectVerb[] = ['removed', 'changed', 'created', 'treated'];

const writesOf = ({ members }: ChangeGroup): number =>
  members.reduce((sum, { clusters }) => sum + clusters.length, 0);

/** What is gone first, then what reaches furthest. */
const compareGroups = (a: ChangeGroup, b: ChangeGroup): number =>
  verbs.indexOf(a.verb) - verbs.indexOf(b.verb) ||
  writesOf(b) - writesOf(a) ||
  byCodePoint(memberKey(a.members[0]!), memberKey(b.members[0]!)) ||
  byCodePoint(textOf(a.fields), textOf(b.fields));

/** A change that is the same on 400 clusters, or of 100 objects, is one group. */
export const groupChanges = (changes: readonly ObjectChange[]): readonly ChangeGroup[] => {
  const exact = [...Map.groupBy(changes, exactKey).values()].map(groupOf);
  return [...Map.groupBy(exact, shapeKey).values()]
    .flatMap((alike) => (alike.length > mostVariants ? [oneOfVariants(alike)] : alike))
    .sort(compareGroups);
};
