import type { Json } from '../../model/json.ts';
import type { FieldChange } from '../../review/diff/field-changes.ts';
import { clip, printable } from '../table.ts';

const widest = 80;

export const valueText = (value: Json): string => clip(printable(JSON.stringify(value)), widest);

/** `/spec/template/spec/containers/0/image` → `spec.template.spec.containers[0].image`, as explain takes it. */
export const fieldText = (pointer: string): string =>
  pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce((path, token) => {
      if (/^\d+$/.test(token)) return `${path}[${token}]`;
      if (/^[\w-]+$/.test(token)) return path === '' ? token : `${path}.${token}`;
      return `${path}[${JSON.stringify(token)}]`;
    }, '');

/** `spec.replicas: 3 → 5`; `+` and `-` where a field comes or goes. */
export const changeText = ({ path, before, after }: FieldChange): string => {
  const field = printable(fieldText(path));
  if (before === undefined) return `+ ${field}: ${valueText(after ?? null)}`;
  if (after === undefined) return `- ${field}: ${valueText(before)}`;
  return `~ ${field}: ${valueText(before)} → ${valueText(after)}`;
};
