import type { Diagnostic } from '../model/diagnostic.ts';
import type { FinishedObject } from './finish-object.ts';

/** What the objects of a binding come to; the objects themselves are rendered again for whoever asks. */
export interface RenderedObjects {
  readonly digest: string;
  /** objectTreatment of them. */
  readonly treatment: string;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Remembers what was rendered, by content: bounded by weight, in two generations. What the last half of the bound did
 * not ask for is forgotten; that costs a render and changes no result.
 */
export interface Memo<Value> {
  get(key: string): Value | undefined;
  /** `weight` in bytes, roughly. */
  set(key: string, value: Value, weight: number): void;
}

const createMemo = <Value>(maxBytes: number): Memo<Value> => {
  let young = new Map<string, { readonly value: Value; readonly weight: number }>();
  let old: typeof young = new Map();
  let bytes = 0;
  const set = (key: string, value: Value, weight: number): void => {
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

/** Objects, and what bindings come to: apart, so that a million objects do not push the digests out. */
export interface RenderMemo {
  readonly objects: Memo<FinishedObject>;
  readonly bindings: Memo<RenderedObjects>;
}

export const createRenderMemo = ({ maxBytes }: { readonly maxBytes: number }): RenderMemo => ({
  objects: createMemo(maxBytes / 2),
  bindings: createMemo(maxBytes / 2),
});

/** The value of a key, made where it is not known. */
export const remembered = <Value>(
  memo: Memo<Value>,
  key: string,
  make: () => { readonly value: Value; readonly weight: number },
): Value => {
  const known = memo.get(key);
  if (known !== undefined) return known;
  const { value, weight } = make();
  memo.set(key, value, weight);
  return value;
};
