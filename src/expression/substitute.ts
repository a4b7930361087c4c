import type { ClusterFacts } from '../model/cluster.ts';
import { isJsonObject, type Json, pointerToken } from '../model/json.ts';
import { evaluateTemplate, mentionsExpressionText, parseTemplate } from './template.ts';

/** An expression that failed; `offset` is 0-based, into the string value at `pointer`. */
export interface SubstitutionError {
  readonly code: 'ExpressionSyntax' | 'ExpressionFailed';
  readonly message: string;
  readonly pointer: string;
  readonly offset: number;
}

export interface Substituted {
  /** The very value that was given when nothing in it is an expression. */
  readonly value: Json;
  readonly errors: readonly SubstitutionError[];
}

/** Whether any string value (never a key) holds `${{`. */
export const mentionsExpression = (value: Json): boolean => {
  if (typeof value === 'string') return mentionsExpressionText(value);
  if (Array.isArray(value)) return value.some(mentionsExpression);
  return isJsonObject(value) && Object.values(value).some(mentionsExpression);
};

const text = (value: string, pointer: string, walk: Walk): Json => {
  if (!mentionsExpressionText(value)) return value;
  const { template, error } = parseTemplate(value);
  if (error) {
    walk.errors.push({ code: 'ExpressionSyntax', pointer, ...error });
    return value;
  }
  if (!walk.cluster) return value;
  const result = evaluateTemplate(template, walk.cluster);
  if (!result.error) return result.value;
  walk.errors.push({ code: 'ExpressionFailed', pointer, ...result.error });
  return value;
};

interface Walk {
  /** Absent: only the syntax is looked at. */
  readonly cluster?: ClusterFacts;
  readonly errors: SubstitutionError[];
}

const visit = (value: Json, pointer: string, walk: Walk): Json => {
  if (typeof value === 'string') return text(value, pointer, walk);
  if (Array.isArray(value)) {
    const items = value.map((item, index) => visit(item, `${pointer}/${index}`, walk));
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  if (!isJsonObject(value)) return value;
  const members = Object.entries(value).map(
    ([key, member]) => [key, visit(member, `${pointer}/${pointerToken(key)}`, walk)] as const,
  );
  return members.some(([key, member]) => member !== value[key]) ? Object.fromEntries(members) : value;
};

/**
 * Puts a cluster's values in place of every `${{ }}` in string values. Done after YAML was parsed, so a value can add
 * no structure that the expression did not return. `at` is the pointer of `value` in its document.
 */
export const substitute = (value: Json, cluster: ClusterFacts, at = ''): Substituted => {
  const errors: SubstitutionError[] = [];
  return { value: visit(value, at, { cluster, errors }), errors };
};

/** Looks at the syntax of every `${{ }}` in string values, without a cluster. */
export const checkExpressions = (value: Json, at = ''): readonly SubstitutionError[] => {
  const errors: SubstitutionError[] = [];
  visit(value, at, { errors });
  return errors;
};
