import { type DiagnosticCode, HeadwaterError } from '../model/diagnostic.ts';

/** An error of the state file; never retryable by itself, because a person must do something first. */
export const stateError = (
  code: Extract<DiagnosticCode, 'StateLocked' | 'StateUnreadable'>,
  message: string,
  options: { hint: string; cause?: unknown },
): HeadwaterError =>
  new HeadwaterError(
    { code, severity: 'error', message, hint: options.hint },
    { retryable: code === 'StateLocked', cause: options.cause },
  );

/** SQLite's primary result code (https://www.sqlite.org/rescode.html): the low byte of the extended one. */
export const sqliteCode = (error: unknown): number | undefined =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number'
    ? error.errcode & 0xff
    : undefined;

export const sqliteCodes = { busy: 5, locked: 6, corrupt: 11, notADatabase: 26 } as const;
