import { pointerToken } from '../../../model/json.ts';
import type { GroupVersionKind, SchemaNode } from '../../../schema/schema.ts';

/** Where a walk through a value and its schema stands: a link to what is above, so that a step costs no text. */
export interface Place {
  readonly gvk: GroupVersionKind;
  readonly node: SchemaNode;
  readonly above?: Place;
  /** A name in a map, an index in a list. */
  readonly key?: string | number;
  /** Where a walk begins that does not begin at the root of an object. */
  readonly from?: { readonly pointer: string; readonly path: string };
}

export const rootPlace = (gvk: GroupVersionKind, node: SchemaNode): Place => ({ gvk, node });

export const fieldPlace = (above: Place, key: string, node: SchemaNode): Place => ({
  gvk: above.gvk,
  node,
  above,
  key,
});

export const itemPlace = (above: Place, key: number, node: SchemaNode): Place => ({
  gvk: above.gvk,
  node,
  above,
  key,
});

/** The JSON Pointer of a place. */
export const pointerAt = ({ above, key = '', from }: Place): string =>
  above === undefined ? (from?.pointer ?? '') : `${pointerAt(above)}/${pointerToken(key)}`;

/** `spec.template.spec.containers[].image`: as people write it, and the same in an object and in a patch of it. */
export const pathAt = ({ above, key = '', from }: Place): string => {
  if (above === undefined) return from?.path ?? '';
  const path = pathAt(above);
  if (typeof key === 'number') return `${path}[]`;
  return path === '' ? key : `${path}.${key}`;
};

/** The schema at which a walk began. */
export const topOf = (place: Place): SchemaNode =>
  place.above === undefined ? place.node : topOf(place.above);
