import type { ResourceType } from '../../resource-type.ts';
import type { KindRules } from '../kind-rules.ts';

/** What a type refuses. */
export const validatorOf = (type: ResourceType): Pick<KindRules, 'validateCreate' | 'validateUpdate'> => {
  const { structural } = type;
  return {
    validateCreate: (object) => structural?.validate(object) ?? [],
    validateUpdate: (next) => structural?.validate(next) ?? [],
  };
};
