import type { JsonObject } from '../../model/json.ts';
import type { StatusCause } from '../api-error.ts';

/** What a kind may ask of the cluster while it is written. */
export interface WriteContext {
  /** RFC 3339, whole seconds. */
  readonly now: string;
  /** A free address of the Service network; the one wanted, if it is named and free. Throws ApiError. */
  clusterIp(wanted?: string): string;
  nodePort(wanted?: number): number;
}

/** One column of `kubectl get`. */
export interface TableColumn {
  readonly name: string;
  readonly type: string;
  readonly format: string;
  readonly description: string;
  /** 0 is shown always, 1 with `-o wide`. */
  readonly priority: number;
  /** `now` in milliseconds, for ages. */
  readonly cell: (object: JsonObject, now: number) => string | number | boolean | null;
}

/**
 * What makes a kind more than its schema. All functions are pure but for `WriteContext`, take and return whole objects, and share
 * what they do not change. metadata.{uid,creationTimestamp,resourceVersion,managedFields} are the request's own affair.
 */
export interface KindRules {
  /** What decoding fills in (defaults, quantities in canonical form); idempotent. */
  fillDefaults(object: JsonObject): JsonObject;
  /**
   * generation, an empty status, allocated addresses, what admission adds. metadata.uid stands already (a Job's labels are made of
   * it), and ownership is settled: nothing of this is owned by whoever writes.
   */
  prepareCreate(object: JsonObject, context: WriteContext): JsonObject;
  /** Keeps status, bumps generation when spec changed. */
  prepareUpdate(next: JsonObject, live: JsonObject, context: WriteContext): JsonObject;
  /** Of a write to `/status`: everything but status (and what the kind allows) comes from `live`. */
  prepareStatusUpdate(next: JsonObject, live: JsonObject): JsonObject;
  validateCreate(object: JsonObject): readonly StatusCause[];
  validateUpdate(next: JsonObject, live: JsonObject): readonly StatusCause[];
  /** Of a write to the `/status` of a built-in kind; a custom resource's schema tells of its own. */
  validateStatusUpdate(next: JsonObject, live: JsonObject): readonly StatusCause[];
  /** Texts of `Warning:` headers for an object that is created, or updated with a change of its spec. */
  warnings(object: JsonObject): readonly string[];
  readonly columns: readonly TableColumn[];
}
