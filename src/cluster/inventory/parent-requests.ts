import { isJsonObject, type JsonObject } from '../../model/json.ts';
import { parseAnswer, unexpectedAnswer } from '../answer.ts';
import { type ApiResponse, type ClusterApi, mediaTypes } from '../api.ts';
import type { Clock } from '../apply/clock.ts';
import type { FaultHook } from '../apply/fault-point.ts';
import { send } from '../apply/send.ts';
import type { WriteRecord } from '../apply/write-record.ts';
import {
  type Parent,
  type ParentContent,
  parentBody,
  parentName,
  parentNamespace,
  parentSelector,
  parseParent,
} from './parent.ts';

/** How parents are reached in one cluster. */
export interface ParentRequests {
  readonly api: ClusterApi;
  readonly clock: Clock;
  readonly fleet: string;
  readonly manager: string;
  readonly wrote: (write: WriteRecord) => void;
  readonly fault?: FaultHook;
}

const collection = `/api/v1/namespaces/${parentNamespace}/configmaps`;

export const parentPath = (fleet: string, subscription: string): string =>
  `${collection}/${parentName(fleet, subscription)}`;

const asManager = (manager: string): string => `?fieldManager=${encodeURIComponent(manager)}`;

const readPage = async (to: ParentRequests, next: string, signal: AbortSignal): Promise<JsonObject> => {
  const selector = encodeURIComponent(parentSelector(to.fleet));
  const from = next === '' ? '' : `&continue=${encodeURIComponent(next)}`;
  const path = `${collection}?labelSelector=${selector}&limit=500${from}`;
  const response = await send(to, { method: 'GET', path }, signal);
  return parseAnswer<JsonObject>(to.api.cluster, `LIST ${collection}`, response);
};

/** All parents of the fleet. Rejects with a HeadwaterError. */
export const listParents = async (to: ParentRequests, signal: AbortSignal): Promise<readonly Parent[]> => {
  const found: Parent[] = [];
  for (let next: string | undefined = ''; next !== undefined; ) {
    const page: JsonObject = await readPage(to, next, signal);
    for (const item of Array.isArray(page.items) ? page.items : []) {
      const parent = isJsonObject(item) ? parseParent(item, to.fleet) : undefined;
      if (parent) found.push(parent);
    }
    const more = isJsonObject(page.metadata) ? page.metadata.continue : undefined;
    next = typeof more === 'string' && more !== '' ? more : undefined;
  }
  return found;
};

/** One parent; undefined where there is none, `damaged` where what stands there cannot be read as one. */
export const readParent = async (
  to: ParentRequests,
  subscription: string,
  signal: AbortSignal,
): Promise<Parent | 'damaged' | undefined> => {
  const path = parentPath(to.fleet, subscription);
  const response = await send(to, { method: 'GET', path }, signal);
  if (response.status === 404) return undefined;
  const object = parseAnswer<JsonObject>(to.api.cluster, `GET ${path}`, response);
  return parseParent(object, to.fleet) ?? 'damaged';
};

/** Creates a parent, or replaces exactly the one that is known. Any answer is returned. */
export const putParent = async (
  to: ParentRequests,
  content: ParentContent,
  { before, signal }: { readonly before: Parent | undefined; readonly signal: AbortSignal },
): Promise<ApiResponse> => {
  const path = before ? parentPath(to.fleet, content.record.subscription) : collection;
  const at = before && { uid: before.uid, resourceVersion: before.resourceVersion };
  const request = {
    method: before ? ('PUT' as const) : ('POST' as const),
    path: `${path}${asManager(to.manager)}`,
    body: parentBody(content, at),
    accept: mediaTypes.metadata,
  };
  const response = await send(to, request, signal);
  to.wrote({ verb: before ? 'update' : 'create', of: 'parent', status: response.status });
  return response;
};

/** Deletes exactly this parent. Rejects where it was refused. */
export const deleteParent = async (
  to: ParentRequests,
  parent: Parent,
  signal: AbortSignal,
): Promise<void> => {
  const { uid, resourceVersion, record } = parent;
  const path = parentPath(to.fleet, record.subscription);
  const preconditions = { uid, resourceVersion };
  const body = JSON.stringify({ kind: 'DeleteOptions', apiVersion: 'v1', preconditions });
  const response = await send(to, { method: 'DELETE', path, body }, signal);
  to.wrote({ verb: 'delete', of: 'parent', status: response.status });
  if (response.status !== 200 && response.status !== 404)
    throw unexpectedAnswer(to.api.cluster, `DELETE ${path}`, response);
};

/** Makes the namespace of the parents: owned by nobody, and never pruned. */
export const createHome = async (to: ParentRequests, signal: AbortSignal): Promise<void> => {
  await to.fault?.('home.create');
  const metadata = { name: parentNamespace };
  const body = JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata });
  const path = `/api/v1/namespaces${asManager(to.manager)}`;
  const response = await send(to, { method: 'POST', path, body }, signal);
  to.wrote({ verb: 'create', of: 'namespace', status: response.status });
  await to.fault?.('home.created');
  if (response.status !== 201 && response.status !== 409)
    throw unexpectedAnswer(to.api.cluster, `POST Namespace ${parentNamespace}`, response);
};
