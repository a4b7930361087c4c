import type { ClusterApi } from '../../../src/cluster/api.ts';
import type { OwnedRecord } from '../../../src/cluster/engine.ts';
import { ownedHash } from '../../../src/cluster/inventory/owned-hash.ts';
import { parentId } from '../../../src/cluster/inventory/parent.ts';
import { type AuditEntry, countBy } from './audit.ts';
import type { LiveObject, Snapshot } from './crash-snapshot.ts';
import type { Expected, Story } from './crash-story.ts';

const digestOf = (object: LiveObject | undefined): string | undefined =>
  object?.metadata.annotations?.['headwater.dev/digest'];

const ownerOf = (object: LiveObject | undefined): string | undefined =>
  object?.metadata.labels?.['applyset.kubernetes.io/part-of'];

const sameText = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

const wrongObject = (story: Story, expected: Expected, live: LiveObject | undefined): readonly string[] => {
  const { path, content } = expected;
  if (!live) return [`${path} is missing`];
  const parent = parentId(story.id, `default/${expected.subscription}`);
  const entries = live.metadata.managedFields ?? [];
  const former = entries.filter(({ manager }) => manager?.startsWith('kubectl'));
  return [
    ...(ownerOf(live) === parent ? [] : [`${path}: owner`]),
    ...(content && !sameText(live[content.field], content.value)
      ? [`${path}: ${JSON.stringify(live[content.field])}`]
      : []),
    ...(entries.some((entry) => entry.manager === 'headwater' && entry.operation === 'Apply')
      ? []
      : [`${path}: no entry of ours`]),
    ...(former.length === 0 ? [] : [`${path}: co-owned by ${former[0]?.manager}`]),
  ];
};

const sorted = (items: Iterable<string>): readonly string[] => [...new Set(items)].toSorted();

const wrongParent = (story: Story, subscription: string, live: Snapshot, all: readonly Expected[]) => {
  const id = parentId(story.id, `default/${subscription}`);
  const parent = live.parents.find(({ metadata }) => metadata.labels?.['applyset.kubernetes.io/id'] === id);
  if (!parent) return [`${subscription} has no parent`];
  const members = all.filter((expected) => expected.subscription === subscription);
  const recorded = (name: string): readonly string[] =>
    sorted(
      (parent.metadata.annotations?.[`applyset.kubernetes.io/${name}`] ?? '').split(',').filter(Boolean),
    );
  const kinds = sorted(members.map(({ kind }) => kind));
  const namespaces = sorted(members.map(({ namespace }) => namespace).filter(Boolean));
  const told = [recorded('contains-group-kinds'), recorded('additional-namespaces')];
  return sameText(told, [kinds, namespaces])
    ? []
    : [`the parent of ${subscription} holds ${told.join(' in ')}`];
};

/** What is not as git says: objects, their owner, what should be gone, and the two inventories. */
export const wrongIn = (story: Story, expected: readonly Expected[], live: Snapshot): readonly string[] => {
  const declared = new Set(expected.map(({ path }) => path));
  return [
    ...expected.flatMap((one) => wrongObject(story, one, live.labelled.get(one.path))),
    ...[...live.labelled.keys()]
      .filter((path) => !declared.has(path))
      .map((path) => `${path} was left behind`),
    ...(live.parents.length === 2 ? [] : [`${live.parents.length} parents`]),
    ...['main', 'other'].flatMap((subscription) => wrongParent(story, subscription, live, expected)),
  ];
};

export interface Restarted {
  /** As the dead process left it. */
  readonly before: Snapshot;
  readonly confirmed: readonly OwnedRecord[];
  readonly after: Snapshot;
  readonly expected: readonly Expected[];
  /** What the new process wrote, with success. */
  readonly writes: readonly AuditEntry[];
  /** Paths that somebody edited by hand before the crash. */
  readonly edited: readonly string[];
}

const pathOf = (entry: AuditEntry): string => {
  const path = entry.uri.split('?')[0]!;
  return entry.verb === 'create' ? `${path}/${entry.name}` : path;
};

/** How often an object may be written, and whether it may move at all. */
const needlessFor = (restarted: Restarted, { path }: Expected, writes: Readonly<Record<string, number>>) => {
  const before = restarted.before.labelled.get(path);
  const after = restarted.after.labelled.get(path);
  const edited = restarted.edited.includes(path);
  const wasRight =
    !edited &&
    before?.metadata.uid === after?.metadata.uid &&
    digestOf(before) === digestOf(after) &&
    ownerOf(before) === ownerOf(after);
  const hash = before && ownedHash(before.metadata, 'headwater');
  const known = restarted.confirmed.some(
    (record) =>
      record.uid === before?.metadata.uid && record.ownedHash === hash && record.digest === digestOf(after),
  );
  const patches = writes[`patch ${path}`] ?? 0;
  const deletes = writes[`delete ${path}`] ?? 0;
  // an adoption is a fold and an apply
  const most = path.endsWith('/adopted') && !before ? 2 : 1;
  const moved = before?.metadata.resourceVersion !== after?.metadata.resourceVersion;
  return [
    ...(patches > most ? [`${path}: ${patches} patches`] : []),
    ...(wasRight && known && patches > 0 ? [`${path}: was confirmed`] : []),
    ...(wasRight && before && moved ? [`${path}: was right, and moved`] : []),
    ...(deletes > (path.endsWith('/stone') ? 1 : 0) ? [`${path}: ${deletes} deletes`] : []),
  ];
};

/**
 * What the new process wrote without need: twice, or onto what was confirmed; a lost hash costs one apply that
 * moves nothing. A parent is claimed once and narrowed once; what left git is deleted once.
 */
export const needlessIn = (restarted: Restarted): readonly string[] => {
  const { before, after, expected } = restarted;
  const writes = countBy(restarted.writes, (entry) => `${entry.verb} ${pathOf(entry)}`);
  const declared = new Set(expected.map(({ path }) => path));
  const others = Object.entries(writes).filter(([key]) => !declared.has(key.slice(key.indexOf(' ') + 1)));
  const parents = others.filter(([key]) => key.includes('/headwater-system/'));
  return [
    ...expected.flatMap((one) => needlessFor(restarted, one, writes)),
    ...others.filter(([, count]) => count > 2).map(([key, count]) => `${count} × ${key}`),
    ...(parents.reduce((sum, [, count]) => sum + count, 0) > 3 ? [`parents: ${parents.join('; ')}`] : []),
    ...others
      .filter(([key]) => !parents.some(([parent]) => parent === key))
      .filter(([key, count]) => count > 1 || (key.startsWith('delete') && !before.labelled.has(key.slice(7))))
      .map(([key, count]) => `${count} × ${key}`),
    ...(after.parents.length === 2 ? [] : ['parents']),
  ];
};

/** What was to be given back and is gone, or still says that it is ours. */
export const unreleasedIn = async (api: ClusterApi, paths: readonly string[]): Promise<readonly string[]> => {
  const wrong = await Promise.all(
    paths.map(async (path) => {
      const { status, body } = await api.request({ method: 'GET', path });
      if (status !== 200) return [`${path}: ${status}`];
      const { metadata } = JSON.parse(body) as LiveObject;
      const marks = JSON.stringify([metadata.labels, metadata.annotations, metadata.managedFields]);
      const left = marks.replaceAll('headwater.dev/replace', '').match(/headwater|applyset/);
      return left ? [`${path}: ${left[0]} is left`] : [];
    }),
  );
  return wrong.flat();
};
