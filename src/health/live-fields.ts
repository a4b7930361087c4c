import { isJsonObject } from '../model/json.ts';
import type { LiveObject } from './verdict.ts';

/** Live objects come from API servers we do not control: every read tolerates a missing or mistyped field. */
export const fieldAt = (object: LiveObject, ...path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (value, key) => (isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined),
    object,
  );

export const numberAt = (object: LiveObject, ...path: readonly string[]): number | undefined => {
  const value = fieldAt(object, ...path);
  return typeof value === 'number' ? value : undefined;
};

export const textAt = (object: LiveObject, ...path: readonly string[]): string | undefined => {
  const value = fieldAt(object, ...path);
  return typeof value === 'string' ? value : undefined;
};

/** The object members of a list; anything else in it is left out. */
export const objectsAt = (object: LiveObject, ...path: readonly string[]): readonly LiveObject[] => {
  const value = fieldAt(object, ...path);
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
};

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
  readonly observedGeneration?: number;
}

/** `status.conditions[]` of this type (metav1.Condition and its older relatives). */
export const conditionOf = (object: LiveObject, type: string): Condition | undefined => {
  const found = objectsAt(object, 'status', 'conditions').find(
    (condition) => textAt(condition, 'type') === type,
  );
  if (found === undefined) return undefined;
  const observedGeneration = numberAt(found, 'observedGeneration');
  return {
    type,
    status: textAt(found, 'status') ?? 'Unknown',
    reason: textAt(found, 'reason') ?? '',
    message: textAt(found, 'message') ?? '',
    ...(observedGeneration !== undefined && { observedGeneration }),
  };
};

/** `reason: message`, or whichever of the two there is. */
export const explain = (condition: Condition, otherwise: string): string =>
  [condition.reason, condition.message].filter((part) => part !== '').join(': ') || otherwise;
