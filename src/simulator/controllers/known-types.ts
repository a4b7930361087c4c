import { builtInTypes } from '../kinds/built-in-types.ts';
import type { ClusterObjects, TypeName } from '../storage/cluster-objects.ts';
import { objectAt, specOf } from './parts.ts';

const definitionType: TypeName = { group: 'apiextensions.k8s.io', plural: 'customresourcedefinitions' };

interface KnownType extends TypeName {
  readonly kind: string;
  readonly namespaced: boolean;
}

const isListed = (verbs: readonly string[]): boolean => verbs.includes('delete');

let builtIn: readonly KnownType[] | undefined;
/** Built-in kinds that are stored, each once however many versions it has; Events of the core group only. */
const builtInKinds = (): readonly KnownType[] => {
  builtIn ??= [
    ...new Map(
      builtInTypes()
        .filter((type) => isListed(type.verbs) && type.group !== 'events.k8s.io')
        .map(({ group, plural, kind, namespaced }) => [
          `${group}/${plural}`,
          { group, plural, kind, namespaced },
        ]),
    ).values(),
  ];
  return builtIn;
};

/** Every kind of a cluster that is stored, its custom ones included. */
export const knownTypes = (objects: ClusterObjects): readonly KnownType[] => [
  ...builtInKinds(),
  ...objects.list(definitionType).map((definition) => {
    const spec = specOf(definition);
    const names = objectAt(spec, 'names');
    return {
      group: String(spec.group),
      plural: String(names.plural),
      kind: String(names.kind),
      namespaced: spec.scope === 'Namespaced',
    };
  }),
];
