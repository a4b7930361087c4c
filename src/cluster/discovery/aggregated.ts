import type { ResourceType } from '../discovery.ts';
import type { Reading } from './catalog.ts';

/** Aggregated discovery, general since Kubernetes 1.30; the plain type is for servers before it. */
export const aggregatedMediaType =
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json';

export interface AggregatedDiscovery {
  readonly kind: 'APIGroupDiscoveryList';
  readonly items?: readonly DiscoveredGroup[];
}

interface DiscoveredGroup {
  readonly metadata?: { readonly name?: string };
  readonly versions?: readonly {
    readonly version: string;
    readonly freshness?: string;
    readonly resources?: readonly DiscoveredResource[];
  }[];
}

interface DiscoveredResource {
  readonly resource: string;
  readonly scope: string;
  readonly responseKind?: { readonly group?: string; readonly version?: string; readonly kind?: string };
}

export const isAggregated = (body: unknown): body is AggregatedDiscovery =>
  typeof body === 'object' && body !== null && (body as { kind?: unknown }).kind === 'APIGroupDiscoveryList';

/** The types of one APIGroupDiscoveryList (`/api` or `/apis`), and the group-versions that are stale in it. */
export const readAggregated = (list: AggregatedDiscovery): Reading => {
  const types: ResourceType[] = [];
  const stale = new Set<string>();
  for (const group of list.items ?? []) {
    const name = group.metadata?.name ?? '';
    for (const version of group.versions ?? []) {
      if (version.freshness === 'Stale') stale.add(`${name}/${version.version}`);
      for (const resource of version.resources ?? []) {
        const type = typeOf(name, version.version, resource);
        if (type !== undefined) types.push(type);
      }
    }
  }
  return { types, stale };
};

const typeOf = (group: string, version: string, resource: DiscoveredResource): ResourceType | undefined => {
  const { kind } = resource.responseKind ?? {};
  // an aggregated API without a root kind serves only subresources
  if (kind === undefined || kind === '') return undefined;
  return { group, version, kind, plural: resource.resource, namespaced: resource.scope === 'Namespaced' };
};
