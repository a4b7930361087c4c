import type { Json } from '../../model/json.ts';
import type { FieldChange } from '../../review/diff/field-change.ts';
import { clip, printable } from '../table.ts';

const widest = 200;

const valueText = (value: Json | undefined): string => clip(printable(JSON.stringify(value ?? null)), widest);

/** `spec.replicas: 3 → 5`; `+` and `-` where a field comes or goes. */
export const changeText = ({ op, field, before, after }: FieldChange): string => {
  const name = printable(field);
  switch (op) {
    case 'add':
      return `+ ${name}: ${valueText(after)}`;
    case 'remove':
      return `- ${name}: ${valueText(before)}`;
    case 'replace':
      return `~ ${name}: ${valueText(before)} → ${valueText(after)}`;
    case 'move':
      return `~ ${name} has another place in its list`;
    default:
      return op satisfies never;
  }
};
