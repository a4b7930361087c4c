import type { Json, JsonObject } from '../../model/json.ts';
import type { TypeName } from '../storage/cluster-objects.ts';
import { manager, type Surroundings } from './controller.ts';
import { nameOf, namespaceOf, sameJson, statusOf } from './parts.ts';

/** Zero counts are left out, as Go leaves them out. */
const withoutZeros = (status: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(status).filter(([, value]) => value !== 0 && value !== undefined));

/** A merge patch that makes `before` into `next`: what is gone becomes null. */
const replacing = (before: JsonObject, next: JsonObject): JsonObject => {
  const gone = Object.keys(before).filter((key) => next[key] === undefined);
  return { ...next, ...Object.fromEntries(gone.map((key) => [key, null])) };
};

export interface StatusWrite {
  readonly type: TypeName;
  readonly object: JsonObject;
  readonly status: JsonObject;
  /** Counts that are written although they are zero. */
  readonly always?: readonly string[];
  /** Annotations to write with it, as the real controllers do. */
  readonly annotations?: JsonObject;
}

/** Writes a status when it differs; the whole of it is the controller's. */
export const writeStatus = (surroundings: Surroundings, write: StatusWrite): void => {
  const { type, object, annotations } = write;
  const before = statusOf(object);
  const kept = withoutZeros(write.status);
  for (const name of write.always ?? []) (kept as Record<string, Json>)[name] = write.status[name] ?? 0;
  if (sameJson(before, kept) && annotations === undefined) return;
  surroundings.objects.patch(
    type,
    { namespace: namespaceOf(object), name: nameOf(object) },
    {
      status: replacing(before, kept),
      ...(annotations !== undefined && { metadata: { annotations } }),
    },
    { manager, subresource: 'status' },
  );
};

export interface ConditionFacts {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
}

/** The conditions with this one, last when it changed; lastTransitionTime moves with its status only. */
export const withCondition = (
  conditions: readonly JsonObject[],
  facts: ConditionFacts,
  time: string,
  updateTime = false,
): readonly JsonObject[] => {
  const known = conditions.find((one) => one.type === facts.type);
  if (known?.status === facts.status && known.reason === facts.reason && known.message === facts.message) {
    return conditions;
  }
  const lastTransitionTime = known?.status === facts.status ? known.lastTransitionTime! : time;
  const next: JsonObject = { ...facts, ...(updateTime && { lastUpdateTime: time }), lastTransitionTime };
  return [...conditions.filter((one) => one !== known), next];
};
