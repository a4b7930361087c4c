import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts';
import type { KubeObject } from '../../model/resource.ts';
import { jsonEqual, member } from '../../patch/members.ts';
import { maskedValue, maskSecrets } from '../../render/mask-secrets.ts';

/** What stands for a Secret's value that is another one than before: that it is, and nothing about it. */
export const changedValue = '<masked, changed>';

/** Masks are equal where what they hide is not. */
const markChanged = (before: Json, after: Json, masked: Json): Json => {
  if (masked === maskedValue) return jsonEqual(before, after) ? masked : changedValue;
  if (!isJsonObject(masked) || !isJsonObject(before) || !isJsonObject(after)) return masked;
  return Object.fromEntries(
    Object.entries(masked).map(([key, value]) => {
      const was = member(before, key);
      return [key, was === undefined ? value : markChanged(was, member(after, key) as Json, value)];
    }),
  );
};

export interface ObjectPair {
  readonly before: KubeObject;
  readonly after: KubeObject;
}

/** Two states of an object without what Secrets hold, so that whoever prints them cannot show it. */
export const maskedPair = ({ before, after }: ObjectPair): ObjectPair => {
  const [old, now] = [maskSecrets(before), maskSecrets(after)];
  if (now === after) return { before: old, after: now };
  return { before: old, after: markChanged(before, after, now) as JsonObject as KubeObject };
};
