import type { ResourceType } from '../resource-type.ts';
import { asStored, normalize } from './decode/normalize.ts';
import { planOf, type TypePlan } from './decode/type-plan.ts';
import type { KindRules } from './kind-rules.ts';
import { type Coder, createRules } from './writes/create-rules.ts';

const coderOf = (type: ResourceType): Coder => {
  const { structural } = type;
  if (structural) return { fill: (object) => structural.fillDefaults(object), settle: (object) => object };
  let known: TypePlan | undefined;
  const plan = (): TypePlan => {
    known ??= planOf(type);
    return known;
  };
  return {
    fill: (object) => normalize(object, plan()),
    settle: (object) => asStored(object, plan()),
  };
};

const cached = new WeakMap<ResourceType, KindRules>();

/** The rules of a kind, made once a type: built-in types are shared by all clusters, those of a CRD live as long as it. */
export const rulesOf = (type: ResourceType): KindRules => {
  const known = cached.get(type);
  if (known !== undefined) return known;
  const rules = createRules(type, coderOf(type));
  cached.set(type, rules);
  return rules;
};
