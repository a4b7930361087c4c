import { isJsonObject, type Json } from '../../model/json.ts';
import type { KubeObject } from '../../model/resource.ts';
import { jsonEqual, member } from '../../patch/members.ts';
import { maskedValue, maskSecrets } from '../../render/mask-secrets.ts';
import { isSecret } from '../../render/secret-data.ts';

/** What stands for a Secret's value that is another one than before: not what it is, and no hash that could be guessed. */
export const maskedChange = '<masked, changed>';

const markChanges = (before: Json | undefined, after: Json | undefined, masked: Json): Json => {
  if (!isJsonObject(masked)) return masked;
  const [old, now] = [before ?? {}, after ?? {}];
  if (!isJsonObject(old) || !isJsonObject(now)) return masked;
  return Object.fromEntries(
    Object.entries(masked).map(([key, value]) => {
      const [a, b] = [member(old, key), member(now, key)];
      return [key, a !== undefined && b !== undefined && !jsonEqual(a, b) ? maskedChange : value];
    }),
  );
};

/** Two versions of one object without a Secret's values; a value that changed is told from one that did not. */
export const maskChange = (
  before: KubeObject,
  after: KubeObject,
): { readonly before: KubeObject; readonly after: KubeObject } => {
  if (!isSecret(after) && !isSecret(before)) return { before, after };
  const masked = maskSecrets(after);
  const data = masked.data === undefined ? undefined : markChanges(before.data, after.data, masked.data);
  return {
    before: maskSecrets(before),
    after: data === undefined ? masked : { ...masked, data },
  };
};

export { maskedValue };
