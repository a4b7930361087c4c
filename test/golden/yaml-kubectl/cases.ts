import { memberCases } from './member-cases.ts';
import { big, dates, digits, words } from './plain-cases.ts';
import { blocks, tagged, texts } from './text-cases.ts';

/** Values of `k`. */
const scalarCases: readonly string[] = [
  ...new Set([...words, ...digits, ...big, ...dates, ...texts, ...tagged, ...blocks]),
];

/** Keys, with the value `v`. */
const keyCases: readonly string[] = [
  ...new Set<string>([
    ...words,
    ...digits,
    ...big,
    ...dates,
    ...tagged,
    '"<<"',
    '"yes"',
    "'0644'",
    '""',
    '? a',
    '[a]',
    '{a: b}',
  ]),
];

/** The members of `spec` that are asked about. */
export const allSpecs = {
  scalars: scalarCases.map((text) => `k: ${text}`),
  keys: keyCases.map((text) => `${text}: v`),
  members: memberCases,
} as const satisfies Record<string, readonly string[]>;
