import { isJsonObject } from '../model/json.ts';
import type { KubeObject } from '../model/resource.ts';
import { isSecret } from './secret-data.ts';

/** What stands for a Secret's value in anything that is printed. Not base64, so that it cannot be applied by mistake. */
export const maskedValue = '<masked>';

/** A Secret with its keys and without its values; any other object as it is. */
export const maskSecrets = (object: KubeObject): KubeObject => {
  if (!isSecret(object)) return object;
  const masked = ['data', 'stringData'].flatMap((field) => {
    const values = object[field];
    if (values === undefined) return [];
    const keys = isJsonObject(values) ? Object.keys(values) : [];
    return [[field, Object.fromEntries(keys.map((key) => [key, maskedValue]))] as const];
  });
  return { ...object, ...Object.fromEntries(masked) };
};
