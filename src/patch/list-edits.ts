import type { Json } from '../model/json.ts';
import type { Entry } from './list-order.ts';
import { below, changed, type Trace } from './trace.ts';

/**
 * Reports how a list became another one: items that go (from the end), then items that move or come, from the front.
 * What changed inside an item that stays was reported before, at its index in the old list.
 */
export const recordListEdits = (
  trace: Trace | undefined,
  before: readonly Json[],
  entries: readonly Entry[],
): void => {
  if (trace === undefined) return;
  const stays = new Map(entries.map((entry) => [entry.origin, entry.value]));
  const now: { origin: number; value: Json }[] = before.map((value, origin) => ({
    origin,
    value: stays.get(origin) ?? value,
  }));
  const at = (index: number, patchIndex: number): Trace | undefined =>
    patchIndex < 0
      ? { ...(below(trace, index) as Trace), from: trace.from }
      : below(trace, index, patchIndex);
  for (let index = now.length - 1; index >= 0; index -= 1) {
    const item = now[index]!;
    if (stays.has(item.origin)) continue;
    changed(at(index, -1), item.value, undefined);
    now.splice(index, 1);
  }
  for (const [index, { origin, value, patchIndex }] of entries.entries()) {
    if (origin >= 0 && now[index]?.origin === origin) continue;
    const old = origin < 0 ? -1 : now.findIndex((item) => item.origin === origin);
    const taken = old < 0 ? undefined : at(old, patchIndex);
    if (taken !== undefined) {
      changed(taken, value, undefined);
      now.splice(old, 1);
    }
    changed(at(index, patchIndex), undefined, value, taken?.path);
    now.splice(index, 0, { origin, value });
  }
};
