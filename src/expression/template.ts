import type { ClusterFacts } from '../model/cluster.ts';
import { type CompiledExpression, compileExpression, type ExpressionError } from './compile.ts';
import { type Evaluated, evaluate } from './evaluate.ts';

/** A piece of a template: text as it is, or an expression and where it begins in the template. */
type Part = { readonly text: string } | { readonly expression: CompiledExpression; readonly offset: number };

export interface Template {
  readonly parts: readonly Part[];
}

export type ParsedTemplate =
  | { readonly template: Template; readonly error?: never }
  | { readonly error: ExpressionError; readonly template?: never };

const opening = '${{';
const quoted = /"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'/y;

/** Where the `}}` stands that closes an expression: not in a string of it, not the end of a map in a map. */
const closingOf = (text: string, from: number): number => {
  let depth = 0;
  let index = from;
  while (index < text.length) {
    const char = text[index]!;
    if (char === '"' || char === "'") {
      quoted.lastIndex = index;
      const string = quoted.exec(text);
      if (!string) return -1;
      index += string[0].length;
      continue;
    }
    if (char === '{') depth++;
    else if (char === '}' && depth > 0) depth--;
    else if (char === '}' && text[index + 1] === '}') return index;
    index++;
  }
  return -1;
};

/** Quick: whether a text holds an expression, or an escaped one, at all. */
export const mentionsExpressionText = (text: string): boolean => text.includes(opening);

/** Splits `a-${{ cluster.name }}` into text and compiled expressions; `$${{` is the text `${{`. */
export const parseTemplate = (text: string): ParsedTemplate => {
  const parts: Part[] = [];
  let literal = '';
  let index = 0;
  while (index < text.length) {
    const found = text.indexOf(opening, index);
    if (found < 0) break;
    if (found > 0 && text[found - 1] === '$' && found - 1 >= index) {
      literal += `${text.slice(index, found - 1)}${opening}`;
      index = found + opening.length;
      continue;
    }
    const start = found + opening.length;
    const end = closingOf(text, start);
    if (end < 0) return { error: { message: `the expression has no closing }}`, offset: found } };
    const { expression, error } = compileExpression(text.slice(start, end));
    if (error) return { error: { message: error.message, offset: start + error.offset } };
    literal += text.slice(index, found);
    if (literal !== '') parts.push({ text: literal });
    parts.push({ expression, offset: start });
    literal = '';
    index = end + 2;
  }
  literal += text.slice(index);
  if (literal !== '' || parts.length === 0) parts.push({ text: literal });
  return { template: { parts } };
};

const asText = (result: Evaluated): string | undefined => {
  const { value } = result;
  return value === null || value === undefined || typeof value === 'object' ? undefined : String(value);
};

/** The template for one cluster: an expression alone keeps its type, one inside a text becomes text. */
export const evaluateTemplate = (template: Template, cluster: ClusterFacts): Evaluated => {
  const [only] = template.parts;
  const alone = template.parts.length === 1;
  let text = '';
  for (const part of template.parts) {
    if ('text' in part) {
      text += part.text;
      continue;
    }
    const result = evaluate(part.expression, cluster);
    if (result.error) {
      return { error: { message: result.error.message, offset: part.offset + result.error.offset } };
    }
    if (alone && part === only) return result;
    const piece = asText(result);
    if (piece === undefined) {
      const message = 'a list, a map or null cannot stand inside a text';
      return { error: { message, offset: part.offset } };
    }
    text += piece;
  }
  return { value: text };
};
