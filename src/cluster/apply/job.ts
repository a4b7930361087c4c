import type { DesiredObject } from '../../model/desired.ts';
import { isJsonObject, type JsonObject } from '../../model/json.ts';
import type { GroupKind } from '../../model/resource.ts';
import type { OwnedRecord } from '../engine.ts';

export const isJob = ({ group, kind }: GroupKind): boolean => group === 'batch' && kind === 'Job';

const expires = ({ object }: DesiredObject): boolean =>
  isJsonObject(object.spec) && typeof object.spec.ttlSecondsAfterFinished === 'number';

/** Whether a live Job ran to its end; a suspended one is Current, too, and still has to run. */
export const isComplete = (live: JsonObject): boolean => {
  const conditions = isJsonObject(live.status) ? live.status.conditions : undefined;
  if (!Array.isArray(conditions)) return false;
  return conditions.filter(isJsonObject).some(({ type, status }) => type === 'Complete' && status === 'True');
};

/**
 * A Job that is not there and need not be: it was applied with this digest, and was seen to end or cleans
 * itself up. Only another digest makes it run again.
 */
export const ranToItsEnd = (object: DesiredObject, known: OwnedRecord | undefined): boolean =>
  isJob(object.id) &&
  known !== undefined &&
  known.digest === object.digest &&
  (known.completed === true || expires(object));
