import type { Diagnostic } from '../../model/diagnostic.ts';
import { describeResource } from '../../model/resource.ts';
import { mediaTypes } from '../api.ts';
import type { BindingSite } from '../apply/binding-site.ts';
import { isDefinition } from '../apply/order.ts';
import { rejectionDiagnostic, rejectionOf } from '../apply/rejection.ts';
import { send } from '../apply/send.ts';
import { isMember } from '../inventory/live-index.ts';
import { metadataOf, parseBody } from '../inventory/live-metadata.ts';
import type { ObjectMeta } from '../object-meta.ts';
import { resourcePath } from '../paths.ts';
import type { Member } from './members.ts';

export type Deletion =
  | { readonly done: 'deleted' | 'gone' | 'left' }
  | { readonly done: 'kept'; readonly diagnostic?: Diagnostic };

const attempts = 4;

/** A CRD always has it, and it goes by itself once the API server has deleted the custom resources. */
const selfEnding = 'customresourcecleanup.apiextensions.k8s.io';
const patienceMs = 5000;
const pollMs = 50;

const held = ({ id }: Member, metadata: ObjectMeta | undefined): Deletion => {
  const finalizers = metadata?.finalizers ?? [];
  // a Pod that is stopping gracefully goes by itself
  if (finalizers.length === 0) return { done: 'kept' };
  const message = `${describeResource(id)} is deleted, and held by ${finalizers.join(', ')}`;
  return { done: 'kept', diagnostic: { code: 'PruneBlocked', severity: 'warning', message, resource: id } };
};

const request = (member: Member, exactly: { uid: string; resourceVersion: string }) => ({
  method: 'DELETE' as const,
  path: resourcePath(member.type, member.id),
  body: JSON.stringify({
    kind: 'DeleteOptions',
    apiVersion: 'v1',
    // without it a Job would orphan its Pods
    propagationPolicy: 'Background',
    preconditions: { uid: exactly.uid, resourceVersion: exactly.resourceVersion },
  }),
  accept: mediaTypes.metadata,
});

/** The object moved since it was listed: is it still a member that may go? */
const lookAgain = async (site: BindingSite, member: Member): Promise<Deletion | ObjectMeta> => {
  const { type, id } = member;
  const live = await site.looker.look({ type, namespace: id.namespace, name: id.name }, site.signal);
  if (live === undefined) return { done: 'gone' };
  const entry = site.index.put(member.key, live);
  if (entry.uid !== member.uid || !isMember(entry, site.us.parent) || !entry.labelled)
    return { done: 'left' };
  return entry.pruneDisabled ? { done: 'kept' } : live;
};

const isDeletion = (value: Deletion | ObjectMeta): value is Deletion => 'done' in value;

/** Deletes one member, exactly as it was seen; what changed meanwhile is judged anew. */
export const deleteMember = async (site: BindingSite, member: Member): Promise<Deletion> => {
  if (member.terminating) {
    const live = await lookAgain(site, member);
    return isDeletion(live) ? live : held(member, live);
  }
  let exactly: { readonly uid: string; readonly resourceVersion: string } = member;
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    await site.fault('prune.delete');
    const response = await send(site, request(member, exactly), site.signal);
    site.wrote({ verb: 'delete', of: 'object', status: response.status });
    await site.fault('prune.deleted');
    if (response.status === 404) return { done: 'gone' };
    if (response.status === 200 || response.status === 202) return outcomeOf(site, member, response.body);
    if (response.status !== 409) {
      const diagnostic = rejectionDiagnostic(rejectionOf(response, member.id), member.id);
      return { done: 'kept', diagnostic: { ...diagnostic, severity: 'warning' } };
    }
    const live = await lookAgain(site, member);
    if (isDeletion(live)) return live;
    exactly = live;
  }
  return { done: 'kept' };
};

/** A Status is the end of the object; the object itself in the answer means that something still holds it. */
const outcomeOf = async (site: BindingSite, member: Member, body: string): Promise<Deletion> => {
  const metadata = metadataOf(parseBody(body));
  if (metadata?.deletionTimestamp === undefined) return { done: 'deleted' };
  site.index.put(member.key, metadata);
  if (metadata.finalizers?.some((finalizer) => finalizer !== selfEnding)) return held(member, metadata);
  return (await goesByItself(site, member)) ? { done: 'deleted' } : held(member, metadata);
};

/** Waits a moment for what needs no help: a CRD's own clean-up. A Pod that stops may take longer. */
const goesByItself = async (site: BindingSite, member: Member): Promise<boolean> => {
  const { type, id, uid } = member;
  const until = site.clock.now() + patienceMs;
  while (isDefinition(id) && site.clock.now() < until) {
    const left = await site.looker.look({ type, namespace: id.namespace, name: id.name }, site.signal);
    if (left?.uid !== uid) return true;
    await site.clock.sleep(pollMs, site.signal);
  }
  return false;
};
