import type { DesiredObject } from '../model/desired.ts';
import { type Diagnostic, type DiagnosticCode, isError } from '../model/diagnostic.ts';
import { applySetPrefix, ourPrefix, sealObject } from '../model/digest.ts';
import { byCodePoint, isJsonObject, type Json, type JsonObject, pointerToken } from '../model/json.ts';
import { describeResource, idOf, type KubeObject, resourceKey } from '../model/resource.ts';
import { MemberChanges } from '../patch/members.ts';
import type { FleetDocument } from '../repository/fleet.ts';
import { objectWishesOf } from './policy.ts';
import type { Scope } from './scope.ts';
import { isSecret, withSecretData } from './secret-data.ts';

/** Metadata that an API server gives; in a manifest it is a copy's leftover and would be refused or fought over. */
const serverMetadata: ReadonlySet<string> = new Set([
  'managedFields',
  'resourceVersion',
  'uid',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'generation',
  'selfLink',
]);

const isOurs = (key: string): boolean => key.startsWith(ourPrefix) || key.startsWith(applySetPrefix);

/** Without our own keys: they are read here or written by us, and what a copied manifest has of them is stale. */
const userPairs = (pairs: Json | undefined, kept: readonly string[]): JsonObject | undefined => {
  if (!isJsonObject(pairs)) return undefined;
  const keys = Object.keys(pairs);
  const wanted = keys.filter((key) => !isOurs(key) || kept.includes(key));
  if (wanted.length === keys.length && keys.length > 0) return pairs;
  return wanted.length === 0 ? undefined : Object.fromEntries(wanted.map((key) => [key, pairs[key] as Json]));
};

/** The very metadata that was given where nothing in it has to go. */
const finishMetadata = (object: KubeObject, scope: Scope, keepPrune: boolean): KubeObject['metadata'] => {
  const result = new MemberChanges(object.metadata as JsonObject);
  const pairs = {
    labels: userPairs(object.metadata.labels, []),
    annotations: userPairs(object.metadata.annotations, keepPrune ? [`${ourPrefix}prune`] : []),
  };
  for (const [field, value] of Object.entries(pairs)) {
    if (value === undefined) result.remove(field);
    else result.set(field, value);
  }
  for (const field of serverMetadata) result.remove(field);
  // the API server ignores the namespace of an object that has none
  if (!object.metadata.namespace || scope === 'cluster') result.remove('namespace');
  return result.result() as KubeObject['metadata'];
};

/** Without what the cluster says of it, and without what only we read. */
const bareObject = (object: KubeObject, scope: Scope, keepPrune: boolean): KubeObject => {
  const result = new MemberChanges(object);
  result.set('metadata', finishMetadata(object, scope, keepPrune) as Json);
  result.remove('status');
  return result.result() as KubeObject;
};

interface Wrong {
  readonly message: string;
  /** JSON Pointer inside the object. */
  readonly at: string;
  readonly code?: DiagnosticCode;
}

const wrongPairs = (object: KubeObject, field: 'labels' | 'annotations'): Wrong | undefined => {
  const pairs: Json | undefined = object.metadata[field];
  const at = `/metadata/${field}`;
  if (pairs === undefined || pairs === null) return undefined;
  if (!isJsonObject(pairs)) return { message: `${field} must be a map of strings`, at };
  const key = Object.keys(pairs).find((name) => typeof pairs[name] !== 'string');
  if (key === undefined) return undefined;
  return {
    message: `${field} are strings: put the value of "${key}" in quotes`,
    at: `${at}/${pointerToken(key)}`,
  };
};

const wrongObject = (object: KubeObject): Wrong | undefined => {
  if (object.metadata.generateName !== undefined) {
    return { message: 'generateName cannot be applied twice: give it a name', at: '/metadata/generateName' };
  }
  return wrongPairs(object, 'labels') ?? wrongPairs(object, 'annotations');
};

/** A Secret is applied with `data` alone: what is left to others there has its name. */
const asApplied = (pointers: readonly string[], object: KubeObject): readonly string[] => {
  if (!isSecret(object)) return pointers;
  const named = pointers.map((pointer) => pointer.replace(/^\/stringData(?=\/|$)/, '/data'));
  return [...new Set(named)].sort(byCodePoint);
};

export interface FinishedObject {
  /** Absent where there is an error. */
  readonly desired?: DesiredObject;
  readonly diagnostics: readonly Diagnostic[];
  /** SealedObject.bytes. */
  readonly bytes?: number;
}

/** What the layers left of an object. */
export interface LayeredObject {
  readonly object: KubeObject;
  readonly ignoreFields?: readonly string[];
  readonly scope: Scope;
  /** The feed's. */
  readonly document: FleetDocument;
}

/** What the layers left, as a cluster shall have it: ours read and taken out, Secrets in one form, digest taken. */
export const finishObject = (layered: LayeredObject): FinishedObject => {
  const { object, ignoreFields, scope, document } = layered;
  const refuse = ({ message, at, code }: Wrong): FinishedObject => ({
    diagnostics: [
      {
        code: code ?? 'InvalidResource',
        severity: 'error',
        message: `${describeResource(idOf(object))}: ${message}`,
        resource: idOf(object),
        source: document.positions.at(at),
      },
    ],
  });
  const wrong = wrongObject(object);
  if (wrong) return refuse(wrong);
  const { policy, wave, diagnostics } = objectWishesOf(object, document);
  if (diagnostics.some(isError)) return { diagnostics };
  const secret = withSecretData(bareObject(object, scope, policy.prune === 'disabled'));
  if ('wrong' in secret) {
    const at = `/stringData${secret.wrong === '' ? '' : `/${pointerToken(secret.wrong)}`}`;
    return refuse({ message: 'stringData must be a map of strings', at });
  }
  const { object: finished, digest, bytes } = sealObject(secret.object);
  const id = idOf(finished);
  const desired: DesiredObject = {
    id,
    key: resourceKey(id),
    object: finished,
    digest,
    wave,
    policy: ignoreFields ? { ...policy, ignoreFields: asApplied(ignoreFields, finished) } : policy,
    source: document.source,
  };
  return { desired, diagnostics, bytes };
};
