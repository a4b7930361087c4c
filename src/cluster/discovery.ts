import type { GroupKind, GroupVersionKind } from '../model/resource.ts';

/** One resource type as the API server serves it. */
export interface ResourceType {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
}

/** What a cluster serves. Cached; a miss asks again once (a CRD may be new), and misses are remembered briefly. */
export interface Discovery {
  resolve(gvk: GroupVersionKind): Promise<ResourceType | undefined>;
  /** Any served version, the preferred one first. */
  resolveAny(kind: GroupKind): Promise<ResourceType | undefined>;
  invalidate(): void;
}
