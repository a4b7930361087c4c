import { Environment, EvaluationError, Optional } from '@marcbachmann/cel-js';
import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts';
import type { StructuralNode } from '../../schema/structural-node.ts';

/** A rule's outcome: its value, or why it has none. */
export type RuleOutcome = { readonly value: unknown } | { readonly error: string };

/** One expression of `x-kubernetes-validations`, ready to be evaluated. */
export interface RuleProgram {
  readonly usesOldSelf: boolean;
  run(self: unknown, oldSelf: unknown): RuleOutcome;
}

const environment = new Environment({ enableOptionalTypes: true, homogeneousAggregateLiterals: false })
  .registerVariable('self', 'dyn')
  .registerVariable('oldSelf', 'dyn');

const compiled = new Map<string, RuleProgram | undefined>();

const compile = (text: string): RuleProgram | undefined => {
  try {
    const program = environment.parse(text);
    if (!program.check().valid) return undefined;
    return {
      usesOldSelf: /\boldSelf\b/.test(text),
      run(self, oldSelf) {
        try {
          return { value: program({ self, oldSelf }) };
        } catch (error) {
          return { error: error instanceof EvaluationError ? error.summary : String(error) };
        }
      },
    };
  } catch {
    return undefined;
  }
};

/** Compiles a text once; undefined for what this CEL does not know (Kubernetes' own functions, `quantity()` say). */
export const ruleProgram = (text: string): RuleProgram | undefined => {
  if (!compiled.has(text)) compiled.set(text, compile(text));
  return compiled.get(text);
};

/** A value as CEL sees it: whole numbers are integers, unless the schema says `number`. */
export const celValue = (value: Json, node: StructuralNode | undefined): unknown => {
  if (typeof value === 'number')
    return Number.isInteger(value) && node?.type !== 'number' ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map((item) => celValue(item, node?.items()));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, celValue(item, node?.field(name) ?? node?.values())]),
  );
};

/** `oldSelf` of a rule with `optionalOldSelf`. */
export const optionalCel = (value: unknown): unknown =>
  value === undefined ? Optional.none() : Optional.of(value);

/** The rules that a schema declares for its values. */
export const rulesOfNode = (node: StructuralNode): readonly JsonObject[] => {
  const rules = node.source['x-kubernetes-validations'];
  return Array.isArray(rules) ? rules.filter(isJsonObject) : [];
};
