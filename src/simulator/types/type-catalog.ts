import { type ResourceType, storageKeyOf } from '../resource-type.ts';

const pathKey = (group: string, version: string, plural: string): string => `${group}/${version}/${plural}`;

/** Types by path and by storage; the built-in ones are made once and shared by all clusters. */
class TypeIndex {
  readonly #byPath: ReadonlyMap<string, ResourceType>;
  readonly #byStorage: ReadonlyMap<string, readonly ResourceType[]>;
  readonly types: readonly ResourceType[];
  readonly groups: ReadonlySet<string>;

  constructor(types: readonly ResourceType[]) {
    this.types = types;
    this.groups = new Set(types.map((type) => type.group));
    this.#byPath = new Map(types.map((type) => [pathKey(type.group, type.version, type.plural), type]));
    this.#byStorage = Map.groupBy(types, storageKeyOf);
  }

  find(group: string, version: string, plural: string): ResourceType | undefined {
    return this.#byPath.get(pathKey(group, version, plural));
  }

  /** All versions of what is kept there, the preferred one first. */
  versions(storageKey: string): readonly ResourceType[] {
    return this.#byStorage.get(storageKey) ?? [];
  }
}

const builtInIndexes = new WeakMap<readonly ResourceType[], TypeIndex>();

const builtInIndex = (types: readonly ResourceType[]): TypeIndex => {
  const known = builtInIndexes.get(types);
  if (known !== undefined) return known;
  const made = new TypeIndex(types);
  builtInIndexes.set(types, made);
  return made;
};

const none = new TypeIndex([]);

/** Every type that one cluster serves: the built-in ones and those of its CustomResourceDefinitions. */
export class TypeCatalog {
  readonly #builtIn: TypeIndex;
  readonly #byDefinition = new Map<string, readonly ResourceType[]>();
  #custom: TypeIndex = none;

  constructor(builtInTypes: readonly ResourceType[]) {
    this.#builtIn = builtInIndex(builtInTypes);
  }

  find(group: string, version: string, plural: string): ResourceType | undefined {
    return this.#builtIn.find(group, version, plural) ?? this.#custom.find(group, version, plural);
  }

  /** The versions of a kind, the one in which it is stored first; empty when it is not served. */
  versions(storageKey: string): readonly ResourceType[] {
    const builtIn = this.#builtIn.versions(storageKey);
    return builtIn.length > 0 ? builtIn : this.#custom.versions(storageKey);
  }

  /** Whether anything of this group is served. */
  serves(group: string): boolean {
    return this.#builtIn.groups.has(group) || this.#custom.groups.has(group);
  }

  get builtIn(): readonly ResourceType[] {
    return this.#builtIn.types;
  }

  /** Of CustomResourceDefinitions. The same list as long as none of them changes. */
  get custom(): readonly ResourceType[] {
    return this.#custom.types;
  }

  /** What a CustomResourceDefinition serves from now on; nothing when the list is empty. */
  define(definition: string, types: readonly ResourceType[]): void {
    if (types.length === 0 && !this.#byDefinition.has(definition)) return;
    if (types.length === 0) this.#byDefinition.delete(definition);
    else this.#byDefinition.set(definition, types);
    this.#custom = new TypeIndex([...this.#byDefinition.values()].flat());
  }
}
