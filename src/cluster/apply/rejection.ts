import type { Diagnostic } from '../../model/diagnostic.ts';
import { isJsonObject, type JsonObject } from '../../model/json.ts';
import { describeResource, type ResourceId } from '../../model/resource.ts';
import type { Source } from '../../model/source.ts';
import type { ApiResponse } from '../api.ts';
import { parseBody } from '../inventory/live-metadata.ts';
import { isSecret } from '../inventory/marks.ts';

/** What an API server's refusal means for us. */
export interface Rejection {
  readonly kind: 'immutable' | 'namespace-missing' | 'not-found' | 'conflict' | 'busy' | 'other';
  /** The server's words; for a Secret only the fields it complains of. */
  readonly message: string;
}

const longest = 1000;

/** Texts of the API server's own validation (apimachinery's ValidateImmutableField and the workload kinds'). */
const immutable =
  /field is immutable|is immutable|updates to .* for fields other than|may not change once set|cannot be changed|Forbidden: may not be (?:updated|changed)/;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const causesOf = (status: JsonObject): readonly JsonObject[] => {
  const details = status.details;
  if (!isJsonObject(details) || !Array.isArray(details.causes)) return [];
  return details.causes.filter(isJsonObject);
};

const messageFor = (status: JsonObject, response: ApiResponse, id: ResourceId): string => {
  if (!isSecret(id)) return (text(status.message) || `HTTP ${response.status}`).slice(0, longest);
  // a validation or decoding error may quote the value it refuses
  const fields = causesOf(status).map((cause) => text(cause.field));
  const reason = text(status.reason) || `HTTP ${response.status}`;
  return fields.length === 0 ? reason : `${reason}: ${fields.join(', ')}`.slice(0, longest);
};

const isNamespaceMissing = (status: JsonObject): boolean =>
  isJsonObject(status.details) && status.details.kind === 'namespaces';

/** Reads a refusal. Only for answers that are no success. */
export const rejectionOf = (response: ApiResponse, id: ResourceId): Rejection => {
  const status = parseBody(response.body) ?? {};
  const message = messageFor(status, response, id);
  const kind = (): Rejection['kind'] => {
    if (response.status === 404) return isNamespaceMissing(status) ? 'namespace-missing' : 'not-found';
    if (response.status === 409) return 'conflict';
    if (response.status === 429 || response.status === 503) return 'busy';
    if (response.status === 422 && immutable.test(text(status.message))) return 'immutable';
    return 'other';
  };
  return { kind: kind(), message };
};

/** The diagnostic of a refusal that is final for now. */
export const rejectionDiagnostic = (rejection: Rejection, id: ResourceId, source?: Source): Diagnostic => {
  const at = { severity: 'error', resource: id, ...(source && { source }) } as const;
  const what = describeResource(id);
  if (rejection.kind === 'immutable')
    return {
      ...at,
      code: 'ImmutableField',
      message: `${what}: ${rejection.message}`,
      hint: 'set it back, give the object another name, or annotate it with headwater.dev/replace: "true" to delete and recreate it',
    };
  if (rejection.kind === 'namespace-missing')
    return {
      ...at,
      code: 'ApplyRejected',
      message: `${what}: the namespace ${id.namespace} does not exist`,
      hint: 'declare the Namespace in a feed, or annotate the Subscription with headwater.dev/create-namespace: "true"',
    };
  return { ...at, code: 'ApplyRejected', message: `${what}: ${rejection.message}` };
};
