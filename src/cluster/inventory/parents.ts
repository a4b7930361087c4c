import { HeadwaterError } from '../../model/diagnostic.ts';
import { isJsonObject, type JsonObject } from '../../model/json.ts';
import type { ResourceId } from '../../model/resource.ts';
import { parseAnswer, unexpectedAnswer } from '../answer.ts';
import { type ApiResponse, type ClusterApi, mediaTypes } from '../api.ts';
import type { Clock } from '../apply/clock.ts';
import { send } from '../apply/send.ts';
import type { WriteRecord } from '../apply/site.ts';
import type { BindingWork, ParentRecord } from '../engine.ts';
import { metadataOfBody } from './live-metadata.ts';
import {
  type Parent,
  type ParentContent,
  parentBody,
  parentName,
  parentNamespace,
  parentSelector,
  parseParent,
  widen,
} from './parent.ts';

export type ClaimOutcome = 'current' | 'written' | 'superseded';

/** The parents of one fleet in one cluster, as last read or written; every write is compare-and-set. */
export interface Parents {
  /** Reads all of them with one LIST. */
  load(signal: AbortSignal): Promise<readonly ParentRecord[]>;
  get(subscription: string): Parent | undefined;
  /**
   * Writes the pin's epoch and whatever it widens, in one write, before the first object; nothing where all
   * of that is recorded already. `superseded` where the cluster holds a higher epoch.
   */
  claim(work: BindingWork, ids: readonly ResourceId[], signal: AbortSignal): Promise<ClaimOutcome>;
  /** Members are no longer outside these kinds and namespaces. Written at once, or with the next claim. */
  narrow(work: BindingWork, scope: Scope, options: { now: boolean; signal: AbortSignal }): Promise<void>;
  remove(subscription: string, signal: AbortSignal): Promise<void>;
}

export interface Scope {
  readonly kinds: readonly string[];
  readonly namespaces: readonly string[];
}

export interface ParentsOptions {
  readonly api: ClusterApi;
  readonly clock: Clock;
  readonly fleet: string;
  readonly manager: string;
  readonly wrote: (write: WriteRecord) => void;
  /** uid of the cluster that we believe to talk to. */
  readonly clusterUid: () => string;
  /** Rejects when the cluster is not that one any more. */
  readonly assertIdentity: (signal: AbortSignal) => Promise<void>;
}

const attempts = 5;
const collection = `/api/v1/namespaces/${parentNamespace}/configmaps`;

const covers = (wide: readonly string[], narrow: readonly string[]): boolean =>
  narrow.every((item) => wide.includes(item));

const nothing: Scope = { kinds: [], namespaces: [] };

const contentOf = (
  work: BindingWork,
  scope: Scope,
  before: Parent | undefined,
  uid: string,
): ParentContent => {
  const { fleet, subscription, commit, epoch } = work;
  const lastGood = work.lastGood ?? before?.record.lastGood;
  return {
    record: {
      fleet,
      subscription,
      commit,
      digest: work.state.digest,
      epoch,
      clusterUid: uid,
      ...(lastGood && { lastGood }),
    },
    kinds: scope.kinds,
    namespaces: scope.namespaces,
    deletionPolicy: work.state.policy.deletionPolicy,
    others: before?.others ?? {},
    ...(work.maxDeletes !== undefined && { maxDeletes: work.maxDeletes }),
  };
};

export const createParents = (options: ParentsOptions): Parents => {
  const { api, fleet, wrote } = options;
  const known = new Map<string, Parent>();
  /** What a prune found out and no write has told yet. */
  const narrowed = new Map<string, Scope>();
  const pathOf = (subscription: string): string => `${collection}/${parentName(fleet, subscription)}`;
  const query = `?fieldManager=${encodeURIComponent(options.manager)}`;

  const page = async (next: string, signal: AbortSignal): Promise<JsonObject> => {
    const selector = encodeURIComponent(parentSelector(fleet));
    const path = `${collection}?labelSelector=${selector}&limit=500${next && `&continue=${encodeURIComponent(next)}`}`;
    const response = await send(options, { method: 'GET', path }, signal);
    return parseAnswer<JsonObject>(api.cluster, `LIST ${collection}`, response);
  };

  const load = async (signal: AbortSignal): Promise<readonly ParentRecord[]> => {
    const found = new Map<string, Parent>();
    for (let next: string | undefined = ''; next !== undefined; ) {
      const list: JsonObject = await page(next, signal);
      for (const item of Array.isArray(list.items) ? list.items : []) {
        const parent = isJsonObject(item) ? parseParent(item, fleet) : undefined;
        if (parent) found.set(parent.record.subscription, parent);
      }
      const more = isJsonObject(list.metadata) ? list.metadata.continue : undefined;
      next = typeof more === 'string' && more !== '' ? more : undefined;
    }
    known.clear();
    for (const [subscription, parent] of found) known.set(subscription, parent);
    return [...found.values()].map(({ record }) => record);
  };

  const reread = async (subscription: string, signal: AbortSignal): Promise<void> => {
    const response = await send(options, { method: 'GET', path: pathOf(subscription) }, signal);
    if (response.status === 404) {
      known.delete(subscription);
      return;
    }
    const object = parseAnswer<JsonObject>(api.cluster, `GET ${pathOf(subscription)}`, response);
    const parent = parseParent(object, fleet);
    if (parent === undefined) throw damaged(pathOf(subscription));
    known.set(subscription, parent);
  };

  const createHome = async (signal: AbortSignal): Promise<void> => {
    const body = JSON.stringify({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: parentNamespace },
    });
    const request = { method: 'POST' as const, path: `/api/v1/namespaces${query}`, body };
    const response = await send(options, request, signal);
    wrote({ verb: 'create', of: 'namespace', status: response.status });
    if (response.status !== 201 && response.status !== 409)
      throw unexpectedAnswer(api.cluster, `POST Namespace ${parentNamespace}`, response);
  };

  const put = async (content: ParentContent, before: Parent | undefined, signal: AbortSignal) => {
    const { subscription } = content.record;
    const at = before && { uid: before.uid, resourceVersion: before.resourceVersion };
    const path = before ? pathOf(subscription) : collection;
    const method = before ? ('PUT' as const) : ('POST' as const);
    const body = parentBody(content, at);
    const request = { method, path: `${path}${query}`, body, accept: mediaTypes.metadata };
    const response = await send(options, request, signal);
    wrote({ verb: before ? 'update' : 'create', of: 'parent', status: response.status });
    return response;
  };

  const remember = (content: ParentContent, response: ApiResponse): boolean => {
    const metadata = metadataOfBody(response.body);
    if ((response.status !== 200 && response.status !== 201) || metadata === undefined) return false;
    const { uid, resourceVersion } = metadata;
    known.set(content.record.subscription, { ...content, uid, resourceVersion });
    narrowed.delete(content.record.subscription);
    return true;
  };

  /** Learns why a write was refused, so that the next attempt can succeed; rejects where none can. */
  const recover = async (subscription: string, response: ApiResponse, signal: AbortSignal): Promise<void> => {
    if (response.status === 409) return reread(subscription, signal);
    if (response.status === 404 && known.has(subscription)) {
      // a parent that vanished may mean another cluster behind the same address
      await options.assertIdentity(signal);
      known.delete(subscription);
      return;
    }
    if (response.status === 404) return createHome(signal);
    throw unexpectedAnswer(api.cluster, `write of parent ${parentName(fleet, subscription)}`, response);
  };

  const write = async (
    work: BindingWork,
    scopeOf: (before: Parent | undefined) => Scope | undefined,
    signal: AbortSignal,
  ): Promise<ClaimOutcome> => {
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      const before = known.get(work.subscription);
      if (before && before.record.epoch > work.epoch) return 'superseded';
      const scope = scopeOf(before);
      if (scope === undefined) return 'current';
      const content = contentOf(work, scope, before, options.clusterUid());
      const response = await put(content, before, signal);
      if (remember(content, response)) return 'written';
      await recover(work.subscription, response, signal);
    }
    throw contended(parentName(fleet, work.subscription));
  };

  const isCurrent = (work: BindingWork, before: Parent, needed: Scope): boolean =>
    before.record.epoch === work.epoch &&
    before.record.digest === work.state.digest &&
    before.record.clusterUid === options.clusterUid() &&
    before.deletionPolicy === work.state.policy.deletionPolicy &&
    covers(before.kinds, needed.kinds) &&
    covers(before.namespaces, needed.namespaces);

  return {
    load,
    get: (subscription) => known.get(subscription),
    claim: (work, ids, signal) =>
      write(
        work,
        (before) => {
          if (before && isCurrent(work, before, widen(nothing, ids))) return undefined;
          return widen(narrowed.get(work.subscription) ?? before ?? nothing, ids);
        },
        signal,
      ),
    narrow: async (work, scope, { now, signal }) => {
      if (now) await write(work, () => scope, signal);
      else narrowed.set(work.subscription, scope);
    },
    remove: async (subscription, signal) => {
      const parent = known.get(subscription);
      if (parent === undefined) return;
      const preconditions = { uid: parent.uid, resourceVersion: parent.resourceVersion };
      const body = JSON.stringify({ kind: 'DeleteOptions', apiVersion: 'v1', preconditions });
      const request = { method: 'DELETE' as const, path: pathOf(subscription), body };
      const response = await send(options, request, signal);
      wrote({ verb: 'delete', of: 'parent', status: response.status });
      if (response.status !== 200 && response.status !== 404)
        throw unexpectedAnswer(api.cluster, `DELETE ${pathOf(subscription)}`, response);
      known.delete(subscription);
      narrowed.delete(subscription);
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
