import { byCodePoint } from '../../model/json.ts';
import { changesText, type FieldChange } from './field-change.ts';
import type { ObjectChange } from './fleet-change.ts';

/** Several objects in which the same fields change alike: a label for everything is one change to look at. */
export interface AlikeChange {
  readonly fields: readonly FieldChange[];
  readonly objects: readonly ObjectChange[];
  /** Changed files that they are made of; sorted. */
  readonly files: readonly string[];
}

export interface Folded {
  /** Those of most objects first. */
  readonly alike: readonly AlikeChange[];
  /** Changes that stand for themselves, in their order. */
  readonly rest: readonly ObjectChange[];
}

const fewestObjects = 3;
/** What changes in more fields is looked at in its own lines. */
const mostFields = 8;

/** Undefined where more is to be said of a change than its fields. */
const keyOf = ({ kind, fields, policy, differs }: ObjectChange): string | undefined => {
  const isPlain = kind === 'changed' && policy.length === 0 && differs.length === 0;
  if (!isPlain || fields.length === 0 || fields.length > mostFields) return undefined;
  return changesText(fields);
};

/** Puts together the objects that change alike, whatever Subscriptions and clusters have them. */
export const foldAlike = (objects: readonly ObjectChange[]): Folded => {
  const groups = new Map<string, ObjectChange[]>();
  for (const change of objects) {
    const key = keyOf(change);
    if (key !== undefined) groups.set(key, [...(groups.get(key) ?? []), change]);
  }
  const large = [...groups.values()].filter((group) => group.length >= fewestObjects);
  const folded = new Set(large.flat());
  return {
    alike: large
      .map((group) => ({
        fields: group[0]!.fields,
        objects: group,
        files: [...new Set(group.flatMap(({ files }) => files))].sort(byCodePoint),
      }))
      .sort((a, b) => b.objects.length - a.objects.length),
    rest: objects.filter((change) => !folded.has(change)),
  };
};
