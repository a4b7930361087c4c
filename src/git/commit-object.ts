import type { ObjectStore } from './object-store.ts';
import { sourceError } from './source-error.ts';

export interface Commit {
  readonly tree: string;
  readonly parents: readonly string[];
}

/** Parses the head of a commit object. Throws SourceMalformed. */
export const parseCommit = (data: Buffer, oid: string): Commit => {
  const head = data.toString('latin1').split('\n\n', 1)[0]!;
  const [first = '', ...rest] = head.split('\n');
  const tree = /^tree ([0-9a-f]{40})$/.exec(first)?.[1];
  if (tree === undefined) throw sourceError('SourceMalformed', `the commit ${oid} names no tree`);
  const parents: string[] = [];
  for (const line of rest) {
    const parent = /^parent ([0-9a-f]{40})$/.exec(line)?.[1];
    if (parent === undefined) break;
    parents.push(parent);
  }
  return { tree, parents };
};

const maxTagDepth = 8;

/** Reads a commit; a tag of a commit leads to it. Throws SourceMissing where `oid` is neither. */
export const readCommit = (
  store: Pick<ObjectStore, 'read'>,
  oid: string,
): Commit & { readonly oid: string } => {
  let at = oid;
  for (let depth = 0; depth < maxTagDepth; depth += 1) {
    const { type, data } = store.read(at);
    if (type === 'commit') return { ...parseCommit(data, at), oid: at };
    const target = type === 'tag' && /^object ([0-9a-f]{40})\n/.exec(data.toString('latin1', 0, 48))?.[1];
    if (!target) break;
    at = target;
  }
  throw sourceError('SourceMissing', `${oid} is no commit`);
};
