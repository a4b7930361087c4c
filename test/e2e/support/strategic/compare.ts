import { errors } from 'undici';
import { byCodePoint, isJsonObject, type Json, type JsonObject } from '../../../../src/model/json.ts';
import { jsonEqual } from '../../../../src/patch/members.ts';
import type { PatchOutcome } from '../../../../src/patch/outcome.ts';
import { strategicMerge } from '../../../../src/patch/strategic-merge.ts';
import type { Answer, Target } from '../simulator/target.ts';
import { type Base, schemaOf } from './bases.ts';

export interface LiveBase extends Base {
  readonly name: string;
  /** As the API server answers a read of it. */
  readonly live: JsonObject;
}

/** How a case ended; `differs` is told, the others are counted. */
export type Verdict =
  | { readonly end: 'accepted' }
  | { readonly end: 'refused as a patch' }
  | { readonly end: 'result invalid' }
  | { readonly end: 'result of a wrong type' }
  | { readonly end: 'differs'; readonly told: string };

const json = { 'content-type': 'application/json' };
const pathOf = (base: Base, name: string): string => `${base.kind.path}/${name}`;

const created = (base: Base, name: string): JsonObject => ({
  apiVersion: base.kind.apiVersion,
  kind: base.kind.kind,
  ...base.object,
  metadata: { ...(base.object.metadata as JsonObject), name, namespace: 'default' },
});

/** Makes the object on the server; undefined where the server does not take it. */
export const createBase = async (target: Target, base: Base, name: string): Promise<LiveBase | undefined> => {
  const first = await target.send({
    method: 'POST',
    path: base.kind.path,
    headers: json,
    body: JSON.stringify(created(base, name)),
  });
  if (first.status !== 201) return undefined;
  if (base.later === undefined) return { ...base, name, live: first.body as JsonObject };
  const second = await target.send({
    method: 'PATCH',
    path: `${pathOf(base, name)}${base.door}`,
    headers: { 'content-type': 'application/merge-patch+json' },
    body: JSON.stringify(base.later),
  });
  return second.status === 200 ? { ...base, name, live: second.body as JsonObject } : undefined;
};

const brokenOff: Answer = { status: 500, headers: {}, body: { message: 'the server broke off' } };

const dryRun = async (
  target: Target,
  base: LiveBase,
  send: { method: 'PATCH' | 'PUT'; type: string; body: Json },
): Promise<Answer> => {
  const request = {
    method: send.method,
    path: `${pathOf(base, base.name)}${base.door}?dryRun=All`,
    headers: { 'content-type': send.type },
    body: JSON.stringify(send.body),
  };
  try {
    return await target.send(request);
  } catch (error) {
    // a patch at which kube-apiserver panics: a merge key, or a key to retain, that is a list
    if (send.method === 'PATCH' && error instanceof errors.SocketError) return brokenOff;
    throw error;
  }
};

/** What the answers must share: not who wrote which field, and when. */
const compared = ({ body }: Answer, door: Base['door']): Json => {
  const { metadata, spec, status } = body as { metadata: JsonObject; spec?: Json; status?: Json };
  const { managedFields: _managedFields, ...own } = metadata;
  return { metadata: own, spec: spec ?? null, status: door === '/status' ? (status ?? null) : null };
};

/**
 * What a refused object is told, sorted, for the server walks through sets: which fields, and why. A Pod's diff stands
 * below, with addresses of memory in it.
 */
const causesOf = ({ body }: Answer): readonly JsonObject[] => {
  const details = isJsonObject(body) && isJsonObject(body.details) ? body.details : {};
  const causes = (details.causes ?? []) as readonly JsonObject[];
  return causes
    .map((cause) => ({ ...cause, message: String(cause.message).split('\n')[0]! }))
    .toSorted((a, b) => byCodePoint(JSON.stringify(a), JSON.stringify(b)));
};

/** The server could carry the patch out, and could not read the result as an object of the kind. */
const isUndecodable = (patched: Answer): boolean => causesOf(patched).some(({ field }) => field === 'patch');

const messageOf = ({ status, body }: Answer): string =>
  status === 200 ? '200' : `${status} ${isJsonObject(body) ? body.message : body}`;

const differs = (told: string): Verdict => ({ end: 'differs', told });

const compareAnswers = (patched: Answer, put: Answer, door: Base['door']): Verdict => {
  if (patched.status === 200 && put.status === 200) {
    const [theirs, ours] = [compared(patched, door), compared(put, door)];
    if (jsonEqual(theirs, ours)) return { end: 'accepted' };
    return differs(`the server:\n${JSON.stringify(theirs)}\nours:\n${JSON.stringify(ours)}`);
  }
  // a PUT of what cannot be read is a bad request, a PATCH that leads there is an invalid one
  if (isUndecodable(patched) && put.status === 400) return { end: 'result of a wrong type' };
  // one and the same result is refused for the same reasons
  const bothInvalid = patched.status === 422 && put.status === 422;
  if (bothInvalid && jsonEqual(causesOf(patched), causesOf(put))) return { end: 'result invalid' };
  if (patched.status === 400 && messageOf(patched) === messageOf(put)) return { end: 'result invalid' };
  return differs(`the server: ${messageOf(patched)}\nours, put: ${messageOf(put)}`);
};

/** Sends a patch, and a PUT of what it should make, both as dry runs, and holds the answers against each other. */
export const compareWith = async (
  target: Target,
  base: LiveBase,
  { patch, expected }: { readonly patch: JsonObject; readonly expected: PatchOutcome },
): Promise<Verdict> => {
  const type = 'application/strategic-merge-patch+json';
  const patched = await dryRun(target, base, { method: 'PATCH', type, body: patch });
  if (!expected.ok) {
    if (patched.status !== 200) return { end: 'refused as a patch' };
    return differs(`the server: ${messageOf(patched)}\nours: ${expected.message} (${expected.at})`);
  }
  const put = await dryRun(target, base, { method: 'PUT', type: json['content-type'], body: expected.value });
  return compareAnswers(patched, put, base.door);
};

/** The same with what we make of the object as the server has it. */
export const compareCase = (target: Target, base: LiveBase, patch: JsonObject): Promise<Verdict> =>
  compareWith(target, base, {
    patch,
    expected: strategicMerge(base.live, patch, schemaOf(base.kind)),
  });
