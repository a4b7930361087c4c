import { needsObject } from '../../health/assess.ts';
import type { JsonObject } from '../../model/json.ts';
import { unexpectedAnswer } from '../answer.ts';
import { type ApiResponse, mediaTypes } from '../api.ts';
import { metadataOf, parseBody } from '../inventory/live-metadata.ts';
import type { ObjectMeta } from '../object-meta.ts';
import { type Query, resourcePath } from '../paths.ts';
import type { BindingSite } from './binding-site.ts';
import type { ApplyBody } from './body.ts';
import type { Operation } from './decide.ts';
import { ownersOf } from './field-owners.ts';
import { dropBeforeFirstApply, foldPatch, type JsonPatchOperation } from './fold.ts';
import { leaveFields } from './leave-fields.ts';
import type { Target } from './locate.ts';
import { type Rejection, rejectionOf } from './rejection.ts';
import { send } from './send.ts';

/** What one write came to. */
export type Performed =
  | {
      readonly done: 'applied';
      readonly created: boolean;
      readonly metadata: ObjectMeta;
      readonly object: JsonObject;
    }
  /** The object is not what we believed: look, and decide again. */
  | { readonly done: 'again' }
  | { readonly done: 'rejected'; readonly rejection: Rejection };

export interface Job {
  readonly site: BindingSite;
  readonly target: Target;
  readonly body: ApplyBody;
  /** The body of the same object with other content. */
  readonly bodyOf: (object: JsonObject) => ApplyBody;
}

/**
 * No object ever has this resourceVersion (the first write of a store gets a higher one), so an apply that
 * states it creates, or is refused with 409: no window in which it could write onto what is not ours.
 */
const neverVersion = '1';

const again: Performed = { done: 'again' };

const patch = async (
  job: Job,
  request: { body: string; contentType: string; query?: Query },
): Promise<ApiResponse> => {
  const { site, target } = job;
  const query = { fieldManager: site.manager, ...request.query };
  const path = resourcePath(target.type, target.id, { query });
  // small answers, but where the health of the kind is in the object itself
  const accept = needsObject(target.id) ? mediaTypes.json : mediaTypes.metadata;
  const { body, contentType } = request;
  const response = await send(site, { method: 'PATCH', path, body, contentType, accept }, site.signal);
  const verb = contentType === mediaTypes.apply ? 'apply' : 'patch';
  site.wrote({ verb, of: 'object', status: response.status });
  return response;
};

const sendApply = async (job: Job, body: string, force: boolean): Promise<ApiResponse> => {
  await job.site.fault('object.send');
  const query: Query = force ? { force: true } : {};
  const response = await patch(job, { body, contentType: mediaTypes.apply, query });
  await job.site.fault('object.sent');
  return response;
};

/** The whole object, for what has to be known of its values; undefined where it is gone. */
const readLive = async ({ site, target }: Job): Promise<JsonObject | undefined> => {
  const path = resourcePath(target.type, target.id);
  const response = await send(site, { method: 'GET', path, accept: mediaTypes.json }, site.signal);
  if (response.status === 404) return undefined;
  const object = response.status === 200 ? parseBody(response.body) : undefined;
  if (object === undefined) throw unexpectedAnswer(site.api.cluster, `GET ${path}`, response);
  return object;
};

const applied = (response: ApiResponse): Performed => {
  const object = parseBody(response.body) ?? {};
  const metadata = metadataOf(object);
  if (metadata === undefined)
    return { done: 'rejected', rejection: { kind: 'other', message: 'the answer holds no object' } };
  return { done: 'applied', created: response.status === 201, metadata, object };
};

const refused = (job: Job, response: ApiResponse): Performed => ({
  done: 'rejected',
  rejection: rejectionOf(response, job.target.id),
});

/** The server looks at metadata.uid as at any immutable field: 422 with that field as the cause. */
const isUidRefusal = (response: ApiResponse): boolean =>
  response.status === 422 && response.body.includes('metadata.uid');

const create = async (job: Job): Promise<Performed> => {
  const response = await sendApply(job, job.body.with({ resourceVersion: neverVersion }), false);
  if (response.status === 201) return applied(response);
  // 200: a server that does not check the version; what stands there now has to be looked at
  return response.status === 409 || response.status === 200 ? again : refused(job, response);
};

interface Bound {
  readonly uid: string;
  readonly resourceVersion?: string;
}

/** The body for a live object, bound to it; `again` where it is not the one that we decided about. */
const boundBody = async (job: Job, bound: Bound): Promise<string | 'again'> => {
  const { site, target } = job;
  const { ignoreFields } = target.object.policy;
  if (!ignoreFields) return job.body.with(bound);
  const live = await readLive(job);
  const metadata = metadataOf(live);
  const isSame =
    metadata?.uid === bound.uid &&
    (bound.resourceVersion === undefined || bound.resourceVersion === metadata.resourceVersion);
  if (!live || !isSame) return 'again';
  const owners = ownersOf(metadata, site.manager);
  const { uid, resourceVersion } = metadata;
  const { object } = target.object;
  return job.bodyOf(leaveFields(object, ignoreFields, { live, owners })).with({ uid, resourceVersion });
};

const applyOwn = async (job: Job, uid: string): Promise<Performed> => {
  const body = await boundBody(job, { uid });
  if (body === 'again') return again;
  const response = await sendApply(job, body, true);
  if (response.status === 200 || response.status === 201) return applied(response);
  return response.status === 409 || isUidRefusal(response) ? again : refused(job, response);
};

const patchEntries = async (job: Job, operations: readonly JsonPatchOperation[]): Promise<Performed> => {
  await job.site.fault('object.fold');
  const body = JSON.stringify(operations);
  const response = await patch(job, { body, contentType: mediaTypes.jsonPatch });
  await job.site.fault('object.folded');
  if (response.status === 200) return applied(response);
  // 422: the test of resourceVersion failed
  return [404, 409, 422].includes(response.status) ? again : refused(job, response);
};

type Adoption = Extract<Operation, { do: 'adopt' }>;

const adopt = async (job: Job, operation: Adoption, live: ObjectMeta): Promise<Performed> => {
  const { apiVersion } = job.target.object.object;
  const fold = foldPatch(live, { manager: job.site.manager, apiVersion, former: operation.former });
  const folded = fold && (await patchEntries(job, fold));
  if (folded && folded.done !== 'applied') return folded;
  const resourceVersion = folded?.metadata.resourceVersion ?? live.resourceVersion;
  const body = await boundBody(job, { uid: live.uid, resourceVersion });
  if (body === 'again') return again;
  const response = await sendApply(job, body, true);
  if (response.status !== 200)
    return response.status === 409 || isUidRefusal(response) ? again : refused(job, response);
  const result = applied(response);
  const drop = result.done === 'applied' ? dropBeforeFirstApply(result.metadata) : undefined;
  return drop ? patchEntries(job, drop) : result;
};

/** Carries out one decision that writes. `live` is what a look told, which an adoption starts from. */
export const perform = async (
  job: Job,
  operation: Extract<Operation, { do: 'create' | 'apply' | 'adopt' }>,
  live: ObjectMeta | 'missing' | undefined,
): Promise<Performed> => {
  switch (operation.do) {
    case 'create':
      return create(job);
    case 'apply':
      return applyOwn(job, operation.uid);
    case 'adopt':
      return typeof live === 'object' ? adopt(job, operation, live) : again;
    default:
      return operation satisfies never;
  }
};
