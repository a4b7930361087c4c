import type { DesiredObject } from '../../model/desired.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { gvkOf, type KubeObject, type ResourceId } from '../../model/resource.ts';
import { maskSecrets } from '../../render/mask-secrets.ts';
import { kindSchema } from '../../schema/schema.ts';
import type { FieldChange } from './field-change.ts';
import { fieldChanges } from './field-changes.ts';
import { maskChange } from './mask-change.ts';

/** What happens to an object on some clusters; `treated`: it stays as it is and is treated in another way. */
export type ObjectVerb = 'created' | 'changed' | 'removed' | 'treated';

/** How one object of one Subscription changes, on the clusters where it changes just so. Holds no Secret's values. */
export interface ObjectChange {
  /** `namespace/name`. */
  readonly subscription: string;
  readonly id: ResourceId;
  readonly verb: ObjectVerb;
  /** Absent where it is created. */
  readonly before?: KubeObject;
  /** Absent where it is removed. */
  readonly after?: KubeObject;
  readonly fields: readonly FieldChange[];
  /** Of its wave and its `headwater.dev/*` annotations; JSON Pointers into {wave, prune, drift …}. */
  readonly treatment: readonly FieldChange[];
  /** Sorted. */
  readonly clusters: readonly string[];
}

type Version = DesiredObject | undefined;

const treatmentOf = ({ wave, policy }: DesiredObject): JsonObject =>
  ({ wave, ...policy }) as unknown as JsonObject;

const treatmentChanges = (before: Version, after: Version): readonly FieldChange[] =>
  before && after ? fieldChanges(treatmentOf(before), treatmentOf(after)) : [];

const fieldsOf = (before: KubeObject | undefined, after: KubeObject | undefined): readonly FieldChange[] =>
  before && after ? fieldChanges(before as Json, after as Json, kindSchema(gvkOf(after))?.root) : [];

const verbOf = (before: Version, after: Version): ObjectVerb => {
  if (!before) return 'created';
  if (!after) return 'removed';
  return before.digest === after.digest ? 'treated' : 'changed';
};

const masked = (before: Version, after: Version): Pick<ObjectChange, 'before' | 'after'> => {
  if (before && after) return maskChange(before.object, after.object);
  return {
    ...(before && { before: maskSecrets(before.object) }),
    ...(after && { after: maskSecrets(after.object) }),
  };
};

/** One of the two is there. */
export const objectChange = (
  versions: { readonly before: Version; readonly after: Version },
  names: Pick<ObjectChange, 'subscription' | 'clusters'>,
): ObjectChange => {
  const { before, after } = versions;
  const shown = masked(before, after);
  return {
    ...names,
    id: ((after ?? before) as DesiredObject).id,
    verb: verbOf(before, after),
    ...shown,
    fields: fieldsOf(shown.before, shown.after),
    treatment: treatmentChanges(before, after),
  };
};
