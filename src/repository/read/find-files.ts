import type { Diagnostic, DiagnosticCode } from '../../model/diagnostic.ts';
import { byCodePoint } from '../../model/json.ts';
import type { TreeEntry } from '../tree.ts';
import type { IsIgnored } from './ignore.ts';
import { repositoryLimits } from './limits.ts';
import type { TreeIndex } from './tree-index.ts';

/** A YAML or JSON file of a known folder. */
export interface FleetFile {
  /** The path it is reached by; a link's own where a link leads to it. */
  readonly path: string;
  readonly entry: TreeEntry;
}

export interface FoundFiles {
  readonly files: readonly FleetFile[];
  /** Each stands at the path that could not be read; line and column are 1. */
  readonly diagnostics: readonly Diagnostic[];
}

export const isDocumentFile = (path: string): boolean => /\.(?:ya?ml|json)$/i.test(path);

/** What kustomize and Helm look for: files that change the meaning of a whole folder. */
export const isBuildFile = (path: string): boolean =>
  /(?:^|\/)(?:kustomization\.ya?ml|Kustomization|Chart\.yaml)$/.test(path);

const problem = (code: DiagnosticCode, file: string, message: string): Diagnostic => ({
  code,
  severity: 'error',
  message,
  source: { file, line: 1, column: 1 },
});

const linkMessages = {
  outside: 'the link leads out of the repository, and nothing out there is read',
  missing: 'the link leads to nothing in this commit',
  loop: 'the link leads back to itself',
} as const;

/** Lists the documents below the given folders, in path order, and follows links inside the repository. */
export const findFiles = (index: TreeIndex, roots: readonly string[], isIgnored: IsIgnored): FoundFiles => {
  const files: FleetFile[] = [];
  const diagnostics: Diagnostic[] = [];
  let bytes = 0;
  let full = false;
  let visits = 0;

  const stop = (path: string): void => {
    full = true;
    const message = `the known folders hold more than ${repositoryLimits.maxFiles} files or ${repositoryLimits.maxBytes} bytes: nothing is read`;
    diagnostics.push(problem('RepositoryLimit', path, message));
  };

  const addFile = (path: string, entry: TreeEntry): void => {
    if (!isDocumentFile(path) && !isBuildFile(path)) return;
    bytes += entry.size;
    files.push({ path, entry });
    if (files.length > repositoryLimits.maxFiles || bytes > repositoryLimits.maxBytes) stop(path);
  };

  /** `open` are the real folders that this walk stands in: a link to one of them would never end. */
  const visit = (path: string, real: string, open: readonly string[]): void => {
    if (full) return;
    // links to folders that hold links to folders multiply without any file being met
    if (++visits > 4 * repositoryLimits.maxFiles) {
      stop(path);
      return;
    }
    const target = index.resolve(real);
    if (isIgnored(path, target.type === 'folder')) return;
    switch (target.type) {
      case 'file':
        addFile(path, target.entry);
        return;
      case 'folder': {
        if (open.includes(target.path)) {
          diagnostics.push(problem('SymlinkOutside', path, linkMessages.loop));
          return;
        }
        const inside = [...open, target.path];
        for (const name of index.names(target.path)) {
          visit(`${path}/${name}`, target.path === '' ? name : `${target.path}/${name}`, inside);
        }
        return;
      }
      case 'submodule': {
        const message = 'a submodule stands where content is needed: commit the files themselves';
        diagnostics.push(problem('UnsupportedEntry', path, message));
        return;
      }
      case 'outside':
      case 'missing':
      case 'loop':
        diagnostics.push(problem('SymlinkOutside', path, linkMessages[target.type]));
        return;
      default:
        target satisfies never;
    }
  };

  for (const root of roots) {
    const entry = index.entry(root);
    if (entry ?? index.names(root).length > 0) visit(root, root, []);
  }
  files.sort((a, b) => byCodePoint(a.path, b.path));
  return { files: full ? [] : files, diagnostics };
};
