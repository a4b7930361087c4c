import { isJsonObject, type Json } from '../../../../model/json.ts';
import type { KubeObject } from '../../../../model/resource.ts';
import { pathsAt, valueAt, workloadPlaces } from '../../../../overlay/transform/workload-places.ts';
import type { FieldPath } from '../../../../patch/write-fields.ts';
import { type Fault, faultIn } from '../fault.ts';
import { wrongLabelValue, wrongQualifiedName } from './name-forms.ts';
import type { ObjectRule } from './rule.ts';

/** Of all annotations of an object, keys and values together (apimachinery pkg/api/validation). */
const maxAnnotations = 256 * 1024;
const encoder = new TextEncoder();

const textsOf = (value: Json | undefined): readonly (readonly [key: string, value: string])[] =>
  isJsonObject(value)
    ? Object.entries(value).filter((pair): pair is [string, string] => typeof pair[1] === 'string')
    : [];

const labelFaults = (object: KubeObject, path: FieldPath): readonly Fault[] =>
  textsOf(valueAt(object, path)).flatMap(([key, value]) => {
    const what = wrongQualifiedName(key) ?? wrongLabelValue(value);
    return what === undefined ? [] : [faultIn(object, [...path, key], { code: 'FieldValue', what })];
  });

const annotationFaults = (object: KubeObject, path: FieldPath): readonly Fault[] => {
  const pairs = textsOf(valueAt(object, path));
  const keys = pairs.flatMap(([key]) => {
    const what = wrongQualifiedName(key.toLowerCase());
    return what === undefined ? [] : [faultIn(object, [...path, key], { code: 'FieldValue', what })];
  });
  const size = pairs.flat().reduce((sum, text) => sum + encoder.encode(text).length, 0);
  if (size <= maxAnnotations) return keys;
  return [...keys, faultIn(object, path, { code: 'FieldValue', what: 'take at most 256 KiB together' })];
};

/** Labels and annotations of an object and of the templates in it. */
export const labelsAndAnnotations: ObjectRule = (object) => {
  const templates = (workloadPlaces(object)?.templates ?? []).flatMap((place) => pathsAt(object, place));
  return [[], ...templates].flatMap((path) => [
    ...labelFaults(object, [...path, 'metadata', 'labels']),
    ...annotationFaults(object, [...path, 'metadata', 'annotations']),
  ]);
};
