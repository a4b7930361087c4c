import {
  type ASTNode,
  TypeError as CelTypeError,
  Environment,
  EvaluationError,
  ParseError,
  type ParseResult,
} from '@marcbachmann/cel-js';
import { expressionLimits } from './limits.ts';
import { replacedFunctions, replacedMethods, replacementName, replacements } from './text-functions.ts';

/** Why an expression was refused; `offset` is 0-based, into the text it was given in. */
export interface ExpressionError {
  readonly message: string;
  readonly offset: number;
}

/** An expression that was parsed, checked and bounded. */
export interface CompiledExpression {
  readonly text: string;
  readonly run: ParseResult;
}

export type Compiled =
  | { readonly expression: CompiledExpression; readonly error?: never }
  | { readonly error: ExpressionError; readonly expression?: never };

const environment = new Environment({
  enableOptionalTypes: true,
  homogeneousAggregateLiterals: false,
  limits: {
    maxAstNodes: expressionLimits.maxNodes,
    maxDepth: expressionLimits.maxDepth,
    maxListElements: expressionLimits.maxElements,
    maxMapEntries: expressionLimits.maxElements,
    maxCallArguments: 4,
  },
}).registerVariable('cluster', {
  schema: {
    name: 'string',
    labels: 'map<string, string>',
    annotations: 'map<string, string>',
    facts: 'map<string, string>',
  },
});
for (const [signature, run] of replacements) environment.registerFunction(signature, run);

const loops = new Set(['all', 'exists', 'exists_one', 'map', 'filter', 'split', 'join']);
const functions = new Set(['bool', 'double', 'dyn', 'has', 'int', 'size', 'string']);
/** A closed list: no `matches` (JavaScript's regular expressions can run for hours), nothing of time, no `bind`. */
const methods = new Set([
  ...loops,
  'contains',
  'endsWith',
  'hasValue',
  'indexOf',
  'lastIndexOf',
  'lowerAscii',
  'none',
  'of',
  'or',
  'orValue',
  'size',
  'startsWith',
  'substring',
  'trim',
  'upperAscii',
  'value',
]);

const isNode = (value: unknown): value is ASTNode =>
  typeof value === 'object' && value !== null && 'op' in value;

const nodesIn = (value: unknown): readonly ASTNode[] => {
  if (isNode(value)) return [value];
  return Array.isArray(value) ? value.flatMap(nodesIn) : [];
};

interface Walk {
  /** Offsets of the names that stand for replacements. */
  readonly replaced: number[];
  loops: number;
  /** `+` inside loops: each may make a text or a list so much longer, once an item. */
  additions: number;
}

const forbidden = (node: ASTNode): string | undefined => {
  if (node.op === 'call' && !functions.has(node.args[0])) return `${node.args[0]}() is not available here`;
  if (node.op === 'rcall' && !methods.has(node.args[0])) return `.${node.args[0]}() is not available here`;
  return undefined;
};

/** Where a call's own name stands; cel-js places a method at the start of its receiver. */
const offsetOf = (node: ASTNode): number =>
  node.op === 'rcall' ? Math.max(node.pos, node.input.indexOf(node.args[0], node.args[1].end)) : node.pos;

const review = (node: ASTNode, walk: Walk, inLoop: boolean): ExpressionError | undefined => {
  const message = forbidden(node);
  if (message !== undefined) return { message, offset: offsetOf(node) };
  if (node.op === 'call' && replacedFunctions.has(node.args[0])) walk.replaced.push(node.start);
  if (node.op === 'rcall' && replacedMethods.has(node.args[0])) walk.replaced.push(offsetOf(node));
  if (node.op === '+' && inLoop && ++walk.additions > expressionLimits.maxLoopAdditions) {
    const offset = node.pos;
    return { message: `more than ${expressionLimits.maxLoopAdditions} additions stand inside loops`, offset };
  }
  const isLoop = node.op === 'rcall' && loops.has(node.args[0]);
  if (isLoop && (inLoop || ++walk.loops > expressionLimits.maxLoops)) {
    const rule = inLoop ? 'stands inside another loop' : `is one loop more than ${expressionLimits.maxLoops}`;
    return { message: `.${node.args[0]}() ${rule}`, offset: offsetOf(node) };
  }
  if (node.op === 'rcall') {
    const [, receiver, args] = node.args;
    return review(receiver, walk, inLoop) ?? firstError(args, walk, inLoop || isLoop);
  }
  return firstError(nodesIn(node.args), walk, inLoop);
};

const firstError = (nodes: readonly ASTNode[], walk: Walk, inLoop: boolean): ExpressionError | undefined => {
  for (const node of nodes) {
    const error = review(node, walk, inLoop);
    if (error) return error;
  }
  return undefined;
};

const withReplacements = (text: string, offsets: readonly number[]): string => {
  let result = text;
  for (const offset of offsets) {
    const letter = replacementName(result.slice(offset, offset + 1));
    result = `${result.slice(0, offset)}${letter}${result.slice(offset + 1)}`;
  }
  return result;
};

const errorOf = (error: unknown): ExpressionError => {
  if (error instanceof ParseError || error instanceof CelTypeError || error instanceof EvaluationError) {
    return { message: error.summary, offset: error.range?.start ?? 0 };
  }
  return { message: 'the expression cannot be parsed', offset: 0 };
};

const compileNew = (text: string): Compiled => {
  if (text.length > expressionLimits.maxLength) {
    const message = `the expression is longer than ${expressionLimits.maxLength} characters`;
    return { error: { message, offset: expressionLimits.maxLength } };
  }
  try {
    const walk: Walk = { replaced: [], loops: 0, additions: 0 };
    const plain = environment.parse(text);
    const refused = review(plain.ast, walk, false);
    if (refused) return { error: refused };
    const checked = plain.check();
    if (!checked.valid) return { error: errorOf(checked.error) };
    // checked once as it is written, so that errors name what is written
    const run = environment.parse(withReplacements(text, walk.replaced));
    const again = run.check();
    return again.valid ? { expression: { text, run } } : { error: errorOf(again.error) };
  } catch (error) {
    return { error: errorOf(error) };
  }
};

const compiled = new Map<string, Compiled>();

/** Parses, checks and bounds one CEL expression over `cluster`. The same text is compiled once. */
export const compileExpression = (text: string): Compiled => {
  const known = compiled.get(text);
  if (known) return known;
  const result = compileNew(text);
  if (compiled.size >= expressionLimits.maxCompiled) compiled.delete(compiled.keys().next().value!);
  compiled.set(text, result);
  return result;
};
