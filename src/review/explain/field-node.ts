import type { Json } from '../../model/json.ts';
import type { SchemaNode } from '../../schema/schema.ts';
import type { WrittenTouch } from './written-touch.ts';

/** What one touch did to one field, be it that the touch was of a parent. */
export interface FieldEntry {
  readonly touch: WrittenTouch;
  /** JSON Pointer of the field at that time. */
  readonly path: string;
  readonly before?: Json;
  readonly after?: Json;
}

/** A field and its history. The tree has the shape of the object, and keeps what was removed from it. */
export interface FieldNode {
  readonly entries: readonly FieldEntry[];
  readonly shape: 'map' | 'list' | 'scalar';
  /** A scalar's value, or the last one of a field that is gone. */
  readonly value: Json;
  readonly schema: SchemaNode | undefined;
  readonly members: ReadonlyMap<string, FieldNode>;
  readonly items: readonly FieldNode[];
  readonly goneMembers: ReadonlyMap<string, FieldNode>;
  /** By what makes them the same item (list-identity.ts), where anything does. */
  readonly goneItems: ReadonlyMap<string, FieldNode>;
}

/** The same while it grows. */
export interface GrowingNode extends FieldNode {
  entries: FieldEntry[];
  shape: FieldNode['shape'];
  value: Json;
  members: Map<string, GrowingNode>;
  items: GrowingNode[];
  goneMembers: Map<string, GrowingNode>;
  goneItems: Map<string, GrowingNode>;
}

export const newNode = (schema: SchemaNode | undefined): GrowingNode => ({
  entries: [],
  shape: 'scalar',
  value: null,
  schema,
  members: new Map(),
  items: [],
  goneMembers: new Map(),
  goneItems: new Map(),
});

const cloneMembers = (members: ReadonlyMap<string, GrowingNode>): Map<string, GrowingNode> =>
  new Map([...members].map(([key, child]) => [key, cloneNode(child)]));

/** A copy with a history of its own from now on. */
export const cloneNode = (node: GrowingNode): GrowingNode => ({
  ...node,
  entries: [...node.entries],
  members: cloneMembers(node.members),
  items: node.items.map(cloneNode),
  goneMembers: cloneMembers(node.goneMembers),
  goneItems: cloneMembers(node.goneItems),
});

/** What a field that is there holds. */
export const currentValue = (node: FieldNode): Json => {
  switch (node.shape) {
    case 'map':
      return Object.fromEntries([...node.members].map(([key, child]) => [key, currentValue(child)]));
    case 'list':
      return node.items.map(currentValue);
    case 'scalar':
      return node.value;
    default:
      return node.shape satisfies never;
  }
};

export const childSchema = (schema: SchemaNode | undefined, key: string): SchemaNode | undefined =>
  schema?.field(key) ?? schema?.values();
