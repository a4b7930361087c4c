import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts';
import type { SchemaNode } from '../../schema/schema.ts';
import type { StructuralNode } from '../../schema/structural-node.ts';
import { mapMembers } from './map-members.ts';
import { withPlainMetadata } from './plain-metadata.ts';

/** Told of each field that is dropped, by its path: `spec.size`, `spec.items[0].name`. */
export type OnUnknown = (path: string) => void;

const metaNames = new Set(['apiVersion', 'kind', 'metadata']);

const joined = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);

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
      // a null that is neither allowed nor replaced by a default is as good as absent
      if (item === null && field && !field.nullable && field.default === undefined) return undefined;
      if (field !== undefined) return this.prune(item, field, joined(path, name));
      if (keepsUnknown) return item;
      if (!metaNames.has(name) || path !== '') this.#onUnknown(joined(path, name));
      return undefined;
    });
  }
}

/** The resource without what its schema does not declare. `root` as written, `meta` the schema of metadata. */
export const pruneUnknown = (
  object: JsonObject,
  { root, meta, onUnknown }: { root: StructuralNode; meta: SchemaNode | undefined; onUnknown: OnUnknown },
): JsonObject => {
  const resource: StructuralNode = { ...root, embeddedResource: true };
  const pruned = new Pruner(onUnknown).prune(object, resource, '') as JsonObject;
  return withPlainMetadata(pruned, meta, (name) => onUnknown(`metadata.${name}`));
};
