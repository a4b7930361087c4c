/** What stands where a secret stood. */
export const redacted = '[redacted]';

// Every repetition before an anchor is bounded: logged text comes from others, and must not make these quadratic.
const userinfo = /([a-z][a-z0-9+.-]{0,20}:\/\/)[^\s"'<>\\/?#]*@/gi;
const secretParameter =
  /([?&][\w.-]{0,64}(?:token|passw|secret|signature|api_?key)[\w.-]{0,64}=)[^\s"'<>\\&#]+/gi;
const authorization = /\b(Bearer|Basic)(\s{1,8})[\w.~+/-]{16,}=*/gi;

/** Text without the userinfo of any URL in it, without secret query parameters and without credentials of HTTP. */
export const scrubText = (text: string): string =>
  text
    .replace(userinfo, '$1')
    .replace(secretParameter, `$1${redacted}`)
    .replace(authorization, `$1$2${redacted}`);

/**
 * A repository or API address that may be shown: `https://user:pass@host/x` → `https://host/x`. What is no URL
 * (a path, `git@host:x`) comes back as it is, but for a password before the `@`.
 */
export const withoutUserinfo = (url: string): string => scrubText(url).replace(/^[^/@:\s]+:[^/@\s]*@/, '');

const sensitiveKey =
  /token|passw(?:or)?d|passphrase|authorization|cookie|credential|private.?key|api.?key|key.?data|^stringData$|last-applied-configuration/i;
/** Where a secret lies is no secret. */
const placeKey = /(?:file|path)$/i;

const isSensitive = (key: string): boolean => sensitiveKey.test(key) && !placeKey.test(key);

/** Fields are for people: what is larger than this is cut, so that a line stays a line. */
const limits = { depth: 6, members: 100, text: 8_192 } as const;

const scrubError = (error: Error, depth: number): Record<string, unknown> => {
  const { code } = error as { code?: unknown };
  return {
    type: error.name,
    message: scrubString(error.message),
    ...(typeof code === 'string' && { code }),
    ...(error.stack !== undefined && { stack: scrubString(error.stack) }),
    ...(error.cause !== undefined && { cause: scrubValue(error.cause, depth + 1) }),
  };
};

const scrubString = (text: string): string =>
  scrubText(text.length <= limits.text ? text : `${text.slice(0, limits.text)}…`);

const scrubRecord = (record: Readonly<Record<string, unknown>>, depth: number): Record<string, unknown> => {
  const isSecret = record.kind === 'Secret';
  return Object.fromEntries(
    Object.entries(record)
      .slice(0, limits.members)
      .map(([key, value]) => {
        const hide = value !== undefined && (isSensitive(key) || (isSecret && key === 'data'));
        return [key, hide ? redacted : scrubValue(value, depth + 1)];
      }),
  );
};

const scrubValue = (value: unknown, depth: number): unknown => {
  if (typeof value === 'string') return scrubString(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return value;
  if (depth > limits.depth) return '[deep]';
  if (value instanceof Error) return scrubError(value, depth);
  if (value instanceof Date) return value;
  if (value instanceof URL) return scrubString(value.href);
  if (Array.isArray(value)) return value.slice(0, limits.members).map((item) => scrubValue(item, depth + 1));
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  return scrubRecord(value as Record<string, unknown>, depth);
};

/** The fields of a log line as they may be written: bounded, without secrets; errors as type, message, stack, cause. */
export const scrubFields = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  fields instanceof Error ? { err: scrubError(fields, 0) } : scrubRecord(fields, 0);
