import { mediaTypes } from '../api.ts';
import { resourcePath } from '../paths.ts';
import type { Job } from './perform.ts';
import { send } from './send.ts';

const patienceMs = 30_000;
const pollMs = 100;

/** Deletes exactly this state of an object, in the background; the answer's status. */
export const deleteExactly = async (
  { site, target }: Pick<Job, 'site' | 'target'>,
  preconditions: { readonly uid: string; readonly resourceVersion: string },
): Promise<{ readonly status: number; readonly body: string }> => {
  // without propagationPolicy a Job would orphan its Pods
  const options = { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Background', preconditions };
  const path = resourcePath(target.type, target.id);
  const body = JSON.stringify(options);
  const accept = mediaTypes.metadata;
  const response = await send(site, { method: 'DELETE', path, body, accept }, site.signal);
  site.wrote({ verb: 'delete', of: 'object', status: response.status });
  return response;
};

/**
 * `headwater.dev/replace: "true"`: the object goes, so that it can be created anew. True when it is gone;
 * false when it changed meanwhile, or a finalizer still holds it after 30 s.
 */
export const removeForReplace = async (
  job: Job,
  live: { readonly uid: string; readonly resourceVersion: string },
): Promise<boolean> => {
  const { site, target } = job;
  await site.fault('object.replace');
  const { status } = await deleteExactly(job, live);
  await site.fault('object.deleted-for-replace');
  if (status === 409) return false;
  const until = site.clock.now() + patienceMs;
  while (site.clock.now() < until) {
    const { namespace, name } = target.id;
    const left = await site.looker.look({ type: target.type, namespace, name }, site.signal);
    if (left?.uid !== live.uid) return true;
    await site.clock.sleep(pollMs, site.signal);
  }
  return false;
};
