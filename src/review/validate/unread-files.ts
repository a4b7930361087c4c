import type { Diagnostic } from '../../model/diagnostic.ts';
import { newDraft } from '../../repository/draft.ts';
import type { Folders } from '../../repository/fleet.ts';
import { feedOf } from '../../repository/kinds/subscription.ts';
import { loadIgnore } from '../../repository/load-config.ts';
import { editDistance } from '../../repository/nearest.ts';
import { isBuildFile, isDocumentFile } from '../../repository/read/find-files.ts';
import type { IsIgnored } from '../../repository/read/ignore.ts';
import { indexTree } from '../../repository/read/tree-index.ts';
import type { Tree } from '../../repository/tree.ts';
import type { Check } from './check.ts';

/** Notes that are told one by one; past that nobody reads on. */
const maxNotes = 1_000;

type Told = Pick<Diagnostic, 'message' | 'hint'> & { readonly severity?: 'warning' };

const unread = (file: string, told: Told): Diagnostic => ({
  code: 'FileNotRead',
  severity: 'note',
  ...told,
  source: { file, line: 1, column: 1 },
});

/** The outermost folder of a path, or the path itself, that the rules leave out. */
const leftOut = (path: string, isIgnored: IsIgnored): string | undefined => {
  const names = path.split('/');
  const paths = names.map((_, index) => names.slice(0, index + 1).join('/'));
  return paths.find((part, index) => isIgnored(part, index < paths.length - 1));
};

/** One letter away from a file that is read: more likely a slip than a choice. */
const slip = (path: string): Told | undefined => {
  const ending = /\.([a-z]+)$/i.exec(path)?.[1]?.toLowerCase() ?? '';
  const meant = ['yaml', 'yml', 'json'].find((right) => editDistance(ending, right) === 1);
  if (meant === undefined) return undefined;
  return {
    severity: 'warning',
    message: `.${ending} is not read`,
    hint: `did you mean .${meant}?`,
  };
};

/** Feeds that a chart or a kustomization builds: what of them is read is not for us to say. */
const builtFeeds = (paths: readonly string[], folders: Folders): ReadonlySet<string> =>
  new Set(paths.filter(isBuildFile).map((path) => feedOf(path, folders.feeds)));

const filesOf = (tree: Tree, folders: Folders): readonly string[] => {
  const known = new Set(Object.values(folders));
  return tree.entries
    .filter(({ mode, path }) => mode === 'file' && path.includes('/') && known.has(path.split('/', 1)[0]!))
    .map(({ path }) => path);
};

const unreadIn = (tree: Tree, folders: Folders): readonly Diagnostic[] => {
  const isIgnored = loadIgnore(indexTree(tree), newDraft());
  const files = filesOf(tree, folders);
  const built = builtFeeds(files, folders);
  const { read = [], ignored = [] } = Object.groupBy(files, (path) =>
    leftOut(path, isIgnored) === undefined ? 'read' : 'ignored',
  );
  const byRule = Map.groupBy(ignored, (path) => leftOut(path, isIgnored)!);
  const others = read.filter((path) => {
    const feed = feedOf(path, folders.feeds);
    return !isDocumentFile(path) && !isBuildFile(path) && (feed === '' || !built.has(feed));
  });
  return [
    ...[...byRule].map(([path, { length }]) =>
      unread(path, {
        message: `.headwaterignore leaves this out (${length} ${length === 1 ? 'file' : 'files'})`,
      }),
    ),
    ...others.map((path) => unread(path, slip(path) ?? { message: 'nothing reads this file' })),
  ];
};

const bounded = (found: readonly Diagnostic[]): readonly Diagnostic[] => {
  if (found.length <= maxNotes) return found;
  const warnings = found.filter(({ severity }) => severity === 'warning');
  const notes = found.filter(({ severity }) => severity === 'note');
  const { source } = notes[maxNotes] ?? {};
  const more = notes.length - maxNotes;
  if (!source || more <= 0) return found;
  return [
    ...warnings.slice(0, maxNotes),
    ...notes.slice(0, maxNotes),
    unread(source.file, { message: `nothing reads this file and ${more - 1} more` }),
  ];
};

/** Files inside the known folders of a tree that nothing reads, and what `.headwaterignore` leaves out of them. */
export const unreadFiles = (tree: Tree): Check => ({
  name: 'files that nothing reads',
  run: ({ fleet }) => bounded(unreadIn(tree, fleet.config.folders)),
});
