import type { HttpTransport } from './http-transport.ts';
import { readHead, writeHead } from './refs.ts';
import type { Repository } from './repository.ts';
import { readShallow, writeShallow } from './repository-folder.ts';
import { fetchPack, type PackRequest } from './smart-protocol.ts';
import { isSourceError, sourceError } from './source-error.ts';

export interface FetchContext {
  readonly repository: Repository;
  readonly transport: HttpTransport;
  readonly url: string;
  readonly branch: string;
  /** Bytes that one fetch may take. */
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

/** Smallest bound for the way from commit to commit, in bytes: a small repository may get a large new file. */
const leastIncrement = 1024 * 1024;

type Attempt = Pick<PackRequest, 'want' | 'depth'> & { readonly maxBytes: number };

/** One exchange; a failure leaves no trace but objects. Answers the commit that was asked for, and the bytes. */
const attempt = async (
  { repository, transport, url, signal }: FetchContext,
  { maxBytes, ...wanted }: Attempt,
): Promise<{ readonly commit: string; readonly bytes: number }> => {
  const gitdir = repository.gitdir();
  const shallow = readShallow(gitdir);
  const packs = new Set(repository.packs());
  const session = transport.session({ maxBytes, signal });
  try {
    const commit = await fetchPack({ session, gitdir, url, ...wanted });
    repository.refresh();
    if (repository.isComplete(commit)) return { commit, bytes: session.received() };
    // without the head the server sends everything, so it is not what is here that was lacking
    const lacking = readHead(gitdir) === undefined ? `${url} sent` : 'this disk holds';
    throw sourceError('SourceCorrupt', `${lacking} only a part of ${commit}`);
  } catch (error) {
    // isomorphic-git notes the shallow commits before their pack arrives
    writeShallow(gitdir, shallow);
    repository.refresh();
    repository.discard(repository.packs().filter((path) => !packs.has(path)));
    if (isSourceError(error, 'SourceCorrupt')) repository.markDamaged();
    throw error;
  }
};

/** From the head to its descendant: no depth, or the server would send the whole tree. */
const fetchIncrement = async (context: FetchContext, want: string): Promise<number> => {
  const known = Math.max(leastIncrement, context.repository.packBytes());
  try {
    return (await attempt(context, { want, maxBytes: Math.min(known, context.maxBytes) })).bytes;
  } catch (error) {
    if (!isSourceError(error, 'SourceLimit') || known >= context.maxBytes) throw error;
    // after a force-push the way there may be all of the history; then the tree alone is cheaper
    return (await attempt(context, { want, depth: 1, maxBytes: context.maxBytes })).bytes;
  }
};

/** The branch moved on since it was asked, and the server gives tips only: what it has now may contain the commit. */
const fetchThroughBranch = async (
  context: FetchContext,
  commit: string,
  refusal: unknown,
): Promise<number> => {
  const { repository, branch, maxBytes } = context;
  const { bytes } = await attempt(context, {
    want: `refs/heads/${branch}`,
    maxBytes,
    ...(readHead(repository.gitdir()) === undefined && { depth: 1 as const }),
  });
  if (repository.isComplete(commit)) return bytes;
  throw refusal;
};

/**
 * Brings a commit here; answers the bytes received. `isTip` says that it is what the branch was last seen at: such
 * a one follows from the head, and becomes the head. Any other is fetched by its id, without history.
 */
export const fetchCommit = async (context: FetchContext, commit: string, isTip: boolean): Promise<number> => {
  const { repository, maxBytes } = context;
  const head = readHead(repository.gitdir());
  const fetchIt = async (): Promise<number> => {
    try {
      if (isTip && head !== undefined) return await fetchIncrement(context, commit);
      return (await attempt(context, { want: commit, depth: 1, maxBytes })).bytes;
    } catch (error) {
      if (!isTip || !isSourceError(error, 'SourceMissing')) throw error;
      return await fetchThroughBranch(context, commit, error);
    }
  };
  const bytes = repository.isComplete(commit) ? 0 : await fetchIt();
  if (isTip || head === undefined) writeHead(repository.gitdir(), commit);
  return bytes;
};
