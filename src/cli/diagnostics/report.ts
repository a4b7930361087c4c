import type { Severity } from '../../model/diagnostic.ts';
import type { Source } from '../../model/source.ts';
import type { Finding } from '../../review/validate/finding.ts';

/** The lines of a file of the tree that was read; undefined where it is none. */
export type ReadLines = (file: string) => readonly string[] | undefined;

/** What a printer of validate prints. */
export interface Report {
  /** In order: by file, line and column. */
  readonly findings: readonly Finding[];
  /** 40 hex digits; '' for the files as they stand. */
  readonly commit: string;
  readonly subscriptions: number;
  readonly clusters: number;
  readonly readLines: ReadLines;
  /** Files whose lines may hold a Secret's values. */
  readonly secretFiles: ReadonlySet<string>;
  /** Files cannot be read, so that more of them may. */
  readonly isUnsure: boolean;
}

export const countOf = (findings: readonly Finding[], severity: Severity): number =>
  findings.filter((finding) => finding.severity === severity).length;

/** The text of the line that a source names. */
export const lineAt = ({ readLines }: Report, { file, line }: Source): string | undefined =>
  readLines(file)?.[line - 1];
