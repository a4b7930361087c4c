import { allKinds, type KindSchema } from '../../schema/schema.ts';
import type { ResourceType } from '../resource-type.ts';
import { builtInScale, discoveryFacts, usualVerbs } from './discovery-facts.ts';

const typeOf = ({ gvk, plural, namespaced, patchable, root }: KindSchema): ResourceType => {
  const facts = discoveryFacts[`${gvk.group}/${plural}`] ?? {};
  return {
    ...gvk,
    listKind: `${gvk.kind}List`,
    plural,
    singular: gvk.kind.toLowerCase(),
    shortNames: facts.shortNames ?? [],
    categories: facts.categories ?? [],
    namespaced,
    verbs: facts.verbs ?? (patchable ? usualVerbs : ['create']),
    schema: root,
    status: facts.status === true,
    ...(facts.scale && { scale: builtInScale }),
  };
};

let types: readonly ResourceType[] | undefined;

/** Every built-in kind at every served version, made once and shared by all clusters; kinds of one group in one run. */
export const builtInTypes = (): readonly ResourceType[] => {
  types ??= allKinds().map(typeOf);
  return types;
};
