import { isJsonObject, type JsonObject } from '../../../model/json.ts';
import { metadataOf } from '../object-meta.ts';
import { parseSelector, type SelectorRequirement } from './parse-selector.ts';

type Labels = Readonly<Record<string, string>>;

/** Whether an object passes. */
export type ObjectFilter = (object: JsonObject) => boolean;

const holds = ({ key, operator, values }: SelectorRequirement, labels: Labels): boolean => {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case 'exists':
      return value !== undefined;
    case '!':
      return value === undefined;
    case '=':
    case '==':
    case 'in':
      return value !== undefined && values.includes(value);
    case '!=':
    case 'notin':
      return value === undefined || !values.includes(value);
    case '>':
      return Number(value) > Number(values[0]);
    case '<':
      return Number(value) < Number(values[0]);
    default: {
      const never: never = operator;
      throw new Error(`unhandled operator ${never}`);
    }
  }
};

/** A label selector as a filter; undefined when it lets everything pass. Throws a 400. */
export const labelSelector = (text: string): ObjectFilter | undefined => {
  const requirements = text === '' ? [] : parseSelector(text);
  if (requirements.length === 0) return undefined;
  return (object) => {
    const labels = metadataOf(object).labels;
    const known = (isJsonObject(labels) ? labels : {}) as Labels;
    return requirements.every((requirement) => holds(requirement, known));
  };
};
