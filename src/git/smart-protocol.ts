import * as fs from 'node:fs';
import git, { type GitHttpResponse, type HttpClient } from 'isomorphic-git';
import { HeadwaterError } from '../model/diagnostic.ts';
import { defaultObjectLimits, isObjectId } from './git-object.ts';
import type { HttpSession } from './http-transport.ts';
import { storePack } from './index-pack.ts';
import { headRef } from './refs.ts';
import { withoutUserinfo } from './remote-url.ts';
import { splitPack } from './side-band.ts';
import { sourceError } from './source-error.ts';

/** Any failure of isomorphic-git, as ours. */
const asSourceError = (error: unknown, url: string): HeadwaterError => {
  if (error instanceof HeadwaterError) return error;
  const { code = '', message = '' } = error as { code?: string; message?: string };
  if (code === 'NotFoundError')
    return sourceError('SourceMissing', `${url} has no such branch`, { cause: error });
  const said = withoutUserinfo(message).slice(0, 200);
  return sourceError('SourceUnavailable', `${url} did not answer as a git server does: ${said}`, {
    cause: error,
  });
};

/**
 * The branch's commit at the server. Asked by protocol v2, which lists this one branch; a server that knows
 * only v1 answers with all of its refs, and is understood too.
 */
export const remoteBranchHead = async (options: {
  session: HttpSession;
  url: string;
  branch: string;
}): Promise<string> => {
  const { session, url, branch } = options;
  const ref = `refs/heads/${branch}`;
  try {
    const refs = await git.listServerRefs({ http: session.http, url, prefix: ref, protocolVersion: 2 });
    const oid = refs.find((found) => found.ref === ref)?.oid;
    if (oid !== undefined && isObjectId(oid)) return oid;
  } catch (error) {
    throw asSourceError(error, url);
  }
  throw sourceError('SourceMissing', `${url} has no branch ${branch}`);
};

async function* once(bytes: Buffer): AsyncIterableIterator<Uint8Array> {
  yield bytes;
}

const collect = async (body: GitHttpResponse['body']): Promise<Buffer> => {
  const parts: Uint8Array[] = [];
  if (body) for await (const part of body as AsyncIterable<Uint8Array>) parts.push(part);
  return Buffer.concat(parts);
};

/**
 * isomorphic-git agrees with the server on what is sent; the pack itself goes by it, into an index of our own
 * making, and it is handed an empty one. Where no side band carries the pack, it does all of it.
 */
const takingPacks = (http: HttpClient, take: (pack: Buffer) => Promise<void>): HttpClient => ({
  request: async (call) => {
    const response = await http.request(call);
    if (call.method !== 'POST') return response;
    const answer = await collect(response.body);
    const split = splitPack(answer);
    if (split) await take(split.pack);
    return { ...response, body: once(split?.rest ?? answer) };
  },
});

/** Inflated bytes of one fetch: as many as a working copy of the largest repository that we read. */
const packLimits = { ...defaultObjectLimits, maxObjectBytes: 256 * 1024 * 1024, maxPackBytes: 4 * 1024 ** 3 };

export interface PackRequest {
  readonly session: HttpSession;
  readonly gitdir: string;
  readonly url: string;
  /** A commit (40 hex digits), or the name of a branch. */
  readonly want: string;
  /** 1: the commit without its history, whatever is here; absent: what leads from `headRef` to it. */
  readonly depth?: 1;
}

/**
 * Fetches a pack into `gitdir`; answers the commit that it was fetched for. What isomorphic-git writes under
 * refs/remotes proves nothing: it writes that before the pack arrives (isomorphic-git#894). As `have` it sends
 * the commit of the local ref that it is given (a remote's branch by default, which does not exist here, so
 * that each fetch would be a clone); ours moves only when all of a commit is here.
 */
export const fetchPack = async ({ session, gitdir, url, want, depth }: PackRequest): Promise<string> => {
  try {
    const { fetchHead } = await git.fetch({
      fs,
      http: takingPacks(session.http, (pack) => storePack(gitdir, pack, packLimits)),
      gitdir,
      url,
      remote: 'origin',
      ref: headRef,
      remoteRef: want,
      singleBranch: true,
      tags: false,
      // its cache keeps whole packs for as long as it lives
      cache: {},
      ...(depth !== undefined && { depth }),
    });
    if (fetchHead !== null) return fetchHead;
  } catch (error) {
    throw asSourceError(error, url);
  }
  throw sourceError('SourceMissing', `${url} is empty`);
};
