import type { ResourceType } from '../../resource-type.ts';
import { validateScale } from '../../structural/validate-scale.ts';
import type { KindRules } from '../kind-rules.ts';

/** What a type refuses. */
export const validatorOf = (type: ResourceType): Pick<KindRules, 'validateCreate' | 'validateUpdate'> => {
  const { structural } = type;
  return {
    validateCreate: (object) =>
      structural ? [...structural.validate(object), ...validateScale(object, type.scale)] : [],
    validateUpdate: (next, live) =>
      structural ? [...structural.validate(next, live), ...validateScale(next, type.scale)] : [],
  };
};
