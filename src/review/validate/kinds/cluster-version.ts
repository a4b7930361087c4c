import { isJsonObject, type Json } from '../../../model/json.ts';
import { gvkOf, type KubeObject } from '../../../model/resource.ts';
import { knownMinors, type MinorRange, minorsOfField, minorsOfKind } from '../../../schema/history.ts';
import { kindSchema } from '../../../schema/schema.ts';
import type { Fault } from './fault.ts';
import { fieldPlace, itemPlace, type Place, pathAt, pointerAt, rootPlace } from './place.ts';

/** `it came with 1.33`, `it went after 1.32`: where a minor lies outside of a range. */
const outside = (minor: number, [first, last]: MinorRange): string =>
  minor < first ? `it came with 1.${first}` : `1.${last} was the last that had it`;

const isOutside = (minor: number, [first, last]: MinorRange): boolean => {
  const [oldest, newest] = knownMinors();
  // before and after what is known, nothing is told that may be otherwise
  return (minor < first && first > oldest && minor >= oldest) || (minor > last && last < newest);
};

const memberFaults = (place: Place, name: string, value: Json, minor: number): readonly Fault[] => {
  const { definition } = place.node;
  const range = definition === undefined ? undefined : minorsOfField(definition, name);
  if (range !== undefined && isOutside(minor, range)) {
    const at = fieldPlace(place, name, place.node);
    const message = `${place.gvk.kind}: Kubernetes 1.${minor} has no field ${pathAt(at)}: ${outside(minor, range)}`;
    return [{ code: 'FieldNotServed', pointer: pointerAt(at), message }];
  }
  const node = place.node.field(name) ?? place.node.values();
  return node === undefined ? [] : fieldFaults(fieldPlace(place, name, node), value, minor);
};

const fieldFaults = (place: Place, value: Json, minor: number): readonly Fault[] => {
  if (Array.isArray(value)) {
    const items = place.node.items();
    if (items === undefined) return [];
    return value.flatMap((item: Json, index) => fieldFaults(itemPlace(place, index, items), item, minor));
  }
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([name, item]) =>
    item === null ? [] : memberFaults(place, name, item, minor),
  );
};

/** The kind and the fields of an object that a minor of Kubernetes 1 does not have. */
export const unservedBy = (object: KubeObject, minor: number): readonly Fault[] => {
  const gvk = gvkOf(object);
  const range = minorsOfKind(gvk);
  if (range !== undefined && isOutside(minor, range)) {
    const message = `Kubernetes 1.${minor} has no ${object.kind} at ${object.apiVersion}: ${outside(minor, range)}`;
    return [{ code: 'FieldNotServed', pointer: '/apiVersion', message }];
  }
  const node = kindSchema(gvk)?.root;
  return node === undefined ? [] : fieldFaults(rootPlace(gvk, node), object, minor);
};
