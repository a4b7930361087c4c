import { spawnSync } from 'node:child_process';
import { temporaryFolder } from './harness.ts';
import { type LayersCase, type LayersEdit, layersFiles } from './layers-fleet.ts';

/** One-line changes, each a commit on top of `base`. */
export const layersEdits = {
  localization: { localization: '9' },
  globalization: { globalization: 'globex' },
  feed: { feed: '2.0.0' },
} as const satisfies Record<string, LayersEdit>;

export type LayersEditName = keyof typeof layersEdits;

/** A bare repository on this disk with a branch `base`, and one branch for each edit. */
export interface LayersRepository {
  readonly folder: string;
  readonly which: LayersCase;
}

const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`;

const commitText = (
  branch: string,
  from: string | undefined,
  files: Readonly<Record<string, string>>,
): string =>
  [
    `commit refs/heads/${branch}\n`,
    'committer Bench <bench@example.com> 1700000000 +0000\n',
    data(branch),
    from === undefined ? '' : `from refs/heads/${from}\n`,
    ...Object.entries(files).map(([path, text]) => `M 100644 inline ${path}\n${data(text)}`),
  ].join('');

const changed = (
  files: Readonly<Record<string, string>>,
  base: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(files).filter(([path, text]) => base[path] !== text));

const git = (folder: string, args: readonly string[], input = ''): void => {
  const { status, stderr } = spawnSync('git', args, { cwd: folder, input, encoding: 'utf8' });
  if (status !== 0) throw new Error(`git ${args[0]}: ${stderr}`);
};

export const writeLayersRepository = (which: LayersCase): LayersRepository => {
  const folder = temporaryFolder(`layers-${which}`);
  const base = layersFiles(which);
  const edits = Object.entries(layersEdits).map(([name, edit]) =>
    commitText(name, 'base', changed(layersFiles(which, edit), base)),
  );
  git(folder, ['init', '--bare', '--quiet']);
  git(folder, ['fast-import', '--quiet'], [commitText('base', undefined, base), ...edits].join(''));
  git(folder, ['repack', '-adq']);
  return { folder, which };
};
