import { HeadwaterError } from '../model/diagnostic.ts';
import { parseAnswer } from './answer.ts';
import { type ApiResponse, type ClusterApi, mediaTypes } from './api.ts';
import type { ResourceType } from './discovery.ts';
import type { ObjectMeta } from './object-meta.ts';
import { listPath, type Selection } from './paths.ts';

export interface ListOptions<T> extends Selection {
  readonly api: ClusterApi;
  readonly type: ResourceType;
  /** What is kept of an object; undefined keeps nothing. Called once for each object of each page. */
  readonly record: (metadata: ObjectMeta) => T | undefined;
  /** Objects a page; default 500. */
  readonly limit?: number;
  /** Milliseconds for one page; default the port's. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** Any refusal is an answer, as the port has it: 404 (not served), 403, 429 … */
export type ListOutcome<T> =
  | { readonly listed: true; readonly items: readonly T[]; readonly resourceVersion: string }
  | { readonly listed: false; readonly response: ApiResponse };

interface MetadataPage {
  readonly metadata?: { readonly resourceVersion?: string; readonly continue?: string };
  readonly items?: readonly { readonly metadata: ObjectMeta }[];
}

const pageSize = 500;
/** Five million objects: a server that sends more is broken or hostile. */
const mostPages = 10_000;
/** A list whose continue token expired (410) begins anew; an endless churn ends as the 410 that it is. */
const attempts = 3;

/** LIST of metadata only, page by page: no object is held, only what `record` makes of it. */
export const listMetadata = async <T>(options: ListOptions<T>): Promise<ListOutcome<T>> => {
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await listOnce(options);
    const expired = !outcome.listed && outcome.response.status === 410;
    if (!expired || attempt === attempts) return outcome;
  }
};

const listOnce = async <T>(options: ListOptions<T>): Promise<ListOutcome<T>> => {
  const what = `LIST ${options.type.plural}`;
  const items: T[] = [];
  let next: string | undefined;
  for (let pages = 0; pages < mostPages; pages += 1) {
    const response = await options.api.request(pageRequest(options, next));
    if (response.status !== 200) return { listed: false, response };
    const page = parseAnswer<MetadataPage>(options.api.cluster, what, response);
    for (const item of page.items ?? []) {
      const kept = options.record(item.metadata);
      if (kept !== undefined) items.push(kept);
    }
    next = page.metadata?.continue;
    if (next === undefined || next === '') {
      return { listed: true, items, resourceVersion: page.metadata?.resourceVersion ?? '' };
    }
  }
  throw endlessList(options.api.cluster, what);
};

const endlessList = (cluster: string, what: string): HeadwaterError =>
  new HeadwaterError(
    {
      code: 'ClusterUnreachable',
      severity: 'error',
      message: `cluster ${cluster}: ${what} did not end after ${mostPages} pages`,
    },
    { retryable: true },
  );

const pageRequest = <T>(options: ListOptions<T>, next: string | undefined) => ({
  method: 'GET' as const,
  path: listPath(options.type, options, {
    limit: options.limit ?? pageSize,
    ...(next === undefined ? {} : { continue: next }),
  }),
  accept: mediaTypes.metadataList,
  ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
  ...(options.signal === undefined ? {} : { signal: options.signal }),
});
