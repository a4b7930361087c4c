import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts';
import { finalizersOf, withMeta } from './object-meta.ts';

/** A CustomResourceDefinition waits for its objects to go. */
export const cleanupFinalizer = 'customresourcecleanup.apiextensions.k8s.io';

export const definitions = { group: 'apiextensions.k8s.io', plural: 'customresourcedefinitions' } as const;

export const isDefinitionType = ({ group, plural }: { group: string; plural: string }): boolean =>
  group === definitions.group && plural === definitions.plural;

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly lastTransitionTime: string;
  readonly reason: string;
  readonly message: string;
}

/** The object with this condition in its status: in its place, or as the last one. */
export const withCondition = (object: JsonObject, condition: Condition): JsonObject => {
  const status = isJsonObject(object.status) ? object.status : {};
  const known = (status.conditions ?? []) as readonly JsonObject[];
  const others = known.some((one) => one.type === condition.type)
    ? known.map((one) => (one.type === condition.type ? { ...condition } : one))
    : [...known, { ...condition }];
  return { ...object, status: { ...status, conditions: others as readonly Json[] } };
};

/** What DELETE makes of a definition: its finalizer does the rest. */
export const definitionMarked = (object: JsonObject, now: string): JsonObject => {
  const finalizers = finalizersOf(object);
  const held = finalizers.includes(cleanupFinalizer)
    ? object
    : withMeta(object, { finalizers: [...finalizers, cleanupFinalizer] });
  return withCondition(held, {
    type: 'Terminating',
    status: 'True',
    lastTransitionTime: now,
    reason: 'InstanceDeletionPending',
    message: 'CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon',
  });
};
