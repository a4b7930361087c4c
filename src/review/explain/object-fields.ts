import { isJsonObject, type Json, pointerToken } from '../../model/json.ts';
import { member } from '../../patch/members.ts';
import type { Explanation } from './explanation.ts';
import { currentValue, type FieldNode } from './field-node.ts';
import { formatKey } from './field-path.ts';
import { identityKeys } from './list-identity.ts';

/** A field of the tree, one that is gone too. */
export interface FoundField {
  readonly field: string;
  readonly pointer: string;
  readonly node: FieldNode;
  readonly gone: boolean;
}

const named = (list: FieldNode, item: Json): string | undefined => {
  const keys = identityKeys(list.schema);
  if (!isJsonObject(item) || keys.length === 0) return undefined;
  const pairs = keys.flatMap((key) => {
    const value = member(item, key);
    return typeof value === 'string' || typeof value === 'number' ? [`${key}=${value}`] : [];
  });
  const text = pairs.join(',');
  return text === '' || /[[\]"']/.test(text) ? undefined : text;
};

/** What a field holds, or held before it went. */
export const lastValue = (node: FieldNode, gone: boolean): Json => (gone ? node.value : currentValue(node));

const memberField = (parent: FoundField, key: string, node: FieldNode, gone: boolean): FoundField => ({
  field: parent.field + formatKey(key, parent.field === ''),
  pointer: `${parent.pointer}/${pointerToken(key)}`,
  node,
  gone,
});

const itemField = (parent: FoundField, index: number, node: FieldNode, label: string): FoundField => ({
  field: `${parent.field}[${label}]`,
  pointer: `${parent.pointer}/${index}`,
  node,
  gone: parent.gone,
});

const itemFields = (parent: FoundField): readonly FoundField[] => {
  const names = parent.node.items.map((item) => named(parent.node, lastValue(item, parent.gone)));
  const counts = Map.groupBy(names, (name) => name);
  return parent.node.items.map((item, index) => {
    const name = names[index];
    const isUnique = name !== undefined && counts.get(name)?.length === 1;
    return itemField(parent, index, item, isUnique ? name : String(index));
  });
};

/** An item that is gone has no place any more: that of its last entry. */
const goneItemField = (parent: FoundField, node: FieldNode): FoundField => {
  const index = Number(node.entries.at(-1)?.path.split('/').at(-1));
  const label = named(parent.node, lastValue(node, true)) ?? String(index);
  return { ...itemField(parent, index, node, label), gone: true };
};

/** The fields right below one, in their order; what is gone last, unless it was replaced. */
export const fieldsBelow = (parent: FoundField): readonly FoundField[] => {
  const { node, gone } = parent;
  return [
    ...[...node.members].map(([key, child]) => memberField(parent, key, child, gone)),
    ...itemFields(parent),
    ...[...node.goneMembers].map(([key, child]) => memberField(parent, key, child, true)),
    ...[...node.goneItems.values()].map((child) => goneItemField(parent, child)),
  ];
};

export const rootField = ({ root }: Pick<Explanation, 'root'>): FoundField => ({
  field: '',
  pointer: '',
  node: root,
  gone: false,
});

/** The fields below one that hold no other: scalars, and maps and lists that are empty. */
export const leavesBelow = (field: FoundField): readonly FoundField[] => {
  const children = fieldsBelow(field).filter(({ gone }) => !gone);
  return children.length === 0 ? [field] : children.flatMap(leavesBelow);
};

/** The fields below one that were removed, each with all that was in it. */
export const goneBelow = (field: FoundField): readonly FoundField[] =>
  fieldsBelow(field).flatMap((child) => (child.gone ? [child] : goneBelow(child)));
