import { HeadwaterError } from '../../model/diagnostic.ts';
import type { ResourceId } from '../../model/resource.ts';
import { unexpectedAnswer } from '../answer.ts';
import type { ApiResponse } from '../api.ts';
import type { BindingWork, ParentRecord } from '../engine.ts';
import { isNewer, metadataOfBody } from './live-metadata.ts';
import { type Parent, type ParentContent, parentName, widen } from './parent.ts';
import {
  createHome,
  deleteParent,
  listParents,
  type ParentRequests,
  parentPath,
  putParent,
  readParent,
} from './parent-requests.ts';

export type ClaimOutcome = 'current' | 'written' | 'superseded';

/** The kinds (`Kind.group`) and namespaces in which a parent's members may be. */
export interface Scope {
  readonly kinds: readonly string[];
  readonly namespaces: readonly string[];
}

/** The parents of one fleet in one cluster, as last read or written; every write is compare-and-set. */
export interface Parents {
  /**
   * Reads all of them with one LIST. `rewound` when one is older than what we had seen: the cluster was
   * restored from a backup, and nothing that is remembered of it counts any more.
   */
  load(signal: AbortSignal): Promise<LoadedParents>;
  get(subscription: string): Parent | undefined;
  /** Where members may be. */
  scopeOf(subscription: string): Scope;
  /**
   * Writes the pin's epoch and whatever it widens, in one write, before the first object; nothing where all
   * of that is recorded already. `superseded` where the cluster holds a higher epoch.
   */
  claim(work: BindingWork, ids: readonly ResourceId[], signal: AbortSignal): Promise<ClaimOutcome>;
  /** Members are no longer outside these kinds and namespaces. */
  narrow(work: BindingWork, scope: Scope, signal: AbortSignal): Promise<void>;
  remove(subscription: string, signal: AbortSignal): Promise<void>;
}

export interface LoadedParents {
  readonly records: readonly ParentRecord[];
  readonly rewound: boolean;
}

export interface ParentsOptions extends ParentRequests {
  /** uid of the cluster that we believe to talk to. */
  readonly clusterUid: () => string;
  /** Rejects when the cluster is not that one any more. */
  readonly assertIdentity: (signal: AbortSignal) => Promise<void>;
}

/** What is known of the parents. */
interface Book extends ParentsOptions {
  readonly known: Map<string, Parent>;
  /** Parents that somebody deleted: what they recorded goes into their successors, or members would be lost. */
  readonly vanished: Map<string, Parent>;
}

/** `before` is what stands in the cluster; `base` also what stood there until somebody deleted it. */
type ScopeOf = (before: Parent | undefined, base: Parent | undefined) => Scope | undefined;

const attempts = 5;
const nothing: Scope = { kinds: [], namespaces: [] };

const covers = (wide: readonly string[], narrow: readonly string[]): boolean =>
  narrow.every((item) => wide.includes(item));

const contentOf = (
  book: Book,
  work: BindingWork,
  at: { readonly scope: Scope; readonly base: Parent | undefined },
): ParentContent => {
  const { fleet, subscription, commit, epoch, maxDeletes } = work;
  const { digest, policy } = work.state;
  const lastGood = work.lastGood ?? at.base?.record.lastGood;
  const clusterUid = book.clusterUid();
  return {
    record: { fleet, subscription, commit, digest, epoch, clusterUid, ...(lastGood && { lastGood }) },
    kinds: at.scope.kinds,
    namespaces: at.scope.namespaces,
    deletionPolicy: policy.deletionPolicy,
    others: at.base?.others ?? {},
    ...(maxDeletes !== undefined && { maxDeletes }),
  };
};

const remember = (book: Book, content: ParentContent, response: ApiResponse): boolean => {
  const written = response.status === 200 || response.status === 201;
  const metadata = written ? metadataOfBody(response.body) : undefined;
  if (metadata === undefined) return false;
  const { uid, resourceVersion } = metadata;
  book.known.set(content.record.subscription, { ...content, uid, resourceVersion });
  book.vanished.delete(content.record.subscription);
  return true;
};

/** Learns why a write was refused, so that the next attempt can succeed; rejects where none can. */
const recover = async (
  book: Book,
  subscription: string,
  at: { readonly response: ApiResponse; readonly signal: AbortSignal },
): Promise<void> => {
  const { response, signal } = at;
  if (response.status === 404 && !book.known.has(subscription)) return createHome(book, signal);
  if (response.status !== 404 && response.status !== 409)
    throw unexpectedAnswer(book.api.cluster, `write of ${parentPath(book.fleet, subscription)}`, response);
  const found = await readParent(book, subscription, signal);
  if (found === 'damaged') throw damaged(parentPath(book.fleet, subscription));
  if (found) {
    book.known.set(subscription, found);
    return;
  }
  // a parent that vanished may mean another cluster behind the same address
  await book.assertIdentity(signal);
  const lost = book.known.get(subscription);
  if (lost) book.vanished.set(subscription, lost);
  book.known.delete(subscription);
};

/** Compare-and-set until it holds, or until a higher epoch is found. `scopeOf` answers undefined to stop. */
const write = async (
  book: Book,
  work: BindingWork,
  { scopeOf, signal }: { readonly scopeOf: ScopeOf; readonly signal: AbortSignal },
): Promise<ClaimOutcome> => {
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const before = book.known.get(work.subscription);
    if (before && before.record.epoch > work.epoch) return 'superseded';
    const base = before ?? book.vanished.get(work.subscription);
    const scope = scopeOf(before, base);
    if (scope === undefined) return 'current';
    const content = contentOf(book, work, { scope, base });
    const response = await putParent(book, content, { before, signal });
    if (remember(book, content, response)) return 'written';
    await recover(book, work.subscription, { response, signal });
  }
  throw contended(parentName(book.fleet, work.subscription));
};

const isCurrent = (book: Book, work: BindingWork, at: { before: Parent; needed: Scope }): boolean => {
  const { record, deletionPolicy, kinds, namespaces } = at.before;
  return (
    record.epoch === work.epoch &&
    record.digest === work.state.digest &&
    record.clusterUid === book.clusterUid() &&
    deletionPolicy === work.state.policy.deletionPolicy &&
    covers(kinds, at.needed.kinds) &&
    covers(namespaces, at.needed.namespaces)
  );
};

const load = async (book: Book, signal: AbortSignal): Promise<LoadedParents> => {
  const found = await listParents(book, signal);
  const rewound = found.some(({ record, resourceVersion }) => {
    const before = book.known.get(record.subscription);
    return before !== undefined && isNewer(before.resourceVersion, resourceVersion);
  });
  book.known.clear();
  for (const parent of found) book.known.set(parent.record.subscription, parent);
  return { records: found.map(({ record }) => record), rewound };
};

const claimScope = (book: Book, work: BindingWork, ids: readonly ResourceId[]): ScopeOf => {
  const needed = widen(nothing, ids);
  return (before, base) =>
    before && isCurrent(book, work, { before, needed }) ? undefined : widen(base ?? nothing, ids);
};

/** Starts empty: nothing is known of the parents until `load`. */
export const createParents = (options: ParentsOptions): Parents => {
  const book: Book = { ...options, known: new Map(), vanished: new Map() };
  return {
    load: (signal) => load(book, signal),
    get: (subscription) => book.known.get(subscription),
    scopeOf: (subscription) => book.known.get(subscription) ?? book.vanished.get(subscription) ?? nothing,
    claim: (work, ids, signal) => write(book, work, { scopeOf: claimScope(book, work, ids), signal }),
    narrow: async (work, scope, signal) => {
      await write(book, work, { scopeOf: () => scope, signal });
    },
    remove: async (subscription, signal) => {
      const parent = book.known.get(subscription);
      if (parent) await deleteParent(book, parent, signal);
      book.known.delete(subscription);
      book.vanished.delete(subscription);
    },
  };
};

const damaged = (path: string): HeadwaterError =>
  new HeadwaterError(
    {
      code: 'ApplyRejected',
      severity: 'error',
      message: `${path} is no parent that this release can read: it was changed by hand, or by another tool`,
      hint: 'restore it, or delete it: its content is written again with the next apply',
    },
    { retryable: false },
  );

const contended = (name: string): HeadwaterError =>
  new HeadwaterError(
    {
      code: 'ApplyRejected',
      severity: 'error',
      message: `the parent ${name} changed at every attempt to write it: another writer is at work`,
    },
    { retryable: true },
  );
