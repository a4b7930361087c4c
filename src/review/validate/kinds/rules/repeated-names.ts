import { isJsonObject, type Json } from '../../../../model/json.ts';
import type { KubeObject } from '../../../../model/resource.ts';
import type { FieldPath } from '../../../../patch/write-fields.ts';
import { type Fault, faultIn, pointerOf } from '../fault.ts';

/** An item of a list and where it stands. */
export interface PlacedItem {
  readonly path: FieldPath;
  readonly value: Json;
}

export const itemsAt = (path: FieldPath, list: Json | undefined): readonly PlacedItem[] =>
  Array.isArray(list) ? list.map((value: Json, index) => ({ path: [...path, index], value })) : [];

export const nameOf = ({ value }: PlacedItem): string | undefined =>
  isJsonObject(value) && typeof value.name === 'string' && value.name !== '' ? value.name : undefined;

/** Items whose name another before them has. */
export const repeatedNames = (object: KubeObject, items: readonly PlacedItem[]): readonly Fault[] => {
  const first = new Map<string, FieldPath>();
  return items.flatMap((item) => {
    const name = nameOf(item);
    if (name === undefined) return [];
    const path = [...item.path, 'name'];
    const before = first.get(name);
    if (before === undefined) {
      first.set(name, path);
      return [];
    }
    const what = `${JSON.stringify(name)} is there twice`;
    return [faultIn(object, path, { code: 'FieldValue', what, against: pointerOf(before) })];
  });
};
