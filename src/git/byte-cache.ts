/** A least-recently-used cache with a bound on the sum of its entries' weights (bytes, or a count). */
export interface ByteCache<Key, Value> {
  get(key: Key): Value | undefined;
  set(key: Key, value: Value, weight: number): void;
}

export const createByteCache = <Key, Value>(maxWeight: number): ByteCache<Key, Value> => {
  const entries = new Map<Key, { value: Value; weight: number }>();
  let total = 0;

  const get = (key: Key): Value | undefined => {
    const entry = entries.get(key);
    if (entry === undefined) return undefined;
    // a Map keeps the order of insertion: what was used last goes to the end
    entries.delete(key);
    entries.set(key, entry);
    return entry.value;
  };

  const drop = (key: Key): void => {
    total -= entries.get(key)?.weight ?? 0;
    entries.delete(key);
  };

  const set = (key: Key, value: Value, weight: number): void => {
    drop(key);
    // one giant must not push out everything else
    if (weight > maxWeight / 4) return;
    entries.set(key, { value, weight });
    total += weight;
    for (const oldest of entries.keys()) {
      if (total <= maxWeight) return;
      drop(oldest);
    }
  };

  return { get, set };
};
