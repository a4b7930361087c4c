import type { TreeReader } from './commit-tree.ts';
import type { TreeNode } from './tree-object.ts';

interface RenameQuestion {
  /** The older tree. */
  readonly from: string;
  /** The newer one, in which the file has its new path. */
  readonly to: string;
  readonly file: string;
  /** The file's blob. */
  readonly blob: string;
}

/** Tree objects that one search may compare. */
const maxTrees = 2_000;

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/**
 * The path that a file had in an older tree, where it only moved: the same blob at a path that the newer tree does not
 * have any more; of several one with the same name first. Folders that are the same in both are not looked into.
 */
export const renamedFrom = (reader: TreeReader, question: RenameQuestion): string | undefined => {
  const { file, blob } = question;
  const found: string[] = [];
  let trees = 0;

  const visit = (from: string, to: string | undefined, prefix: string): void => {
    trees += 1;
    if (from === to || trees > maxTrees) return;
    const newer = new Map<string, TreeNode>(
      to === undefined ? [] : reader.listing(to).map((node) => [node.name, node]),
    );
    for (const { name, kind, oid } of reader.listing(from)) {
      const other = newer.get(name);
      if (kind === 'tree') visit(oid, other?.kind === 'tree' ? other.oid : undefined, `${prefix}${name}/`);
      else if (kind === 'file' && oid === blob && other === undefined) found.push(prefix + name);
    }
  };

  visit(question.from, question.to, '');
  return found.find((path) => baseName(path) === baseName(file)) ?? found[0];
};
