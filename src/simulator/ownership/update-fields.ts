import type { JsonObject } from '../../model/json.ts';
import { apiVersionOf } from '../resource-type.ts';
import { compareValues, withoutFields } from './compare-values.ts';
import type { Writer } from './field-manager.ts';
import { isEmptySet, union } from './field-set.ts';
import { type Managed, managerKey, withFields } from './managed-entry.ts';
import { mergeTypeOf } from './merge-type.ts';
import { resetFields } from './reset-fields.ts';
import { stripFields } from './strip-fields.ts';
import { takeOver } from './take-over.ts';

export interface Written extends Writer {
  readonly live: JsonObject;
  readonly next: JsonObject;
}

/** Not the name of any manager: the fields of the write under way, before they join their manager's. */
const underWay = 'current-operation';

/**
 * What a create, PUT or PATCH makes of the owners: who wrote owns what it added or changed, and nobody owns what is gone. `managed` is
 * changed in place. Owners by `/scale` have no time: the API server loses it on the way from the Scale to its parent. Throws ListItemError for lists whose items have no key.
 */
export const updateManaged = (managed: Managed, write: Written): void => {
  const type = mergeTypeOf(write.type.schema);
  const reset = resetFields(write.type, write.subresource);
  const comparison = withoutFields(compareValues(type, write.live, write.next), reset);
  takeOver(managed, comparison, underWay);
  const fields = union(comparison.modified, comparison.added);
  if (isEmptySet(fields)) return;
  const identity = {
    manager: write.manager === '' ? 'unknown' : write.manager,
    operation: 'Update',
    apiVersion: apiVersionOf(write.type),
    subresource: write.subresource,
  } as const;
  managed.set(underWay, { ...identity, time: write.now, fields });
  stripFields(managed, underWay);
  const written = managed.get(underWay);
  managed.delete(underWay);
  if (written === undefined) return;
  const key = managerKey(identity);
  const previous = managed.get(key);
  const fieldsNow = previous ? union(written.fields, previous.fields) : written.fields;
  const time = write.subresource === 'scale' ? previous?.time : write.now;
  managed.set(key, { ...withFields(written, fieldsNow), time });
};
