import type { WriteContext } from '../kinds/kind-rules.ts';
import type { ResourceType } from '../resource-type.ts';
import type { ObjectStore } from '../storage/object-store.ts';
import type { TypeRules } from '../type-rules.ts';
import type { TypeCatalog } from '../types/type-catalog.ts';

/** What the requests of one simulated API server work on. */
export interface ClusterState {
  readonly store: ObjectStore;
  readonly types: TypeCatalog;
  readonly rules: TypeRules;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly newUid: () => string;
  /** Five characters for generateName. */
  readonly newSuffix: () => string;
  readonly writeContext: (now: string) => WriteContext;
}

/** RFC 3339, whole seconds: how Kubernetes writes a time. */
export const rfc3339 = (milliseconds: number): string =>
  `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;

/** One request to a resource, as it was understood. */
export interface ResourceRequest {
  readonly type: ResourceType;
  readonly namespace: string;
  /** '' of a collection. */
  readonly name: string;
  readonly subresource: string;
  /** First part of the User-Agent: the manager of whoever names none. */
  readonly agent: string;
  /** Texts of `Warning:` headers; the request adds to them. */
  readonly warnings: string[];
}
