import type { GroupKind, GroupVersionKind } from '../../model/resource.ts';
import type { ResourceType } from '../discovery.ts';

/** What one read of discovery found. */
export interface Reading {
  /** Types by group, versions in the server's order of preference. */
  readonly types: readonly ResourceType[];
  /** `group/version` that the aggregator could not ask just now (its API server is down). */
  readonly stale: ReadonlySet<string>;
}

export interface Catalog extends Reading {
  readonly byKind: ReadonlyMap<string, readonly ResourceType[]>;
}

export const kindKey = ({ group, kind }: GroupKind): string => `${group}|${kind}`;

/**
 * Indexes a reading. Of a stale group-version, what the catalog before knew is kept: one aggregated API that
 * is down must neither hide its own kinds nor those of the others.
 */
export const catalogOf = (reading: Reading, before: Catalog | undefined): Catalog => {
  const fresh = new Set(reading.types.map(versionKey));
  const remembered = (before?.types ?? []).filter(
    (type) => reading.stale.has(versionKey(type)) && !fresh.has(versionKey(type)),
  );
  const types = [...reading.types, ...remembered];
  return { types, stale: reading.stale, byKind: Map.groupBy(types, kindKey) };
};

export const findExact = (catalog: Catalog, gvk: GroupVersionKind): ResourceType | undefined =>
  catalog.byKind.get(kindKey(gvk))?.find((type) => type.version === gvk.version);

export const findAny = (catalog: Catalog, kind: GroupKind): ResourceType | undefined =>
  catalog.byKind.get(kindKey(kind))?.[0];

/** Whether a miss proves nothing, because the group was not readable. */
export const isInDoubt = (
  catalog: Catalog,
  { group, version }: { group: string; version?: string },
): boolean =>
  version === undefined
    ? [...catalog.stale].some((key) => key.startsWith(`${group}/`))
    : catalog.stale.has(`${group}/${version}`);

const versionKey = (type: { group: string; version: string }): string => `${type.group}/${type.version}`;
