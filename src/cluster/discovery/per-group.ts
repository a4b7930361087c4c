import { parseAnswer } from '../answer.ts';
import type { ClusterApi } from '../api.ts';
import type { ResourceType } from '../discovery.ts';
import type { Reading } from './catalog.ts';

export interface GroupList {
  readonly kind?: string;
  readonly groups?: readonly {
    readonly name: string;
    readonly versions?: readonly { readonly version: string }[];
    readonly preferredVersion?: { readonly version: string };
  }[];
}

export interface CoreVersions {
  readonly kind?: string;
  readonly versions?: readonly string[];
}

interface ResourceList {
  readonly resources?: readonly {
    readonly name: string;
    readonly kind: string;
    readonly namespaced: boolean;
  }[];
}

interface GroupVersion {
  readonly group: string;
  readonly version: string;
}

/** Discovery as servers before aggregated discovery have it: one request for each group-version. */
export const readPerGroup = async (
  api: ClusterApi,
  core: CoreVersions,
  groups: GroupList,
): Promise<Reading> => {
  const versions = [
    ...(core.versions ?? []).map((version) => ({ group: '', version })),
    ...(groups.groups ?? []).flatMap(orderedVersions),
  ];
  const lists = await Promise.all(versions.map((version) => readVersion(api, version)));
  return {
    types: lists.flatMap((list) => list ?? []),
    stale: new Set(
      versions.filter((_, index) => lists[index] === undefined).map((v) => `${v.group}/${v.version}`),
    ),
  };
};

const orderedVersions = (group: NonNullable<GroupList['groups']>[number]): readonly GroupVersion[] => {
  const preferred = group.preferredVersion?.version;
  return [...(group.versions ?? [])]
    .sort((a, b) => Number(b.version === preferred) - Number(a.version === preferred))
    .map(({ version }) => ({ group: group.name, version }));
};

/** Undefined when the group's own server is away (5xx from the aggregator); 404 = it went meanwhile. */
const readVersion = async (
  api: ClusterApi,
  { group, version }: GroupVersion,
): Promise<readonly ResourceType[] | undefined> => {
  const path = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  const response = await api.request({ method: 'GET', path });
  if (response.status === 404) return [];
  if (response.status >= 500) return undefined;
  const list = parseAnswer<ResourceList>(api.cluster, `GET ${path}`, response);
  return (list.resources ?? [])
    .filter((resource) => !resource.name.includes('/'))
    .map(({ name, kind, namespaced }) => ({ group, version, kind, plural: name, namespaced }));
};
