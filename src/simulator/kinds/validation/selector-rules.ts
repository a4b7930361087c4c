import type { Json, JsonObject } from '../../../model/json.ts';
import { objectAt, objectsAt } from '../defaults/missing.ts';
import type { Faults } from './faults.ts';
import { labelFaults } from './metadata-rules.ts';
import { labelValueRule, qualifiedName } from './name-rules.ts';

const expressionFaults = (faults: Faults, expression: JsonObject, field: string): void => {
  const values = Array.isArray(expression.values) ? (expression.values as readonly string[]) : [];
  switch (expression.operator) {
    case 'In':
    case 'NotIn':
      if (values.length === 0) {
        faults.required(`${field}.values`, "must be specified when `operator` is 'In' or 'NotIn'");
      }
      break;
    case 'Exists':
    case 'DoesNotExist':
      if (values.length > 0) {
        faults.forbidden(
          `${field}.values`,
          "may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
        );
      }
      break;
    default:
      faults.invalid(`${field}.operator`, expression.operator ?? '', 'not a valid selector operator');
  }
  faults.invalidAll(`${field}.key`, expression.key ?? '', qualifiedName(String(expression.key ?? '')));
  for (const [index, value] of values.entries()) {
    faults.invalidAll(`${field}.values[${index}]`, value, labelValueRule(value));
  }
};

export const selectorFaults = (faults: Faults, selector: JsonObject, field: string): void => {
  labelFaults(faults, objectAt(selector, 'matchLabels'), `${field}.matchLabels`);
  for (const [index, one] of objectsAt(selector, 'matchExpressions').entries()) {
    expressionFaults(faults, one, `${field}.matchExpressions[${index}]`);
  }
};

export const isEmptySelector = (selector: JsonObject): boolean =>
  Object.keys(objectAt(selector, 'matchLabels')).length === 0 &&
  objectsAt(selector, 'matchExpressions').length === 0;

const matchesExpression = (labels: JsonObject, { key, operator, values }: JsonObject): boolean => {
  const value = labels[String(key)];
  const listed = Array.isArray(values) && value !== undefined && (values as readonly Json[]).includes(value);
  if (operator === 'In') return listed;
  if (operator === 'NotIn') return !listed;
  return operator === 'Exists' ? value !== undefined : value === undefined;
};

/** Whether a selector selects these labels; nothing selects nothing. */
export const selectorMatches = (selector: Json | undefined, labels: JsonObject): boolean => {
  if (selector === undefined || selector === null) return false;
  const wanted = selector as JsonObject;
  return (
    Object.entries(objectAt(wanted, 'matchLabels')).every(([key, value]) => labels[key] === value) &&
    objectsAt(wanted, 'matchExpressions').every((one) => matchesExpression(labels, one))
  );
};
