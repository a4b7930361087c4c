import { byCodePoint } from '../../../model/json.ts';
import type { SchemaNode } from '../../../schema/schema.ts';

/** Schemas are recursive and wide: what is not found near the top of a kind is nothing that anybody meant. */
const maxDepth = 8;
const maxNodes = 3_000;

interface Spot {
  readonly path: string;
  readonly node: SchemaNode;
}

const below = ({ path, node }: Spot): readonly Spot[] => {
  const items = node.items();
  if (items !== undefined) return [{ path: `${path}[]`, node: items }];
  return node.fieldNames().flatMap((name) => {
    const field = node.field(name);
    return field === undefined ? [] : [{ path: path === '' ? name : `${path}.${name}`, node: field }];
  });
};

const isOffered = ({ path }: Spot): boolean => path !== 'status' && path !== 'metadata';

/** Where else in a kind a field of this name is: the nearest to its top, as one that is indented wrongly would be. */
export const fieldElsewhere = (root: SchemaNode, name: string): string | undefined => {
  const seen = new Set<SchemaNode>();
  let level: readonly Spot[] = [{ path: '', node: root }];
  for (let depth = 0; depth < maxDepth && seen.size < maxNodes; depth += 1) {
    const found = level.filter(({ node }) => node.field(name) !== undefined).map(({ path }) => path);
    if (found.length > 0) {
      const [path] = found.toSorted((a, b) => a.length - b.length || byCodePoint(a, b));
      return path === '' ? name : `${path}.${name}`;
    }
    level = level.flatMap(below).filter((spot) => {
      if (!isOffered(spot) || seen.has(spot.node)) return false;
      seen.add(spot.node);
      return true;
    });
  }
  return undefined;
};
