import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts';
import type { SchemaNode } from '../../schema/schema.ts';
import type { StructuralNode } from './structural-node.ts';

/** Told of each field that is dropped, by its path: `spec.size`, `spec.items[0].name`. */
export type OnUnknown = (path: string) => void;

const metaNames = new Set(['apiVersion', 'kind', 'metadata']);

const joined = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);

/** The object with `map` of its members; undefined drops one. Shares an object that nothing changes in. */
const mapMembers = (object: JsonObject, map: (value: Json, name: string) => Json | undefined): JsonObject => {
  let out: Record<string, Json> | undefined;
  for (const [name, value] of Object.entries(object)) {
    const next = map(value, name);
    if (next === value) continue;
    out ??= { ...object };
    if (next === undefined) delete out[name];
    else out[name] = next;
  }
  return out ?? object;
};

const mapItems = (list: readonly Json[], map: (value: Json, index: number) => Json): readonly Json[] => {
  const out = list.map(map);
  return out.every((item, index) => item === list[index]) ? list : out;
};

class Pruner {
  readonly #onUnknown: OnUnknown;

  constructor(onUnknown: OnUnknown) {
    this.#onUnknown = onUnknown;
  }

  /** `node` undefined: nothing is declared here, so that nothing stays. `keeps`: the list around it keeps what is unknown. */
  prune(value: Json, node: StructuralNode | undefined, path: string, keeps = false): Json {
    const keepsUnknown = keeps || node?.preserveUnknownFields === true;
    if (Array.isArray(value)) {
      const items = node?.items();
      if (keepsUnknown && items === undefined) return value;
      return mapItems(value, (item, index) => this.prune(item, items, `${path}[${index}]`, keepsUnknown));
    }
    if (!isJsonObject(value)) return value;
    return mapMembers(value, (item, name) => {
      if (node?.embeddedResource && metaNames.has(name)) return item;
      const field = node?.field(name) ?? node?.values();
      if (field !== undefined) return this.prune(item, field, joined(path, name));
      if (keepsUnknown) return item;
      if (!metaNames.has(name) || path !== '') this.#onUnknown(joined(path, name));
      return undefined;
    });
  }
}

/** Metadata has the fields of every resource's, whatever the definition says of it. */
const pruneMetadata = (
  value: Json,
  node: SchemaNode | undefined,
  path: string,
  onUnknown: OnUnknown,
): Json => {
  if (!isJsonObject(value)) return value;
  return mapMembers(value, (item, name) => {
    if (node?.field(name) !== undefined) return item;
    onUnknown(joined(path, name));
    return undefined;
  });
};

/** The resource without what its schema does not declare. `root` as written, `meta` the schema of metadata. */
export const pruneUnknown = (
  object: JsonObject,
  { root, meta, onUnknown }: { root: StructuralNode; meta: SchemaNode | undefined; onUnknown: OnUnknown },
): JsonObject => {
  const resource: StructuralNode = { ...root, embeddedResource: true };
  const pruned = new Pruner(onUnknown).prune(object, resource, '') as JsonObject;
  return mapMembers(pruned, (value, name) =>
    name === 'metadata' ? pruneMetadata(value, meta, name, onUnknown) : value,
  );
};
