import type { DesiredObject } from '../model/desired.ts';
import { type Diagnostic, type DiagnosticCode, isError } from '../model/diagnostic.ts';
import { applySetPrefix, objectDigest, ourPrefix } from '../model/digest.ts';
import { isJsonObject, type Json, type JsonObject, pointerToken } from '../model/json.ts';
import { describeResource, idOf, type KubeObject, resourceKey } from '../model/resource.ts';
import type { FleetDocument } from '../repository/fleet.ts';
import { sortKeys } from './key-order.ts';
import { objectWishesOf } from './policy.ts';
import type { Scope } from './scope.ts';
import { withSecretData } from './secret-data.ts';

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
  const members = Object.entries(pairs).filter(([key]) => !isOurs(key) || kept.includes(key));
  return members.length === 0 ? undefined : Object.fromEntries(members);
};

const finishMetadata = (object: KubeObject, scope: Scope, keepPrune: boolean): KubeObject['metadata'] => {
  const { labels, annotations, namespace, ...rest } = object.metadata;
  const own = Object.fromEntries(Object.entries(rest).filter(([key]) => !serverMetadata.has(key)));
  const userLabels = userPairs(labels, []);
  const userAnnotations = userPairs(annotations, keepPrune ? [`${ourPrefix}prune`] : []);
  return {
    ...own,
    name: object.metadata.name,
    // the API server ignores the namespace of an object that has none
    ...(namespace && scope !== 'cluster' && { namespace }),
    ...(userLabels && { labels: userLabels as Record<string, string> }),
    ...(userAnnotations && { annotations: userAnnotations as Record<string, string> }),
  };
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

export interface FinishedObject {
  /** Absent where there is an error. */
  readonly desired?: DesiredObject;
  readonly diagnostics: readonly Diagnostic[];
}

/** What the layers left, as a cluster shall have it: ours read and taken out, Secrets in one form, digest taken. */
export const finishObject = (object: KubeObject, scope: Scope, document: FleetDocument): FinishedObject => {
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
  const { status: _status, ...body } = object;
  const bare = { ...body, metadata: finishMetadata(object, scope, policy.prune === 'disabled') };
  const secret = withSecretData(bare as KubeObject);
  if ('wrong' in secret) {
    const at = `/stringData${secret.wrong === '' ? '' : `/${pointerToken(secret.wrong)}`}`;
    return refuse({ message: 'stringData must be a map of strings', at });
  }
  const finished = sortKeys(secret.object) as KubeObject;
  const id = idOf(finished);
  const desired: DesiredObject = {
    id,
    key: resourceKey(id),
    object: finished,
    digest: objectDigest(finished),
    wave,
    policy,
    source: document.source,
  };
  return { desired, diagnostics };
};
