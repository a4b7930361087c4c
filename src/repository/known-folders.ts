import type { Diagnostic } from '../model/diagnostic.ts';
import type { Folders } from './fleet.ts';
import { editDistance } from './nearest.ts';
import type { TreeIndex } from './read/tree-index.ts';

export const configFile = 'fleet.yaml';

const warning = (name: string, meant: string): Diagnostic => ({
  code: 'UnknownFolder',
  severity: 'warning',
  message: `${name} is not read`,
  hint: `did you mean ${meant}?`,
  source: { file: name, line: 1, column: 1 },
});

/** Warns of top-level names one edit away from one that is read. */
export const misspelledFolders = (index: TreeIndex, folders: Folders): readonly Diagnostic[] => {
  const known = Object.values(folders);
  return index.names('').flatMap((name) => {
    if (known.includes(name) || name === configFile) return [];
    const isFile = index.entry(name)?.mode === 'file';
    const meant = (isFile ? [configFile] : known).find((right) => editDistance(name, right) === 1);
    return meant === undefined ? [] : [warning(name, meant)];
  });
};
