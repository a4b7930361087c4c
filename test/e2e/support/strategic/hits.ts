import { isJsonObject, type Json, type JsonObject } from '../../../../src/model/json.ts';
import { childSchema } from '../../../../src/patch/child-schema.ts';
import {
  deleteListPrefix,
  elementOrderPrefix,
  patchDirective,
  retainKeysDirective,
} from '../../../../src/patch/directive.ts';
import type { SchemaNode } from '../../../../src/schema/schema.ts';

const merges = (node: SchemaNode | undefined): boolean => node?.patchStrategy.includes('merge') ?? false;
const listName = (name: string, node: SchemaNode): string => `${name} by ${node.patchMergeKey ?? 'value'}`;

/** Every list of a kind that merges, as deep as merging goes: what is inside a replaced list merges never. */
function* mergedNodes(
  node: SchemaNode | undefined,
  seen: Set<SchemaNode> = new Set(),
): Generator<readonly [string, SchemaNode]> {
  if (node === undefined || seen.has(node)) return;
  seen.add(node);
  for (const name of node.fieldNames()) {
    const child = node.field(name)!;
    if (merges(child)) yield [name, child];
    if (merges(child) || child.items() === undefined) yield* mergedNodes(child.items() ?? child, seen);
  }
  yield* mergedNodes(node.values(), seen);
}

/** Each list of a kind that merges, by its name and its merge key. */
export const mergedLists = (root: SchemaNode): ReadonlySet<string> =>
  new Set([...mergedNodes(root)].map(([name, node]) => listName(name, node)));

export const mergeKeysIn = (root: SchemaNode): ReadonlySet<string> =>
  new Set([...mergedNodes(root)].flatMap(([, node]) => node.patchMergeKey ?? []));

/** What a patch can say beside values. */
export const directives = [
  '$patch: delete of an item',
  '$patch: replace of a list',
  '$patch: delete of a map',
  '$patch: replace of a map',
  '$retainKeys',
  '$setElementOrder of maps',
  '$setElementOrder of scalars',
  '$deleteFromPrimitiveList',
  'null',
] as const;

const directiveOf = (key: string, value: Json, inList: boolean): string | undefined => {
  if (value === null) return 'null';
  if (key === retainKeysDirective) return '$retainKeys';
  if (key.startsWith(deleteListPrefix)) return '$deleteFromPrimitiveList';
  if (key.startsWith(elementOrderPrefix)) {
    return `$setElementOrder of ${Array.isArray(value) && isJsonObject(value[0]) ? 'maps' : 'scalars'}`;
  }
  if (key !== patchDirective) return undefined;
  if (!inList) return `$patch: ${value} of a map`;
  return value === 'replace' ? '$patch: replace of a list' : `$patch: ${value} of an item`;
};

interface Place {
  /** What stands there before the patch. */
  readonly before: Json | undefined;
  readonly schema: SchemaNode | undefined;
}

const inList = (item: JsonObject, { before, schema }: Place): Place => {
  const key = schema?.patchMergeKey ?? '';
  const list = Array.isArray(before) ? (before as readonly Json[]) : [];
  return {
    before: list.find((one) => isJsonObject(one) && one[key] === item[key]),
    schema: schema?.items(),
  };
};

/** The directives of a patch, and the lists that merge: those of which something stood there before. */
export function* hitsOf(patch: JsonObject, place: Place, isItem = false): Generator<string> {
  for (const [key, value] of Object.entries(patch)) {
    const directive = directiveOf(key, value, isItem);
    if (directive !== undefined) yield directive;
    const schema = childSchema(place.schema, key);
    const below = { before: isJsonObject(place.before) ? place.before[key] : undefined, schema };
    if (isJsonObject(value)) yield* hitsOf(value, below);
    if (schema === undefined || !merges(schema) || !Array.isArray(value)) continue;
    if (Array.isArray(below.before)) yield listName(key, schema);
    for (const item of value) if (isJsonObject(item)) yield* hitsOf(item, inList(item, below), true);
  }
}
