import { kubernetesTableJson } from './kubernetes.generated.ts';
import { nodeMaker, type SchemaNode } from './node.ts';
import type { KindRow, SchemaTable } from './table.ts';

export type { SchemaNode } from './node.ts';
export type { ListType, MapType, NodeType, PatchStrategy } from './table.ts';

/** The same shape as the model's; this room stands below every other and imports none. */
export interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

export interface KindSchema {
  readonly gvk: GroupVersionKind;
  readonly plural: string;
  readonly namespaced: boolean;
  /** False for what can only be created (reviews, bindings): such an object cannot be applied. */
  readonly patchable: boolean;
  readonly root: SchemaNode;
}

interface Index {
  readonly version: string;
  readonly all: readonly KindSchema[];
  readonly byKind: ReadonlyMap<string, KindSchema>;
  readonly byGroupKind: ReadonlyMap<string, readonly KindSchema[]>;
}

const indexOf = (table: SchemaTable): Index => {
  const nodeOf = nodeMaker(table.definitions);
  const kindOf = ({
    group,
    version,
    kind,
    plural,
    namespaced,
    patchable,
    definition,
  }: KindRow): KindSchema => ({
    gvk: { group, version, kind },
    plural,
    namespaced,
    patchable,
    root: nodeOf({ ref: definition }),
  });
  const all = table.kinds.map(kindOf);
  return {
    version: table.version,
    all,
    byKind: new Map(all.map((kind) => [`${kind.gvk.group}|${kind.gvk.version}|${kind.gvk.kind}`, kind])),
    byGroupKind: Map.groupBy(all, (kind) => `${kind.gvk.group}|${kind.gvk.kind}`),
  };
};

let builtIn: Index | undefined;
/** Parsed at first use (some 5 ms), so that a command that asks nothing pays nothing. */
const index = (): Index => {
  builtIn ??= indexOf(JSON.parse(kubernetesTableJson) as SchemaTable);
  return builtIn;
};

/** The schema of a built-in kind at this version; undefined for custom resources and versions not served. */
export const kindSchema = (gvk: GroupVersionKind): KindSchema | undefined =>
  index().byKind.get(`${gvk.group}|${gvk.version}|${gvk.kind}`);

/** The served versions of a built-in kind, the preferred one first; empty when it is not built in. */
export const kindsNamed = (name: { group: string; kind: string }): readonly KindSchema[] =>
  index().byGroupKind.get(`${name.group}|${name.kind}`) ?? [];

/** Every built-in kind at every served version, by group, kind and version. */
export const allKinds = (): readonly KindSchema[] => index().all;

/** gitVersion of the API server that the table was read from. */
export const kubernetesVersion = (): string => index().version;
