import { type Draft, report } from './draft.ts';
import type { FleetConfig } from './fleet.ts';
import { defaultConfig, readFleetConfig } from './kinds/fleet-config.ts';
import { kindOf } from './kinds/kind-of.ts';
import { configFile } from './known-folders.ts';
import { problemAt } from './problem.ts';
import { type IsIgnored, parseIgnore } from './read/ignore.ts';
import type { LoadMemo } from './read/load-memo.ts';
import { readFile } from './read/read-file.ts';
import type { TreeIndex } from './read/tree-index.ts';

/** Reads fleet.yaml, if there is one; where it has errors the defaults stand and the file is broken. */
export const loadConfig = (index: TreeIndex, draft: Draft, memo: LoadMemo | undefined): FleetConfig => {
  const target = index.resolve(configFile);
  if (target.type !== 'file') return defaultConfig;
  const read = readFile({ path: configFile, entry: target.entry }, memo);
  report(draft, read.diagnostics);
  const [document, second] = read.documents;
  if (!document) return defaultConfig;
  if (second) {
    const message = 'fleet.yaml holds one document';
    report(draft, [problemAt(second, '', { code: 'DuplicateName', message })]);
  }
  if (kindOf(document) !== 'FleetConfig') {
    const message = 'fleet.yaml holds a FleetConfig of headwater.dev/v1alpha1';
    report(draft, [problemAt(document, '/kind', { code: 'UnknownDocument', message })]);
    return defaultConfig;
  }
  const { value, diagnostics } = readFleetConfig(document);
  report(draft, diagnostics);
  return value ?? defaultConfig;
};

const decoder = new TextDecoder();
const ignoreFile = '.headwaterignore';
// each rule is asked of each path
const maxIgnoreLines = 500;
const maxIgnoreLength = 32 * 1024;

/** Reads `.headwaterignore` of the root. One that is too large is an error, and nothing is left out. */
export const loadIgnore = (index: TreeIndex, draft: Draft): IsIgnored => {
  const target = index.resolve(ignoreFile);
  if (target.type !== 'file') return () => false;
  const text = target.entry.size > maxIgnoreLength ? undefined : decoder.decode(target.entry.read());
  if (text !== undefined && text.split('\n').length <= maxIgnoreLines) return parseIgnore(text);
  const message = `${ignoreFile} has more than ${maxIgnoreLines} lines or ${maxIgnoreLength} bytes`;
  const source = { file: ignoreFile, line: 1, column: 1 };
  report(draft, [{ code: 'RepositoryLimit', severity: 'error', message, source }]);
  return () => false;
};
