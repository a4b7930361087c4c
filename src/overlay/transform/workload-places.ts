import { isJsonObject, type Json } from '../../model/json.ts';
import { gvkOf, type KubeObject } from '../../model/resource.ts';
import { member } from '../../patch/members.ts';
import type { FieldPath } from '../../patch/write-fields.ts';
import { type KindSchema, kindSchema, type SchemaNode } from '../../schema/schema.ts';

/** Field names from the root of an object down; `[]` is each item of a list. */
export type Place = readonly string[];

export interface WorkloadPlaces {
  /** What has metadata of its own inside an object: Pod templates, a CronJob's Job, claims of a StatefulSet. */
  readonly templates: readonly Place[];
  readonly podSpecs: readonly Place[];
}

/** A field that is deeper is no Pod template; the bound ends the walk in schemas that are recursive. */
const maxDepth = 6;

const isPodSpec = (node: SchemaNode): boolean =>
  node.field('containers')?.items()?.field('image') !== undefined;

const isTemplate = (node: SchemaNode): boolean =>
  node.field('metadata')?.field('labels') !== undefined && node.field('spec') !== undefined;

const walk = (node: SchemaNode, place: Place, found: { templates: Place[]; podSpecs: Place[] }): void => {
  if (isPodSpec(node)) {
    found.podSpecs.push(place);
    return;
  }
  if (place.length > 0 && isTemplate(node)) found.templates.push(place);
  if (place.length >= maxDepth) return;
  const items = node.items();
  if (items) walk(items, [...place, '[]'], found);
  for (const name of node.fieldNames()) {
    // only these lead to a Pod: a walk through every field of every kind would cost far more than it finds
    if (!/^(?:spec|.*[tT]emplates?)$/.test(name)) continue;
    walk(node.field(name) as SchemaNode, [...place, name], found);
  }
};

const known = new WeakMap<KindSchema, WorkloadPlaces>();

/** Where a built-in kind has Pod templates and Pod specs, as its schema says; undefined for a kind that is not built in. */
export const workloadPlaces = (object: KubeObject): WorkloadPlaces | undefined => {
  const schema = kindSchema(gvkOf(object));
  if (schema === undefined) return undefined;
  const found = known.get(schema) ?? { templates: [], podSpecs: [] };
  if (!known.has(schema)) walk(schema.root, [], found as { templates: Place[]; podSpecs: Place[] });
  known.set(schema, found);
  return found;
};

/** The paths in a value that a place stands for: one for each item of the lists that are there. */
export const pathsAt = (value: Json | undefined, place: Place): readonly FieldPath[] => {
  const [head, ...rest] = place;
  if (head === undefined) return [[]];
  if (head === '[]') {
    if (!Array.isArray(value)) return [];
    return value.flatMap((item: Json, index) => pathsAt(item, rest).map((path) => [index, ...path]));
  }
  const next = isJsonObject(value) ? member(value, head) : undefined;
  return pathsAt(next, rest).map((path) => [head, ...path]);
};

/** What stands at a path; undefined where nothing does. */
export const valueAt = (value: Json, path: FieldPath): Json | undefined =>
  path.reduce<Json | undefined>((current, key) => {
    if (typeof key === 'number')
      return Array.isArray(current) ? (current as readonly Json[])[key] : undefined;
    return isJsonObject(current) ? member(current, key) : undefined;
  }, value);
