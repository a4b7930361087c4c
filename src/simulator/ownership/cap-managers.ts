import { byCodePoint } from '../../model/json.ts';
import { union } from './field-set.ts';
import { type Managed, type ManagedEntry, managerKey, withFields } from './managed-entry.ts';

const most = 10;
const bucketName = 'ancient-changes';

const secondsOf = (entry: ManagedEntry): number =>
  entry.time === undefined ? 0 : Math.floor(Date.parse(entry.time) / 1000);

/** More than ten entries of updates are too many: the oldest of each version become one, named `ancient-changes`. */
export const capManagers = (managed: Managed): void => {
  const updaters = [...managed].filter(([, entry]) => entry.operation === 'Update');
  if (updaters.length <= most) return;
  updaters.sort(([a, left], [b, right]) => secondsOf(left) - secondsOf(right) || byCodePoint(a, b));
  const firstOf = new Map<string, string>();
  let left = updaters.length;
  for (const [key, entry] of updaters) {
    if (left <= most) return;
    const first = firstOf.get(entry.apiVersion);
    if (first === undefined) {
      firstOf.set(entry.apiVersion, key);
      continue;
    }
    const identity = { manager: bucketName, operation: 'Update', apiVersion: entry.apiVersion } as const;
    const bucket = managerKey({ ...identity, subresource: '' });
    const oldest = managed.get(bucket) ?? managed.get(first)!;
    if (!managed.has(bucket)) managed.delete(first);
    const fields = union(entry.fields, oldest.fields);
    managed.set(bucket, { ...withFields(entry, fields), ...identity, subresource: '' });
    managed.delete(key);
    left -= 1;
  }
};
