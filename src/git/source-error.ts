import { type DiagnosticCode, HeadwaterError } from '../model/diagnostic.ts';

export type SourceCode = Extract<DiagnosticCode, `Source${string}` | 'RepositoryLimit' | 'UnsupportedEntry'>;

/** Whether trying again can help without anybody changing anything. */
const retryableCodes: ReadonlySet<SourceCode> = new Set([
  'SourceUnavailable',
  'SourceTimeout',
  'SourceCorrupt',
]);

/** An error of the git room. The message holds no credentials: callers pass URLs through `displayUrl` only. */
export const sourceError = (
  code: SourceCode,
  message: string,
  options: { hint?: string; cause?: unknown; retryable?: boolean } = {},
): HeadwaterError =>
  new HeadwaterError(
    { code, severity: 'error', message, ...(options.hint !== undefined && { hint: options.hint }) },
    { retryable: options.retryable ?? retryableCodes.has(code), cause: options.cause },
  );

export const isSourceError = (error: unknown, code: SourceCode): error is HeadwaterError =>
  error instanceof HeadwaterError && error.diagnostic.code === code;
