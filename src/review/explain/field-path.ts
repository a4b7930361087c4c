import { pointerTokens } from '../../patch/pointer.ts';

/** One step of a path as people write it. */
export type Segment =
  | { readonly type: 'key'; readonly key: string }
  | { readonly type: 'index'; readonly index: number }
  | { readonly type: 'where'; readonly pairs: readonly (readonly [key: string, value: string])[] };

export type ParsedPath =
  | { readonly segments: readonly Segment[]; readonly error?: never }
  | { readonly error: string; readonly segments?: never };

const maxLength = 4_096;
const quoted = '"(?:[^"\\\\]|\\\\.)*"|\'[^\']*\'';
const bare = '(?:[^.[\\]\\\\]|\\\\.)+';
const segment = new RegExp(
  `\\.?(${bare})|\\[(\\d{1,9})\\]|\\[(${quoted})\\]|\\[([^[\\]"']+=[^[\\]]*)\\]`,
  'y',
);

const unquote = (text: string): string => {
  if (text.startsWith("'") && text.endsWith("'") && text.length > 1) return text.slice(1, -1);
  if (!text.startsWith('"') || !text.endsWith('"') || text.length < 2) return text;
  return text.slice(1, -1).replaceAll(/\\(.)/g, '$1');
};

const pairsOf = (text: string): readonly (readonly [string, string])[] =>
  text.split(',').map((part) => {
    const equals = part.indexOf('=');
    return [part.slice(0, Math.max(0, equals)).trim(), unquote(part.slice(equals + 1).trim())] as const;
  });

const segmentOf = ([, key, index, text, where]: RegExpExecArray): Segment => {
  if (key !== undefined) return { type: 'key', key: key.replaceAll(/\\(.)/g, '$1') };
  if (index !== undefined) return { type: 'index', index: Number(index) };
  if (text !== undefined) return { type: 'key', key: unquote(text) };
  return { type: 'where', pairs: pairsOf(where ?? '') };
};

const parsePointer = (text: string): ParsedPath => {
  if (/~(?![01])/.test(text)) return { error: '"~" stands only in "~0" and "~1" of a JSON Pointer' };
  return { segments: pointerTokens(text, '').map((key) => ({ type: 'key', key })) };
};

/**
 * Reads `spec.replicas`, `containers[0].image`, `containers[name=front]`, `metadata.labels["app.kubernetes.io/name"]`,
 * each also with a dot in front, and a JSON Pointer (`/spec/replicas`). A dot inside a key may be escaped (`a\.b`).
 */
export const parseFieldPath = (text: string): ParsedPath => {
  if (text.length > maxLength) return { error: `a field path is at most ${maxLength} characters long` };
  if (text.startsWith('/')) return parsePointer(text);
  const segments: Segment[] = [];
  segment.lastIndex = text === '.' ? 1 : 0;
  for (let at = segment.lastIndex; at < text.length; at = segment.lastIndex) {
    segment.lastIndex = at;
    const match = segment.exec(text);
    if (match === null) return { error: `${JSON.stringify(text.slice(at))} is no part of a field path` };
    segments.push(segmentOf(match));
  }
  return { segments };
};

/** One key as a part of a path: bare where that reads back, else in brackets. */
export const formatKey = (key: string, isFirst: boolean): string => {
  if (!/^[A-Za-z_$][\w$-]*$/.test(key)) return `[${JSON.stringify(key)}]`;
  return isFirst ? key : `.${key}`;
};
