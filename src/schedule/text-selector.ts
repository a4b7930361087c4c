import type { LabelRequirement, LabelSelector } from '../repository/fleet.ts';

export type ParsedSelector =
  | { readonly selector: LabelSelector; readonly error?: never }
  | { readonly error: string; readonly selector?: never };

const maxLength = 4_096;
const key = '[A-Za-z0-9](?:[A-Za-z0-9./_-]*[A-Za-z0-9])?';
const value = '[^\\s,()=!]*';
const equality = new RegExp(`^(${key})\\s*(==|=|!=)\\s*(${value})$`);
const membership = new RegExp(`^(${key})\\s+(in|notin)\\s*\\(([^()]*)\\)$`);
const existence = new RegExp(`^(!?)\\s*(${key})$`);

/** Parts at the commas that stand in no parentheses. */
const partsOf = (text: string): readonly string[] => {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let index = 0; index < text.length; index++) {
    const char = text[index];
    if (char === '(') depth++;
    else if (char === ')') depth--;
    else if (char === ',' && depth === 0) {
      parts.push(text.slice(start, index));
      start = index + 1;
    }
  }
  return [...parts, text.slice(start)].map((part) => part.trim());
};

const requirementOf = (part: string): LabelRequirement | undefined => {
  const equal = equality.exec(part);
  if (equal) {
    const [, name, operator, wanted] = equal;
    return { key: name!, operator: operator === '!=' ? 'NotIn' : 'In', values: [wanted!] };
  }
  const member = membership.exec(part);
  if (member) {
    const [, name, operator, list] = member;
    const values = list!.split(',').map((item) => item.trim());
    return { key: name!, operator: operator === 'in' ? 'In' : 'NotIn', values };
  }
  const exists = existence.exec(part);
  if (!exists) return undefined;
  return { key: exists[2]!, operator: exists[1] === '!' ? 'DoesNotExist' : 'Exists' };
};

/**
 * Parses a selector as kubectl's `-l` takes it: `a=b, c!=d, e in (x,y), f notin (z), g, !h`. An empty text selects
 * everything. Serves labels and annotations; an annotation's value with spaces, commas or brackets cannot be named.
 */
export const parseSelector = (text: string): ParsedSelector => {
  if (text.length > maxLength) return { error: `a selector is at most ${maxLength} characters long` };
  if (text.trim() === '') return { selector: {} };
  const matchExpressions: LabelRequirement[] = [];
  for (const part of partsOf(text)) {
    const requirement = requirementOf(part);
    if (!requirement) return { error: `${JSON.stringify(part)} is no requirement of a selector` };
    matchExpressions.push(requirement);
  }
  return { selector: { matchExpressions } };
};
