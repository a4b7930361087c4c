import { EvaluationError, Optional } from '@marcbachmann/cel-js';
import type { ClusterFacts } from '../model/cluster.ts';
import type { Json } from '../model/json.ts';
import type { CompiledExpression, ExpressionError } from './compile.ts';
import { expressionLimits } from './limits.ts';

export type Evaluated =
  | { readonly value: Json; readonly error?: never }
  | { readonly error: ExpressionError; readonly value?: never };

/** Thrown and caught in this file: a result that JSON, or a bound, does not allow. */
class ResultError extends Error {}

interface Budget {
  values: number;
  length: number;
}

const spend = (budget: Budget, length: number): void => {
  budget.values--;
  budget.length -= length;
  if (budget.values < 0 || budget.length < 0) throw new ResultError('the result is too large');
};

const asNumber = (value: number | bigint): number => {
  const number = Number(value);
  if (!Number.isFinite(number)) throw new ResultError('the result is no finite number');
  if (typeof value === 'bigint' && !Number.isSafeInteger(number)) {
    throw new ResultError('the result is an integer beyond 2^53');
  }
  return number === 0 ? 0 : number;
};

const entriesOf = (value: object): readonly (readonly [string, unknown])[] | undefined => {
  if (value instanceof Map) return [...value].map(([key, member]) => [String(key), member]);
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype ? Object.entries(value) : undefined;
};

const asJson = (value: unknown, budget: Budget): Json => {
  spend(budget, typeof value === 'string' ? value.length : 0);
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number' || typeof value === 'bigint') return asNumber(value);
  if (Array.isArray(value)) return value.map((item) => asJson(item, budget));
  if (value instanceof Optional) throw new ResultError('the result is an optional: end it with .orValue(…)');
  const entries = typeof value === 'object' ? entriesOf(value) : undefined;
  if (!entries) throw new ResultError('the result is neither text, number, boolean, list nor map');
  return Object.fromEntries(
    entries.map(([key, member]) => {
      budget.length -= key.length;
      return [key, asJson(member, budget)];
    }),
  );
};

/** A loop over them would cost what they are many. */
const tooMany = (cluster: ClusterFacts): string | undefined =>
  (['labels', 'annotations', 'facts'] as const).find(
    (name) => Object.keys(cluster[name]).length > expressionLimits.maxItems,
  );

const short = (value: string): boolean => value.length <= expressionLimits.maxInputLength;

/** What is too long to be read is left out: the error of reading it names the key. */
const readable = (facts: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.values(facts).every(short)
    ? facts
    : Object.fromEntries(Object.entries(facts).filter(([, value]) => short(value)));

const describe = (error: EvaluationError, text: string): string => {
  const { node, code, summary } = error;
  if (code !== 'no_such_key' || (node?.op !== '.' && node?.op !== '[]')) return summary;
  const key = summary.slice(summary.indexOf(': ') + 2);
  const { start, end } = node.args[0];
  return `${text.slice(start, end)} has no ${JSON.stringify(key)}`;
};

/** Evaluates one expression for one cluster. A missing label, annotation or fact is an error that names the key. */
export const evaluate = (expression: CompiledExpression, cluster: ClusterFacts): Evaluated => {
  const { name, labels, annotations, facts } = cluster;
  const many = tooMany(cluster);
  if (many) {
    return {
      error: { message: `the cluster has more than ${expressionLimits.maxItems} ${many}`, offset: 0 },
    };
  }
  const scope = {
    name,
    labels: readable(labels),
    annotations: readable(annotations),
    facts: readable(facts),
  };
  try {
    const budget = {
      values: expressionLimits.maxResultValues,
      length: expressionLimits.maxResultLength,
    };
    return { value: asJson(expression.run({ cluster: scope }), budget) };
  } catch (error) {
    if (error instanceof EvaluationError) {
      return { error: { message: describe(error, expression.text), offset: error.range?.start ?? 0 } };
    }
    const message = error instanceof ResultError ? error.message : 'the expression cannot be evaluated';
    return { error: { message, offset: 0 } };
  }
};

/** Evaluates a condition (`when`): anything but true or false is an error. */
export const evaluateCondition = (
  expression: CompiledExpression,
  cluster: ClusterFacts,
):
  | { readonly value: boolean; readonly error?: never }
  | { readonly error: ExpressionError; readonly value?: never } => {
  const result = evaluate(expression, cluster);
  if (result.error) return result;
  if (typeof result.value === 'boolean') return { value: result.value };
  return { error: { message: 'the condition is neither true nor false', offset: 0 } };
};
