import type { Json } from '../model/json.ts';
import { checkKey } from './key-check.ts';
import type { Store, StoredRecord, Written } from './store.ts';

/** By UTF-8 bytes, which is the order of code points; `<` compares UTF-16 units and differs beyond U+FFFF. */
const byCodePoint = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** A store that lives as long as the process: for tests and for the simulated fleet. */
export const createMemoryStore = (): Store => {
  const records = new Map<string, { text: string; version: string }>();
  let lastVersion = 0;
  let closed = false;

  const standsAt = (key: string, expected: string | undefined): boolean =>
    records.get(key)?.version === expected;
  const checkOpen = (): void => {
    if (closed) throw new Error('the store is closed');
  };

  const read = async (key: string): Promise<StoredRecord | undefined> => {
    checkOpen();
    checkKey(key);
    const record = records.get(key);
    // parsed anew each time: a caller that changes what it read changes nothing here
    return record && { value: JSON.parse(record.text), version: record.version };
  };

  const write = async (
    key: string,
    value: Json,
    expected: string | undefined,
  ): Promise<Written | 'conflict'> => {
    checkOpen();
    checkKey(key);
    if (!standsAt(key, expected)) return 'conflict';
    lastVersion += 1;
    const version = String(lastVersion);
    records.set(key, { text: JSON.stringify(value), version });
    return { version };
  };

  const remove = async (key: string, expected: string | undefined): Promise<'written' | 'conflict'> => {
    checkOpen();
    checkKey(key);
    if (expected !== undefined && records.has(key) && !standsAt(key, expected)) return 'conflict';
    records.delete(key);
    return 'written';
  };

  const list = async (prefix: string): Promise<readonly string[]> => {
    checkOpen();
    return [...records.keys()].filter((key) => key.startsWith(prefix)).sort(byCodePoint);
  };

  const close = async (): Promise<void> => {
    closed = true;
  };

  return { read, write, remove, list, close };
};
