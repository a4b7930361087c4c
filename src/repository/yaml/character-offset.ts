import { getScalarValue, SCALAR_STYLE, type ScalarEvent } from 'js-yaml';

/** Where the n-th line of a literal block's value begins in the text, without its indentation; undefined where it is not found. */
const blockLine = (raw: string, value: string, line: number): number | undefined => {
  const rawLines = raw.split('\n');
  const valueLines = value.split('\n');
  const first = valueLines.findIndex((text) => text.trim() !== '');
  if (first < 0) return undefined;
  const indent = rawLines[first]?.lastIndexOf(valueLines[first] as string) ?? -1;
  if (indent < 0 || rawLines[line]?.slice(indent).replace(/\r$/, '') !== valueLines[line]) return undefined;
  return rawLines.slice(0, line).reduce((sum, text) => sum + text.length + 1, 0) + indent;
};

/**
 * The offset in a text of one character of a scalar's value; undefined where the scalar is not written in one piece, so
 * that a character of the value is not one character of the text (an escape, a fold, a text over lines).
 */
export const characterOffset = (event: ScalarEvent, text: string, offset: number): number | undefined => {
  if (event.valueStart < 0) return undefined;
  const raw = text.slice(event.valueStart, event.valueEnd);
  const value = getScalarValue(text, event);
  if (event.style !== SCALAR_STYLE.LITERAL_BLOCK) {
    return raw === value ? event.valueStart + offset : undefined;
  }
  const before = value.slice(0, offset);
  const line = before.split('\n').length - 1;
  const start = blockLine(raw, value, line);
  return start === undefined ? undefined : event.valueStart + start + offset - (before.lastIndexOf('\n') + 1);
};
