import type { JsonObject } from '../../model/json.ts';
import type { ResourceType } from '../resource-type.ts';

/** How a simulated controller sees and changes its cluster: the same way in as HTTP, without HTTP. */
export interface ClusterObjects {
  get(type: TypeName, namespace: string, name: string): JsonObject | undefined;
  list(type: TypeName, namespace?: string): readonly JsonObject[];
  create(type: TypeName, object: JsonObject, manager: string): JsonObject;
  /** Merge patch; `status` goes through the status subresource, a namespace's `spec.finalizers` through `finalize`. */
  patch(
    type: TypeName,
    at: { namespace: string; name: string },
    patch: JsonObject,
    options: { manager: string; subresource?: 'status' | 'finalize' },
  ): JsonObject;
  delete(
    type: TypeName,
    at: { namespace: string; name: string },
    options?: { propagationPolicy?: string; uid?: string },
  ): void;
  /** Called after each write, in order; ends with the returned function. */
  onChange(listener: (change: Change) => void): () => void;
}

/** `{ group: 'apps', plural: 'deployments' }`. */
export type TypeName = Pick<ResourceType, 'group' | 'plural'>;

export interface Change {
  readonly kind: 'added' | 'modified' | 'deleted';
  readonly type: TypeName;
  readonly object: JsonObject;
  readonly before: JsonObject | undefined;
}
