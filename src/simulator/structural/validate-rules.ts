import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts';
import type { StructuralNode } from '../../schema/structural-node.ts';
import type { StatusCause } from '../api-error.ts';
import { celValue, optionalCel, type RuleProgram, ruleProgram, rulesOfNode } from './rule-program.ts';
import type { Place } from './validate-value.ts';

const text = (value: Json | undefined): string => (typeof value === 'string' ? value.trim() : '');

const reasons: Readonly<Record<string, readonly [reason: string, words: string]>> = {
  FieldValueForbidden: ['FieldValueForbidden', 'Forbidden'],
  FieldValueRequired: ['FieldValueRequired', 'Required value'],
  FieldValueDuplicate: ['FieldValueDuplicate', 'Duplicate value'],
};

/** The value itself is shown of scalars only, and not where the rule forbids or requires. */
const shownValue = (node: StructuralNode, value: Json, reason: string): string => {
  const isWhole = node.type === 'object' || node.type === 'array';
  const isUnshown = reason === 'FieldValueForbidden' || reason === 'FieldValueRequired';
  return isWhole || isUnshown ? '' : `: ${JSON.stringify(value)}`;
};

interface Failure {
  readonly node: StructuralNode;
  readonly value: Json;
  readonly field: string;
  readonly detail: string;
}

const causeOf = (rule: JsonObject, { node, value, field, detail }: Failure): StatusCause => {
  const [reason, words] = reasons[text(rule.reason)] ?? ['FieldValueInvalid', 'Invalid value'];
  // a double is named by its value alone
  const end = reason === 'FieldValueDuplicate' ? '' : `: ${detail}`;
  return { reason, message: `${words}${shownValue(node, value, reason)}${end}`, field };
};

const detailOf = (rule: JsonObject, self: unknown, oldSelf: unknown): string => {
  const expression = text(rule.messageExpression);
  const outcome = expression === '' ? undefined : ruleProgram(expression)?.run(self, oldSelf);
  if (outcome !== undefined && 'value' in outcome && typeof outcome.value === 'string')
    return outcome.value.trim();
  return text(rule.message) || `failed rule: ${text(rule.rule)}`;
};

/** Whether the rule has something to say: one of a transition needs what was there before. */
const applies = (rule: JsonObject, program: RuleProgram, before: Json | undefined): boolean =>
  !program.usesOldSelf || before !== undefined || rule.optionalOldSelf === true;

const ownFaults = (node: StructuralNode, value: Json, place: Place): readonly StatusCause[] => {
  const rules = rulesOfNode(node);
  if (rules.length === 0) return [];
  const before = place.before === null ? undefined : place.before;
  const self = celValue(value, node);
  const old = before === undefined ? undefined : celValue(before, node);
  const isUnchanged = before !== undefined && JSON.stringify(before) === JSON.stringify(value);
  return rules.flatMap((rule) => {
    const program = ruleProgram(text(rule.rule));
    if (program === undefined || !applies(rule, program, before)) return [];
    if (isUnchanged && !program.usesOldSelf) return [];
    const oldSelf = rule.optionalOldSelf === true ? optionalCel(old) : old;
    const outcome = program.run(self, oldSelf);
    if ('error' in outcome) {
      const detail = `${outcome.error} evaluating rule: ${text(rule.message) || text(rule.rule)}`;
      const message = `Invalid value: ${JSON.stringify(node.type ?? '')}: ${detail}`;
      return [{ reason: 'FieldValueInvalid', message, field: place.path }];
    }
    if (outcome.value === true) return [];
    const field = `${place.path}${text(rule.fieldPath)}`;
    return [causeOf(rule, { node, value, field, detail: detailOf(rule, self, old) })];
  });
};

const memberPath = (path: string, name: string, isField: boolean): string => {
  if (!isField) return `${path}[${name}]`;
  return path === '' ? name : `${path}.${name}`;
};

const itemBefore = (node: StructuralNode, item: Json, before: Json | undefined): Json | undefined => {
  if (node.listType !== 'map' || !Array.isArray(before) || !isJsonObject(item)) return undefined;
  return before.find((other) =>
    node.listMapKeys.every(
      (key) => isJsonObject(other) && JSON.stringify(other[key]) === JSON.stringify(item[key]),
    ),
  );
};

/**
 * What the rules of the schema (`x-kubernetes-validations`) say against the value, at any depth. Rules that this CEL cannot compile are
 * passed over.
 */
export const validateRules = (node: StructuralNode, value: Json, place: Place): readonly StatusCause[] => {
  if (value === null) return [];
  const { path, before } = place;
  const faults = ownFaults(node, value, { path: path === '' ? '<nil>' : path, before });
  if (Array.isArray(value)) {
    const items = node.items();
    const inItems = items
      ? value.flatMap((item, index) =>
          validateRules(items, item, {
            path: `${path}[${index}]`,
            before: itemBefore(node, item, before),
          }),
        )
      : [];
    return [...faults, ...inItems];
  }
  if (!isJsonObject(value)) return faults;
  const inMembers = Object.entries(value).flatMap(([name, item]) => {
    const field = node.field(name);
    const member = field ?? node.values();
    if (member === undefined) return [];
    const old = isJsonObject(before) && Object.hasOwn(before, name) ? before[name] : undefined;
    return validateRules(member, item, {
      path: memberPath(path, name, field !== undefined),
      before: old,
    });
  });
  return [...faults, ...inMembers];
};

/** Whether any schema under this one has rules. */
export const hasRules = (node: StructuralNode): boolean =>
  JSON.stringify(node.source).includes('"x-kubernetes-validations"');
