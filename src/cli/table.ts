/** One line that moves no cursor: what others wrote may hold line breaks and a terminal's control characters. */
export const printable = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');

/** Rows as kubectl prints them: left aligned, three spaces between columns, headers in capitals. */
export const formatTable = (headers: readonly string[], given: readonly (readonly string[])[]): string => {
  const rows = given.map((row) => row.map(printable));
  const widths = headers.map((header, column) =>
    Math.max(header.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('   ')
      .trimEnd();
  return [headers.map((header) => header.toUpperCase()), ...rows].map(line).join('\n');
};

/** Cuts a cell to a width, with an ellipsis. */
export const clip = (text: string, width: number): string =>
  text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;

/** `3s`, `5m`, `2h`, `4d`, as kubectl writes ages. */
export const formatAge = (ms: number): string => {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 120) return `${seconds}s`;
  if (seconds < 7200) return `${Math.floor(seconds / 60)}m`;
  if (seconds < 172_800) return `${Math.floor(seconds / 3600)}h`;
  return `${Math.floor(seconds / 86_400)}d`;
};
