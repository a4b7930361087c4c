/**
 * Remembers what was rendered, by content: bounded by weight, in two generations. What the last half of the bound did
 * not ask for is forgotten; that costs a render and changes no result.
 */
export interface RenderMemo {
  get(key: string): unknown;
  /** `weight` in bytes, roughly. */
  set(key: string, value: unknown, weight: number): void;
}

export const createRenderMemo = ({ maxBytes }: { readonly maxBytes: number }): RenderMemo => {
  let young = new Map<string, { readonly value: unknown; readonly weight: number }>();
  let old: typeof young = new Map();
  let bytes = 0;
  const set = (key: string, value: unknown, weight: number): void => {
    if (weight > maxBytes / 2) return;
    if (bytes + weight > maxBytes / 2) {
      old = young;
      young = new Map();
      bytes = 0;
    }
    young.set(key, { value, weight });
    bytes += weight;
  };
  return {
    set,
    get(key) {
      const known = young.get(key);
      if (known) return known.value;
      const aged = old.get(key);
      if (!aged) return undefined;
      set(key, aged.value, aged.weight);
      return aged.value;
    },
  };
};

/** The value of a key, made where it is not known. */
export const remembered = <Value>(
  memo: RenderMemo,
  key: string,
  make: () => { readonly value: Value; readonly weight: number },
): Value => {
  const known = memo.get(key);
  // a key holds all that its value depends on, kind of value included
  if (known !== undefined) return known as Value;
  const { value, weight } = make();
  memo.set(key, value, weight);
  return value;
};
