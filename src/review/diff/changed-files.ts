import { byCodePoint } from '../../model/json.ts';
import { jsonEqual } from '../../patch/members.ts';
import type { Fleet, FleetDocument } from '../../repository/fleet.ts';
import type { Tree } from '../../repository/tree.ts';
import type { FileChange } from './fleet-change.ts';
import { onBoth, type Sides } from './side.ts';

export type ChangedFile = Pick<FileChange, 'path' | 'kind'>;

/** Files of a fleet: what else lies in a working copy may be no part of its repository. */
const belongs = ({ config: { folders } }: Fleet, path: string): boolean =>
  !path.includes('/')
    ? path === 'fleet.yaml' || path === '.headwaterignore'
    : Object.values(folders).includes(path.split('/')[0] as string);

const byPath = (tree: Tree) => new Map(tree.entries.map((entry) => [entry.path, entry]));

/** The files in which two trees differ, by path. A working copy's new files outside the fleet's folders are left out. */
export const changedFiles = ({ before, after }: Sides): readonly ChangedFile[] => {
  const [old, now] = [byPath(before.tree), byPath(after.tree)];
  const changed: ChangedFile[] = [];
  for (const [path, entry] of now) {
    const was = old.get(path);
    if (was?.oid === entry.oid && was.mode === entry.mode) continue;
    if (!was && after.tree.commit === '' && !belongs(after.fleet, path)) continue;
    changed.push({ path, kind: was ? 'changed' : 'added' });
  }
  for (const path of old.keys()) if (!now.has(path)) changed.push({ path, kind: 'removed' });
  return changed.sort((a, b) => byCodePoint(a.path, b.path));
};

const documentsOf = (fleet: Fleet): readonly FleetDocument[] => [
  ...fleet.resources.map(({ document }) => document),
  ...fleet.charts.map(({ document }) => document),
  ...fleet.layers.flatMap(({ contents }) => contents.map(({ document }) => document)),
  ...[...fleet.subscriptions, ...fleet.clusters, ...fleet.strategies].map(({ document }) => document),
  ...(fleet.config.document ? [fleet.config.document] : []),
];

type Documents = ReadonlyMap<string, ReadonlyMap<number, FleetDocument>>;

const documentsByFile = (fleet: Fleet, files: ReadonlySet<string>): Documents => {
  const found = new Map<string, Map<number, FleetDocument>>();
  for (const document of documentsOf(fleet)) {
    if (!files.has(document.file)) continue;
    const known = found.get(document.file) ?? new Map<number, FleetDocument>();
    found.set(document.file, known.set(document.index, document));
  }
  return found;
};

const saysTheSame = (
  old: ReadonlyMap<number, FleetDocument> = new Map(),
  now: ReadonlyMap<number, FleetDocument> = new Map(),
): boolean => {
  const values = [old, now].map((documents) =>
    [...documents.values()].sort((a, b) => a.index - b.index).map(({ value }) => value),
  );
  return jsonEqual(values[0] ?? [], values[1] ?? []);
};

/** Of changed files, those that say something else than before: not in a comment, and not in another order of keys. */
export const tellingFiles = (sides: Sides, changed: readonly ChangedFile[]): ReadonlySet<string> => {
  const paths = new Set(changed.map(({ path }) => path));
  const [old, now] = onBoth(sides, ({ fleet }) => documentsByFile(fleet, paths));
  const isBroken = (path: string): boolean =>
    onBoth(sides, ({ fleet }) => fleet.brokenFiles.has(path)).includes(true);
  return new Set(
    [...paths].filter(
      (path) => path === '.headwaterignore' || isBroken(path) || !saysTheSame(old.get(path), now.get(path)),
    ),
  );
};
