import type { ClusterApi } from '../api.ts';
import type { ResourceType } from '../discovery.ts';

/**
 * Where `sendInitialEvents` was refused: by API server and group-version, for an aggregated API may be older
 * than the server before it. Forgotten with the connection.
 */
const without = new WeakMap<ClusterApi, Set<string>>();

const groupVersion = ({ group, version }: ResourceType): string => `${group}/${version}`;

export const hasWatchList = (api: ClusterApi, type: ResourceType): boolean =>
  without.get(api)?.has(groupVersion(type)) !== true;

export const rememberNoWatchList = (api: ClusterApi, type: ResourceType): void => {
  const types = without.get(api) ?? new Set();
  without.set(api, types.add(groupVersion(type)));
};
