import type { JsonObject } from '../../model/json.ts';
import type { ResourceType } from '../resource-type.ts';
import { isNamespaceType } from './admission.ts';
import { rfc3339 } from './cluster-state.ts';
import { definitionMarked, isDefinitionType } from './definition-marks.ts';
import type { DeleteOptions } from './delete-options.ts';
import { finalizersOf, isTerminating, metadataOf, withMeta } from './object-meta.ts';
import { defaultPropagation } from './strategies.ts';

const orphan = 'orphan';
const foreground = 'foregroundDeletion';

/** What the request, or the finalizers that stand there already, say of dependents. */
const propagation = (
  type: ResourceType,
  finalizers: readonly string[],
  options: DeleteOptions,
): 'orphan' | 'foreground' | 'background' => {
  if (defaultPropagation(type) === 'unsupported') return 'background';
  if (options.orphanDependents !== undefined) return options.orphanDependents ? 'orphan' : 'background';
  switch (options.propagationPolicy) {
    case 'Orphan':
      return 'orphan';
    case 'Foreground':
      return 'foreground';
    case 'Background':
      return 'background';
    default:
  }
  const known = finalizers.find((finalizer) => finalizer === orphan || finalizer === foreground);
  if (known !== undefined) return known === orphan ? 'orphan' : 'foreground';
  return defaultPropagation(type) === 'orphan' ? 'orphan' : 'background';
};

/** The object with the finalizers that the policy asks for; itself when it has them. */
const withPolicy = (type: ResourceType, object: JsonObject, options: DeleteOptions): JsonObject => {
  const finalizers = finalizersOf(object);
  const policy = propagation(type, finalizers, options);
  const kept = finalizers.filter((finalizer) => finalizer !== orphan && finalizer !== foreground);
  const added = policy === 'orphan' ? [orphan] : policy === 'foreground' ? [foreground] : [];
  const after = [...kept, ...added];
  const same = after.length === finalizers.length && after.every((one) => finalizers.includes(one));
  return same ? object : withMeta(object, { finalizers: after.length === 0 ? undefined : after });
};

/** Seconds that a Pod is given; undefined for what is not deleted gracefully. */
const gracePeriod = (type: ResourceType, object: JsonObject, options: DeleteOptions): number | undefined => {
  if (type.group !== '' || type.plural !== 'pods') return undefined;
  const spec = (object.spec ?? {}) as JsonObject;
  const status = (object.status ?? {}) as JsonObject;
  const asked =
    options.gracePeriodSeconds ?? (spec.terminationGracePeriodSeconds as number | undefined) ?? 30;
  // nobody runs it, or it has ended: there is nothing to wait for
  const idle = !spec.nodeName || status.phase === 'Failed' || status.phase === 'Succeeded';
  return idle ? 0 : asked < 0 ? 1 : asked;
};

const bumped = (object: JsonObject): JsonObject => {
  const generation = metadataOf(object).generation as number | undefined;
  return generation !== undefined && generation > 0
    ? withMeta(object, { generation: generation + 1 })
    : object;
};

const marked = (object: JsonObject, now: number, grace: number): JsonObject =>
  withMeta(bumped(object), {
    deletionTimestamp: rfc3339(now + grace * 1000),
    deletionGracePeriodSeconds: grace,
  });

/** A grace period may only become shorter: the timestamp moves with it, but not into the past. */
const shortened = (object: JsonObject, now: number, grace: number): JsonObject => {
  const { deletionTimestamp, deletionGracePeriodSeconds } = metadataOf(object);
  const pending = (deletionGracePeriodSeconds as number | undefined) ?? 0;
  if (pending === 0 || grace >= pending) return object;
  const moved = Date.parse(deletionTimestamp as string) + (grace - pending) * 1000;
  const late = moved < now;
  return withMeta(object, {
    deletionTimestamp: rfc3339(late ? now : moved),
    deletionGracePeriodSeconds: late && grace !== 0 ? 1 : grace,
  });
};

/** A namespace waits for its content, whoever empties it takes its finalizer away; a definition waits for its objects. */
const specialMarks = (type: ResourceType, object: JsonObject, now: number): JsonObject | undefined => {
  const time = rfc3339(now);
  if (isDefinitionType(type) && !isTerminating(object)) {
    return definitionMarked(withMeta(object, { deletionTimestamp: time }), time);
  }
  if (!isNamespaceType(type)) return undefined;
  const spec = (object.spec ?? {}) as JsonObject;
  if (isTerminating(object)) {
    return ((spec.finalizers ?? []) as readonly string[]).length > 0 ? object : undefined;
  }
  const status = { ...(object.status as JsonObject | undefined), phase: 'Terminating' };
  return { ...withMeta(object, { deletionTimestamp: time }), status };
};

export interface DeletionStep {
  /** The object as it is stored while it terminates; undefined when nothing is to be written. */
  readonly marked: JsonObject | undefined;
  /** Whether it goes now. */
  readonly removed: boolean;
}

/** What DELETE does to an object (registry/generic/registry/store.go and the namespaces' and definitions' own ways). */
export const deletionStep = (
  type: ResourceType,
  live: JsonObject,
  options: DeleteOptions,
  now: number,
): DeletionStep => {
  const object = withPolicy(type, live, options);
  const special = specialMarks(type, object, now);
  if (special !== undefined) return { marked: special === live ? undefined : special, removed: false };
  const held = finalizersOf(object).length > 0;
  const grace = gracePeriod(type, object, options);
  if (grace !== undefined) {
    const next = isTerminating(object) ? shortened(object, now, grace) : marked(object, now, grace);
    const over = ((metadataOf(next).deletionGracePeriodSeconds as number | undefined) ?? 0) === 0;
    return { marked: next === live ? undefined : next, removed: over && !held };
  }
  if (!held) return { marked: undefined, removed: true };
  const next = isTerminating(object)
    ? withMeta(object, { deletionGracePeriodSeconds: 0 })
    : marked(object, now, 0);
  return { marked: next, removed: false };
};
