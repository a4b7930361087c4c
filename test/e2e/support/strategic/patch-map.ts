import { isJsonObject, type Json, type JsonObject } from '../../../../src/model/json.ts';
import { childSchema } from '../../../../src/patch/child-schema.ts';
import { elementOrderPrefix, patchDirective } from '../../../../src/patch/directive.ts';
import type { SchemaNode } from '../../../../src/schema/schema.ts';
import type { Chance } from './chance.ts';
import { setListPatch } from './patch-set.ts';

export interface PatchWalk {
  readonly chance: Chance;
  readonly node: SchemaNode;
  /** Nothing may be added, removed or moved here: the API server lets a Pod change in a few fields alone. */
  readonly frozen: boolean;
  readonly depth: number;
}

/** The server sets these, or lets nobody change them. */
const fixed: ReadonlySet<string> = new Set([
  ...['apiVersion', 'kind', 'name', 'namespace', 'uid', 'resourceVersion', 'generation', 'creationTimestamp'],
  ...['managedFields', 'selfLink', 'selector', 'clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy'],
  ...['metadata', 'spec', 'status', 'template', 'rules', 'policyTypes', 'podSelector', 'defaultBackend'],
]);

const canGo = (name: string, { node, frozen, chance, depth }: PatchWalk): boolean =>
  !frozen &&
  chance.percent(12) &&
  !node.required.includes(name) &&
  !(fixed.has(name) && depth < 4) &&
  !(name === 'app' && depth > 2) &&
  !(name === 'labels' && depth > 2);

const emptied = (child: SchemaNode, name: string): boolean =>
  child.values() !== undefined || ['resources', 'securityContext', 'strategy'].includes(name);

/** A list that merges by a key, before the patch and in the object that the patch is drawn from. */
interface KeyedLists {
  readonly name: string;
  readonly base: readonly JsonObject[];
  readonly donor: readonly JsonObject[];
  readonly node: SchemaNode;
}

/** Items that others of the same object name: without them it is not valid. */
const needed = new Set<Json>(['data', 'conf', 'block-a', 'block-b']);

const partsOf = ({ base, donor, node }: KeyedLists) => {
  const key = node.patchMergeKey!;
  const find = (list: readonly JsonObject[], id: Json | undefined): JsonObject | undefined =>
    list.find((item) => item[key] === id);
  return { key, find, baseKeys: base.map((item) => item[key]!), donorKeys: donor.map((item) => item[key]!) };
};

/** Retaining keys is how an item of a list changes its kind: what it held before must go. */
const retained = (item: JsonObject, whole: JsonObject, { chance, node }: PatchWalk): JsonObject => {
  if (!node.patchStrategy.includes('retainKeys') || chance.percent(10)) return item;
  return { ...whole, $retainKeys: chance.shuffled(Object.keys(whole)) };
};

/** An ephemeral container, once it is there, can neither change nor go. */
const staysAsItIs = ({ name }: KeyedLists, { frozen, chance }: PatchWalk): boolean =>
  frozen || (name === 'ephemeralContainers' && chance.percent(95));

const itemPatch = (lists: KeyedLists, donor: JsonObject, walk: PatchWalk): JsonObject => {
  const { key, find } = partsOf(lists);
  const before = find(lists.base, donor[key]);
  if (before === undefined) return donor;
  const below = {
    ...walk,
    frozen: staysAsItIs(lists, walk),
    node: lists.node.items()!,
    depth: walk.depth + 1,
  };
  const part = { ...mapPatch(before, donor, below), [key]: donor[key]! };
  return retained(part, donor, { ...walk, node: lists.node });
};

const deletions = (lists: KeyedLists, written: ReadonlySet<Json>, walk: PatchWalk): readonly JsonObject[] => {
  const { chance, frozen } = walk;
  const { key, baseKeys } = partsOf(lists);
  const spare = baseKeys.filter((id) => !needed.has(id) && !written.has(id));
  const lastOnes = (lists.name === 'containers' || key === 'port') && written.size === 0;
  const going = staysAsItIs(lists, walk) ? [] : lastOnes ? spare.slice(1) : spare;
  const absent =
    frozen || chance.percent(8) ? [key.endsWith('Port') || key === 'port' ? 9999 : 'absent'] : [];
  return [...going.filter(() => chance.percent(30)), ...absent.filter(() => chance.percent(30))].map(
    (id) => ({
      [key]: id,
      [patchDirective]: 'delete',
    }),
  );
};

const inserted = <Item>(list: readonly Item[], items: readonly Item[], walk: PatchWalk): readonly Item[] =>
  items.reduce((all, item) => all.toSpliced(walk.chance.below(all.length + 1), 0, item), list);

/** The keys that the patch writes stay in its order; other keys, there or not, stand anywhere between them. */
const orderOf = (lists: KeyedLists, written: readonly Json[], walk: PatchWalk): readonly Json[] => {
  const { baseKeys } = partsOf(lists);
  if (walk.frozen) return baseKeys;
  const others = baseKeys.filter((id) => !written.includes(id) && walk.chance.percent(85));
  const order = inserted(written, walk.chance.shuffled(others), walk);
  return walk.chance.percent(4) ? walk.chance.shuffled(order) : order;
};

/** What a patch says of one list that merges by a key: members of the patch, directives among them. */
const keyedListPatch = (lists: KeyedLists, walk: PatchWalk): JsonObject => {
  const { chance, frozen } = walk;
  const { key, baseKeys } = partsOf(lists);
  if (chance.percent(5)) {
    const whole = chance.percent(frozen ? 0 : 50) ? lists.donor : frozen ? lists.base : lists.donor;
    return { [lists.name]: inserted(whole, [{ [patchDirective]: 'replace' }], walk) };
  }
  const sharing = frozen ? lists.donor.filter((item) => baseKeys.includes(item[key]!)) : lists.donor;
  const chosen = sharing.filter(() => chance.percent(65));
  const items = (frozen || chance.percent(60) ? chosen : chance.shuffled(chosen)).map((item) =>
    itemPatch(lists, item, walk),
  );
  const written = items.map((item) => item[key]!);
  const all = inserted(items, deletions(lists, new Set(written), walk), walk);
  const ordered = chance.percent(30);
  return {
    ...((all.length > 0 || chance.percent(10)) && { [lists.name]: all }),
    ...(ordered && {
      [`${elementOrderPrefix}${lists.name}`]: orderOf(lists, written, walk).map((id) => ({ [key]: id })),
    }),
  };
};

const childMap = (name: string, base: JsonObject, donor: JsonObject, walk: PatchWalk): JsonObject => {
  const { chance, node, frozen, depth } = walk;
  const child = childSchema(node, name);
  if (child === undefined) return donor;
  if (depth < 3 && name === 'selector') return { ...donor };
  const whole = depth > 0 || name === 'status';
  if (whole && chance.percent(4)) return { ...(frozen ? base : donor), [patchDirective]: 'replace' };
  if (!frozen && depth > 0 && emptied(child, name) && !('app' in donor) && chance.percent(7))
    return { [patchDirective]: 'delete' };
  const part = mapPatch(base, donor, { ...walk, node: child, depth: depth + 1 });
  if (child.patchStrategy.includes('retainKeys') && chance.percent(90)) {
    return { ...donor, $retainKeys: chance.shuffled(Object.keys(donor)) };
  }
  if (depth > 0 && chance.percent(4)) return retaining(base, part, walk, child);
  return part;
};

/** `$retainKeys` on a map that does not need it: what it leaves out goes. */
const retaining = (base: JsonObject, part: JsonObject, walk: PatchWalk, child: SchemaNode): JsonObject => {
  const plain = Object.keys(part).filter((key) => !key.startsWith('$'));
  const more = Object.keys(base).filter((key) => {
    const wanted = walk.frozen || fixed.has(key) || child.required.includes(key) || key === 'app';
    return !plain.includes(key) && (wanted || walk.chance.percent(70));
  });
  return { ...part, $retainKeys: walk.chance.shuffled([...plain, ...more]) };
};

const memberPatch = (name: string, base: Json | undefined, donor: Json, walk: PatchWalk): JsonObject => {
  const { chance } = walk;
  const node = childSchema(walk.node, name);
  if (isJsonObject(donor) && isJsonObject(base)) return { [name]: childMap(name, base, donor, walk) };
  if (!Array.isArray(donor) || !node?.patchStrategy.includes('merge')) return { [name]: donor };
  const before = (base ?? []) as readonly Json[];
  if (node.patchMergeKey === undefined) return setListPatch(name, before, donor, chance);
  const lists = { name, base: before as readonly JsonObject[], donor: donor as readonly JsonObject[], node };
  return keyedListPatch(lists, { ...walk, depth: walk.depth + 1 });
};

/** A part of `donor`, said as a patch of `base`: some members, nulls, and directives where the kind has use for them. */
export const mapPatch = (base: JsonObject, donor: JsonObject, walk: PatchWalk): JsonObject => {
  const { chance, frozen } = walk;
  const shared = Object.keys(donor).filter(
    (name) => name !== 'clusterIP' && (!frozen || Object.hasOwn(base, name)),
  );
  const written = chance.shuffled(shared).filter(() => chance.percent(walk.depth < 2 ? 80 : 55));
  const removed = Object.keys(base).filter((name) => !written.includes(name) && canGo(name, walk));
  return Object.assign(
    {},
    ...written.map((name) => memberPatch(name, base[name], donor[name]!, walk)),
    ...removed.map((name) => ({ [name]: null })),
  );
};
