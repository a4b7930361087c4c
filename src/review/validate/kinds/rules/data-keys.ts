import { isJsonObject } from '../../../../model/json.ts';
import { faultIn } from '../fault.ts';
import { wrongDataKey } from './name-forms.ts';
import type { ObjectRule } from './rule.ts';

/** Keys of ConfigMaps and Secrets become file names and environment variables. */
export const dataKeys: ObjectRule = (object) => {
  if (object.apiVersion !== 'v1' || (object.kind !== 'ConfigMap' && object.kind !== 'Secret')) return [];
  return ['data', 'binaryData', 'stringData'].flatMap((field) => {
    const data = object[field];
    if (!isJsonObject(data)) return [];
    return Object.keys(data).flatMap((key) => {
      const what = wrongDataKey(key);
      return what === undefined ? [] : [faultIn(object, [field, key], { code: 'FieldValue', what })];
    });
  });
};
