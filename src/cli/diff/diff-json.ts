import type { FleetChange } from '../../review/diff/fleet-change.ts';
import { isDifferent } from '../../review/diff/fleet-change.ts';

/** What was compared. */
export interface Compared {
  /** As it was asked for. */
  readonly range: string;
  /** 40 hex digits. */
  readonly base: string;
  /** '' for the files as they stand. */
  readonly head: string;
}

/**
 * `diff --output json`. The shape is FleetChange's (src/review/diff/fleet-change.ts), which only grows. `omitted`:
 * objects that had no room in `--max-bytes`.
 */
export interface DiffJson extends FleetChange, Compared {
  readonly different: boolean;
  readonly omitted: { readonly objects: number };
}

const written = (json: DiffJson): string => `${JSON.stringify(json, null, 2)}\n`;

/** As many objects as have room, found by halving: objects may be of any size. */
const fitting = (json: DiffJson, maxBytes: number): DiffJson => {
  const { objects } = json;
  const first = (count: number): DiffJson => ({
    ...json,
    objects: objects.slice(0, count),
    omitted: { objects: objects.length - count },
  });
  let [low, high] = [0, objects.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (Buffer.byteLength(written(first(middle))) <= maxBytes) low = middle;
    else high = middle - 1;
  }
  return first(low);
};

export const diffJson = (
  change: FleetChange,
  compared: Compared,
  maxBytes = Number.POSITIVE_INFINITY,
): string => {
  const json = { ...compared, different: isDifferent(change), ...change, omitted: { objects: 0 } };
  return written(maxBytes === Number.POSITIVE_INFINITY ? json : fitting(json, maxBytes));
};
