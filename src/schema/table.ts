/** The generated table: Kubernetes' own OpenAPI of built-in kinds, without its prose. Short keys, as it is read at every start. */
export interface SchemaTable {
  /** gitVersion of the API server that it was read from, e.g. `v1.36.3`. */
  readonly version: string;
  /** Sorted by group, kind, then version with the most stable and newest first. */
  readonly kinds: readonly KindRow[];
  readonly definitions: Readonly<Record<string, TableNode>>;
}

export interface KindRow {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
  /** Whether PATCH is served: reviews and bindings can only be created. */
  readonly patchable: boolean;
  /** Name of the root in `definitions`. */
  readonly definition: string;
}

export type NodeType = 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean';

/** One schema. With `ref`, what stands beside it (merge key, list type) goes over what the definition says. */
export interface TableNode {
  readonly ref?: string;
  readonly type?: NodeType;
  readonly format?: string;
  readonly fields?: Readonly<Record<string, TableNode>>;
  readonly items?: TableNode;
  /** Of a map: what each value is. */
  readonly values?: TableNode;
  readonly required?: readonly string[];
  readonly enum?: readonly string[];
  readonly mergeKey?: string;
  readonly strategy?: readonly PatchStrategy[];
  readonly listType?: ListType;
  readonly listKeys?: readonly string[];
  readonly mapType?: MapType;
}

export type PatchStrategy = 'merge' | 'replace' | 'retainKeys';
export type ListType = 'map' | 'set' | 'atomic';
export type MapType = 'atomic' | 'granular';
