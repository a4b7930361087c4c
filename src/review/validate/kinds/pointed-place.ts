import { unknownField } from './check-value.ts';
import type { Fault } from './fault.ts';
import { fieldPlace, itemPlace, type Place } from './place.ts';

export type Pointed = { readonly place: Place } | { readonly faults: readonly Fault[] };

/** What a JSON Pointer leads to in a kind: its schema, or the field on the way that the kind does not have. */
export const pointedPlace = (root: Place, tokens: readonly string[]): Pointed => {
  let place = root;
  for (const token of tokens) {
    const items = place.node.items();
    if (items !== undefined) {
      place = itemPlace(place, 0, items);
      continue;
    }
    const node = place.node.field(token) ?? place.node.values();
    if (node === undefined) return { faults: unknownField(place, token) };
    place = fieldPlace(place, token, node);
  }
  return { place };
};
