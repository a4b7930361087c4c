import type { Diagnostic } from '../../model/diagnostic.ts';
import { maskedValue } from '../../render/mask-secrets.ts';

const speaksOfSecrets = /\bSecret\b|\bstringData\b/;
/** A text that cannot be read may be a patch of a Secret that does not say so. */
const mayHoldData = /\bSecret\b|\b(?:stringD|d)ata\b/;

const key = /^(\s*(?:- +)*(?:"(?:[^"\\]|\\.)*"|'[^']*'|[\w./-]+)\s*:)(?:\s+(.*))?$/;
const blockHeader = /(?:^|[\s:-])[|>][-+1-9]{0,2}\s*(?:#.*)?$/;

const indent = (line: string): number => line.length - line.trimStart().length;

/** Whether a line is of a block (`|`, `>`) that an outer line opened. */
const isInBlock = (lines: readonly string[], index: number): boolean => {
  let depth = indent(lines[index] ?? '');
  for (let above = index - 1; above >= 0 && depth > 0; above -= 1) {
    const line = lines[above]!;
    if (line.trim() === '' || indent(line) >= depth) continue;
    if (blockHeader.test(line)) return true;
    depth = indent(line);
  }
  return false;
};

/** What a line keeps: its key, where it has one. Texts over several lines have none that could be told from text. */
const withoutValue = (lines: readonly string[], index: number): string => {
  const found = isInBlock(lines, index) ? null : key.exec(lines[index] ?? '');
  if (!found) return maskedValue;
  const [, name, value = ''] = found;
  return value === '' ? name! : `${name} ${maskedValue}`;
};

export interface MaskOptions {
  readonly lines: readonly string[];
  /** 1-based. */
  readonly line: number;
  readonly code: Diagnostic['code'];
  /** What the fleet knows of the file: it holds or patches a Secret. */
  readonly isSecret: boolean;
  /** Files of the fleet cannot be read: what a patch reaches cannot be told. */
  readonly isUnsure: boolean;
}

interface Mentions {
  readonly secrets: boolean;
  readonly data: boolean;
  readonly overlays: boolean;
}

const known = new WeakMap<readonly string[], Mentions>();

const mentionsOf = (lines: readonly string[]): Mentions => {
  const found = known.get(lines) ?? {
    secrets: lines.some((line) => speaksOfSecrets.test(line)),
    data: lines.some((line) => mayHoldData.test(line)),
    overlays: lines.some((line) => /\bOverlay\b/.test(line)),
  };
  known.set(lines, found);
  return found;
};

/** A line of a file as it may be shown: where the file has to do with Secrets, no value of it. */
export const shownLine = ({ lines, line, code, isSecret, isUnsure }: MaskOptions): string => {
  const mentions = mentionsOf(lines);
  // what a text that is no YAML means cannot be told
  if (code.startsWith('Yaml') && (isSecret || mentions.data)) return maskedValue;
  const mayPatch = isUnsure && mentions.overlays && mentions.data;
  if (isSecret || mentions.secrets || mayPatch) return withoutValue(lines, line - 1);
  return lines[line - 1] ?? '';
};
