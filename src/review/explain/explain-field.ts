import type { Json } from '../../model/json.ts';
import type { FieldExplanation, FieldTouch } from './explanation.ts';
import type { FieldEntry, FieldNode } from './field-node.ts';
import { currentValue } from './field-node.ts';
import type { FoundField } from './object-fields.ts';
import type { WrittenTouch } from './written-touch.ts';

/** The feed's document and parents that were written as a whole say where each of their fields stands. */
export const sourceOf = ({ touch, path }: FieldEntry) =>
  touch.sourceOf && path !== touch.path ? touch.sourceOf(path.slice(touch.path.length)) : touch.source;

/** An entry, and the field that it is of: the one that is explained, or one inside. */
interface OwnedEntry {
  readonly entry: FieldEntry;
  readonly owner: FieldNode;
}

/** What of a value is shown; the masking of Secrets comes in here. */
export type ShowValue = (owner: FieldNode, path: string, value: Json) => Json;

const touchOf = ({ entry, owner }: OwnedEntry, wins: boolean, show: ShowValue): FieldTouch => {
  const { touch, path, before, after } = entry;
  const source = sourceOf(entry);
  return {
    writer: touch.writer,
    path,
    ...(source && { source }),
    ...(before !== undefined && { before: show(owner, path, before) }),
    ...(after !== undefined && { after: show(owner, path, after) }),
    ...(touch.origin !== undefined && path === touch.path && { origin: touch.origin }),
    ...(touch.note && { note: touch.note }),
    ...(touch.leaves && path === touch.path && { leaves: touch.leaves }),
    wins,
  };
};

/** The renderer only writes a value in another form: it is due to who gave it. */
const isOnlyForm = ({ touch, before, after }: FieldEntry): boolean =>
  touch.writer.stage === 'headwater' &&
  after !== undefined &&
  (before !== undefined || touch.note === 'secret');

/** What a field is due to: its last entry that set it, or removed it. */
export const winnerOf = ({ entries }: FieldNode): FieldEntry | undefined =>
  entries.findLast((entry) => !isOnlyForm(entry) && !entry.touch.leaves) ?? entries.at(-1);

export const winnerSource = (node: FieldNode) => {
  const entry = winnerOf(node);
  return entry && { writer: entry.touch.writer, source: sourceOf(entry), note: entry.touch.note };
};

export const childrenOf = (node: FieldNode): readonly FieldNode[] => [
  ...node.members.values(),
  ...node.items,
  ...node.goneMembers.values(),
  ...node.goneItems.values(),
];

/** Entries of the field itself, and of what is in it where a touch was of a part: each touch once. */
const entriesOf = (node: FieldNode): readonly OwnedEntry[] => {
  const found = new Map<WrittenTouch, OwnedEntry>();
  const visit = (owner: FieldNode): void => {
    for (const entry of owner.entries) if (!found.has(entry.touch)) found.set(entry.touch, { entry, owner });
    for (const child of childrenOf(owner)) visit(child);
  };
  visit(node);
  return [...found.values()].sort((a, b) => a.entry.touch.order - b.entry.touch.order);
};

const asIs: ShowValue = (_owner, _path, value) => value;

/** The value of one field and every touch of it, lowest to highest. */
export const explainField = (
  { field, pointer, node, gone }: FoundField,
  show: ShowValue = asIs,
): FieldExplanation => {
  const winner = winnerOf(node);
  return {
    field,
    pointer,
    ...(!gone && { value: currentValue(node) }),
    touches: entriesOf(node).map((owned) => touchOf(owned, owned.entry === winner, show)),
  };
};
