import { PatchRefused } from './outcome.ts';

/** The reference tokens of a JSON Pointer (RFC 6901), unescaped. `at` is where the patch holds the pointer. */
export const pointerTokens = (pointer: string, at: string): readonly string[] => {
  if (pointer === '') return [];
  if (!pointer.startsWith('/')) {
    throw new PatchRefused('malformed', `"${pointer}" is no JSON Pointer: it must start with "/"`, at);
  }
  if (/~(?![01])/.test(pointer)) {
    throw new PatchRefused(
      'malformed',
      `"${pointer}" is no JSON Pointer: "~" stands only in "~0" and "~1"`,
      at,
    );
  }
  return pointer
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
};

/** A list index as RFC 6901 spells it: no sign, no leading zero. */
export const listIndex = (token: string): number | undefined =>
  /^(0|[1-9][0-9]{0,8})$/.test(token) ? Number(token) : undefined;
