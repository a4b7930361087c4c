import type { JsonObject } from '../../model/json.ts';
import type { ResourceType } from '../resource-type.ts';
import { normalize } from './decode/normalize.ts';
import { planOf, type TypePlan } from './decode/type-plan.ts';
import type { KindRules } from './kind-rules.ts';
import { createRules } from './writes/create-rules.ts';

const fillerOf = (type: ResourceType): ((object: JsonObject) => JsonObject) => {
  const { structural } = type;
  if (structural) return (object) => structural.fillDefaults(object);
  let plan: TypePlan | undefined;
  return (object) => {
    plan ??= planOf(type);
    return normalize(object, plan);
  };
};

const cached = new WeakMap<ResourceType, KindRules>();

/** The rules of a kind, made once a type: built-in types are shared by all clusters, those of a CRD live as long as it. */
export const rulesOf = (type: ResourceType): KindRules => {
  const known = cached.get(type);
  if (known !== undefined) return known;
  const rules = createRules(type, fillerOf(type));
  cached.set(type, rules);
  return rules;
};
