import { needsObject } from '../../health/assess.ts';
import type { JsonObject } from '../../model/json.ts';
import { type ApiResponse, mediaTypes } from '../api.ts';
import { metadataOf, parseBody } from '../inventory/live-metadata.ts';
import type { ObjectMeta } from '../object-meta.ts';
import { type Query, resourcePath } from '../paths.ts';
import type { BindingSite } from './binding-site.ts';
import type { ApplyBody } from './body.ts';
import type { Operation } from './decide.ts';
import { dropBeforeFirstApply, foldPatch, type JsonPatchOperation } from './fold.ts';
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

const applyOwn = async (job: Job, uid: string): Promise<Performed> => {
  const response = await sendApply(job, job.body.with({ uid }), true);
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
  const response = await sendApply(job, job.body.with({ uid: live.uid, resourceVersion }), true);
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
