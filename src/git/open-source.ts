import { HeadwaterError } from '../model/diagnostic.ts';
import type { Tree } from '../repository/tree.ts';
import { defaultTreeLimits, type TreeLimits } from './commit-tree.ts';
import { type FetchContext, fetchCommit } from './fetch-commit.ts';
import { isObjectId } from './git-object.ts';
import { createHttpTransport, type SourceTimeouts } from './http-transport.ts';
import { dropKeep, readHead, readKept, writeKeep } from './refs.ts';
import { parseRemote, type RemoteOptions } from './remote-url.ts';
import { openRepository, type Repository } from './repository.ts';
import { createQueue, createSingleFlight } from './single-flight.ts';
import { remoteBranchHead } from './smart-protocol.ts';
import type { FetchResult, GitSource } from './source.ts';
import { sourceError } from './source-error.ts';

/** What of a logger this room needs; pino fits. */
export interface SourceLogger {
  warn(fields: object, message: string): void;
}

export interface SourceLimits {
  /** Bytes that one fetch may take. Default 256 MiB. */
  readonly maxBytes?: number;
  /** Packs, one a fetch, after which they are written into one. Default 100. */
  readonly maxPacks?: number;
  /** What one commit's tree may hold. */
  readonly tree?: TreeLimits;
}

export interface GitSourceOptions extends RemoteOptions {
  readonly branch: string;
  /** A folder of the source's own; made where it is missing. One process at a time. */
  readonly gitdir: string;
  readonly timeouts?: SourceTimeouts;
  readonly limits?: SourceLimits;
  readonly logger?: SourceLogger;
}

/** The port, and what tests and status want to know beside it. */
export interface HttpGitSource extends GitSource {
  /** The newest commit of the branch that is wholly here. */
  head(): Promise<string | undefined>;
}

const defaultMaxBytes = 256 * 1024 * 1024;
const defaultMaxPacks = 100;
/** Bytes of an answer to "where is the branch". A server that knows only v1 lists all of its refs. */
const maxRefsBytes = 32 * 1024 * 1024;

/** git check-ref-format, as far as a name goes into a request. */
const branchOf = (name: string): string => {
  const branch = name.replace(/^refs\/heads\//, '');
  const good = /^[^\s~^:?*[\\\p{Cc}]+$/u.test(branch) && !/^[-/]|\.\.|\/\/|[/.]$/.test(branch);
  if (!good || isObjectId(branch)) {
    throw sourceError('SourceMissing', `${JSON.stringify(name)} is no name of a branch`);
  }
  return branch;
};

const checkCommit = (commit: string): void => {
  if (!isObjectId(commit)) throw sourceError('SourceMissing', `${JSON.stringify(commit)} is no commit id`);
};

/** Mends and tidies around a fetch: what is damaged is renewed before it, what is many packs after it. */
const createUpkeep = (repository: Repository, maxPacks: number, logger: SourceLogger | undefined) => {
  /** Kept commits that a renewal lost. */
  let lost: readonly string[] = [];

  const mend = async (): Promise<void> => {
    if (!repository.isDamaged()) return;
    lost = await repository.renew();
    logger?.warn({ lost }, 'the local repository was damaged and is fetched anew');
  };

  const restore = async (context: FetchContext): Promise<void> => {
    const still: string[] = [];
    for (const commit of lost) {
      try {
        await fetchCommit(context, commit, false);
      } catch (error) {
        logger?.warn({ commit, error }, 'a kept commit was lost and could not be fetched again');
        if (error instanceof HeadwaterError && error.retryable) still.push(commit);
      }
    }
    lost = still;
  };

  const tidy = async (): Promise<void> => {
    if (repository.packs().length <= maxPacks) return;
    try {
      await repository.renew();
    } catch (error) {
      logger?.warn({ error }, 'the packs of the local repository could not be put into one');
    }
  };

  return { mend, restore, tidy };
};

/**
 * Opens a source over HTTP(S): a bare, shallow repository of its own under `gitdir`, and nothing checked out.
 * Opening reaches for no network. Throws SourceUnavailable for an address that it cannot or will not use.
 */
export const openGitSource = async (options: GitSourceOptions): Promise<HttpGitSource> => {
  const remote = parseRemote(options);
  const { url } = remote;
  const branch = branchOf(options.branch);
  const {
    maxBytes = defaultMaxBytes,
    maxPacks = defaultMaxPacks,
    tree: limits = defaultTreeLimits,
  } = options.limits ?? {};
  const repository = await asOurs((async () => openRepository({ root: options.gitdir, url, limits }))());
  const transport = createHttpTransport(remote, options.timeouts);
  const upkeep = createUpkeep(repository, maxPacks, options.logger);
  const inTurn = createQueue();
  const polls = createSingleFlight<string>();
  const fetches = createSingleFlight<FetchResult>();
  /** Where the branch was last seen at the server. */
  let tip: string | undefined;

  const remoteHead = (signal?: AbortSignal): Promise<string> =>
    asOurs(
      polls.run(
        'head',
        async (shared) => {
          const session = transport.session({ maxBytes: maxRefsBytes, signal: shared });
          tip = await remoteBranchHead({ session, url, branch });
          return tip;
        },
        signal,
      ),
      signal,
    );

  const fetchNow = async (commit: string, signal: AbortSignal): Promise<FetchResult> => {
    const context: FetchContext = { repository, transport, url, branch, maxBytes, signal };
    await upkeep.mend();
    const bytes = await fetchCommit(context, commit, commit === tip);
    await upkeep.restore(context);
    await upkeep.tidy();
    return { commit, bytes };
  };

  const fetch = async (commit: string, signal?: AbortSignal): Promise<FetchResult> => {
    checkCommit(commit);
    return asOurs(
      fetches.run(commit, (shared) => inTurn(() => fetchNow(commit, shared)), signal),
      signal,
    );
  };

  const tree = async (commit: string): Promise<Tree> => {
    checkCommit(commit);
    return asOurs((async () => repository.reader().treeOf(commit))());
  };

  const locally = (task: () => Promise<void>): Promise<void> => asOurs(inTurn(task));

  const keep = (commit: string): Promise<void> =>
    locally(async () => {
      checkCommit(commit);
      if (!repository.isComplete(commit))
        throw sourceError('SourceMissing', `the commit ${commit} is not here`);
      writeKeep(repository.gitdir(), commit);
    });

  const release = (commit: string): Promise<void> =>
    locally(async () => {
      checkCommit(commit);
      dropKeep(repository.gitdir(), commit);
    });

  return {
    remoteHead,
    fetch,
    tree,
    has: async (commit) => isObjectId(commit) && repository.isComplete(commit),
    keep,
    release,
    kept: async () => readKept(repository.gitdir()),
    head: async () => readHead(repository.gitdir()),
    close: async () => {
      await transport.close();
      await inTurn(async () => repository.close());
    },
  };
};

/** Whatever else fails (the disk, the caller's own abort), as an error of ours. */
const asOurs = async <Result>(result: Promise<Result>, signal?: AbortSignal): Promise<Result> => {
  try {
    return await result;
  } catch (error) {
    if (error instanceof HeadwaterError) throw error;
    if (signal?.aborted)
      throw sourceError('SourceUnavailable', 'the request was called off', { cause: error });
    const { code, message } = error as NodeJS.ErrnoException;
    throw sourceError('SourceUnavailable', `the local repository failed: ${code ?? message}`, {
      hint: 'look at the disk: its room, its rights',
      cause: error,
    });
  }
};
