import { createHash } from 'node:crypto';
import { byCodePoint, type JsonObject } from '../../model/json.ts';
import { byApiVersion } from '../../schema/api-version-order.ts';
import { apiVersionOf, type ResourceType } from '../resource-type.ts';
import { type Subresource, subresourcesOf } from './subresources.ts';
import type { TypeCatalog } from './type-catalog.ts';

/** Built-in groups in the order of their priority, which is that of discovery. */
const groupOrder = [
  'apiregistration.k8s.io',
  'apps',
  'events.k8s.io',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'autoscaling',
  'batch',
  'certificates.k8s.io',
  'networking.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'storage.k8s.io',
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'scheduling.k8s.io',
  'coordination.k8s.io',
  'node.k8s.io',
  'discovery.k8s.io',
  'resource.k8s.io',
  'flowcontrol.apiserver.k8s.io',
];

interface GroupVersion {
  readonly version: string;
  readonly types: readonly ResourceType[];
}

interface Group {
  readonly name: string;
  /** The preferred one first. */
  readonly versions: readonly GroupVersion[];
}

const rank = (group: string): number => {
  const place = groupOrder.indexOf(group);
  return place < 0 ? groupOrder.length : place;
};

const groupsOf = (types: readonly ResourceType[]): readonly Group[] =>
  [...Map.groupBy(types, (type) => type.group)]
    .map(([name, members]) => ({
      name,
      versions: [...Map.groupBy(members, (type) => type.version)]
        .map(([version, own]) => ({
          version,
          types: own.toSorted((a, b) => byCodePoint(a.plural, b.plural)),
        }))
        .sort((a, b) => byApiVersion(a.version, b.version)),
    }))
    .sort((a, b) => rank(a.name) - rank(b.name) || byCodePoint(a.name, b.name));

/** The real server's StorageVersionHash. */
const storageHash = ({ group, version, kind }: ResourceType): string => {
  // definitions alone are stored at a version that is no longer served
  const stored = kind === 'CustomResourceDefinition' ? 'v1beta1' : version;
  return createHash('sha256').update(`${group}/${stored}/${kind}`).digest().subarray(0, 8).toString('base64');
};

const names = (type: ResourceType): JsonObject => ({
  ...(type.shortNames.length > 0 && { shortNames: type.shortNames }),
  ...(type.categories.length > 0 && { categories: type.categories }),
});

const isStored = (type: ResourceType): boolean => type.verbs.includes('update');

const subresourceRow = (type: ResourceType, sub: Subresource): JsonObject => ({
  name: `${type.plural}/${sub.name}`,
  singularName: '',
  namespaced: type.namespaced,
  ...(sub.group !== '' && type.structural === undefined && { group: sub.group, version: sub.version }),
  ...(sub.name === 'scale' && type.structural !== undefined && { group: sub.group, version: sub.version }),
  kind: sub.kind,
  verbs: sub.verbs,
});

const resourceRows = (type: ResourceType, storage: ResourceType): readonly JsonObject[] => [
  {
    name: type.plural,
    singularName: type.singular,
    namespaced: type.namespaced,
    kind: type.kind,
    verbs: type.verbs,
    ...names(type),
    ...(isStored(type) && { storageVersionHash: storageHash(storage) }),
  },
  ...subresourcesOf(type).map((sub) => subresourceRow(type, sub)),
];

const aggregatedResource = (type: ResourceType): JsonObject => {
  const custom = type.structural !== undefined;
  const subresources = subresourcesOf(type).map(({ name, group, version, kind, verbs }) => ({
    subresource: name,
    responseKind: { group, version, kind },
    verbs,
  }));
  return {
    resource: type.plural,
    responseKind: {
      group: custom ? type.group : '',
      version: custom ? type.version : '',
      kind: type.kind,
    },
    scope: type.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: type.singular,
    verbs: type.verbs,
    ...names(type),
    ...(subresources.length > 0 && { subresources }),
  };
};

const aggregatedGroup = ({ name, versions }: Group): JsonObject => ({
  metadata: name === '' ? {} : { name },
  versions: versions.map(({ version, types }) => ({
    version,
    resources: types.map(aggregatedResource),
    freshness: 'Current',
  })),
});

const groupDocument = ({ name, versions }: Group): JsonObject => {
  const rows = versions.map(({ version }) => ({ groupVersion: `${name}/${version}`, version }));
  return { name, versions: rows, preferredVersion: rows[0]! };
};

/** The documents of one state of a catalogue, serialised; made as they are asked for. */
class DiscoveryDocuments {
  readonly #catalog: Pick<TypeCatalog, 'builtIn' | 'custom'>;
  readonly #groups: readonly Group[];
  readonly #made = new Map<string, string>();

  constructor(catalog: Pick<TypeCatalog, 'builtIn' | 'custom'>) {
    this.#catalog = catalog;
    this.#groups = groupsOf([...catalog.builtIn, ...catalog.custom]);
  }

  aggregated(core: boolean): string {
    return this.#remember(`aggregated ${core}`, () => ({
      kind: 'APIGroupDiscoveryList',
      apiVersion: 'apidiscovery.k8s.io/v2',
      metadata: {},
      items: this.#groups.filter(({ name }) => (name === '') === core).map(aggregatedGroup),
    }));
  }

  groupList(): string {
    return this.#remember('groups', () => ({
      kind: 'APIGroupList',
      apiVersion: 'v1',
      groups: this.#groups.filter(({ name }) => name !== '').map(groupDocument),
    }));
  }

  group(name: string): string | undefined {
    const group = this.#groups.find((one) => one.name === name);
    if (group === undefined) return undefined;
    return this.#remember(`group ${name}`, () => ({
      kind: 'APIGroup',
      apiVersion: 'v1',
      ...groupDocument(group),
    }));
  }

  resources(groupName: string, version: string): string | undefined {
    const group = this.#groups.find((one) => one.name === groupName);
    const found = group?.versions.find((one) => one.version === version);
    if (group === undefined || found === undefined) return undefined;
    const storage = (type: ResourceType): ResourceType =>
      [...this.#catalog.builtIn, ...this.#catalog.custom].find(
        (one) => one.group === type.group && one.plural === type.plural,
      ) ?? type;
    return this.#remember(`resources ${groupName}/${version}`, () => ({
      kind: 'APIResourceList',
      ...(groupName !== '' && { apiVersion: 'v1' }),
      groupVersion: apiVersionOf({ group: groupName, version }),
      resources: found.types.flatMap((type) => resourceRows(type, storage(type))),
    }));
  }

  #remember(key: string, make: () => JsonObject): string {
    const known = this.#made.get(key);
    if (known !== undefined) return known;
    const made = JSON.stringify(make());
    this.#made.set(key, made);
    return made;
  }
}

export type { DiscoveryDocuments };

const documents = new WeakMap<
  readonly ResourceType[],
  WeakMap<readonly ResourceType[], DiscoveryDocuments>
>();

/** The documents of what a catalogue serves now; clusters without custom resources share one set. */
export const discoveryOf = (catalog: TypeCatalog): DiscoveryDocuments => {
  let byCustom = documents.get(catalog.builtIn);
  if (byCustom === undefined) {
    byCustom = new WeakMap();
    documents.set(catalog.builtIn, byCustom);
  }
  let found = byCustom.get(catalog.custom);
  if (found === undefined) {
    found = new DiscoveryDocuments({ builtIn: catalog.builtIn, custom: catalog.custom });
    byCustom.set(catalog.custom, found);
  }
  return found;
};
