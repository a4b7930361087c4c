import type { JsonObject } from '../../model/json.ts';
import type { ResourceType } from '../resource-type.ts';

/** Who writes, how and when: what becomes an entry of `metadata.managedFields`. */
export interface Writer {
  readonly manager: string;
  readonly type: ResourceType;
  /** '' for the main resource, else `status` or `scale`. */
  readonly subresource: string;
  /** RFC 3339, whole seconds. */
  readonly now: string;
}

export interface Apply extends Writer {
  /** Absent when the object does not exist yet. */
  readonly live: JsonObject | undefined;
  /** The configuration as it was sent, decoded. */
  readonly applied: JsonObject;
  readonly force: boolean;
  /** What decoding a typed object fills in: called on the merged object before ownership is settled. */
  readonly fillDefaults: (object: JsonObject) => JsonObject;
}

export interface Update extends Writer {
  /** Absent for a create. */
  readonly live: JsonObject | undefined;
  /** Defaulted and ready to be stored, its `managedFields` as the request left them. */
  readonly next: JsonObject;
}

/** The two ways into `metadata.managedFields`; both pure, both throw ApiError as the real server refuses. */
export interface FieldManager {
  /** The merged object with its new managedFields. A conflict without `force` is a 409 with its causes. */
  apply(request: Apply): JsonObject;
  /** `next` with the managedFields that a create, PUT or PATCH leaves. */
  update(request: Update): JsonObject;
}
