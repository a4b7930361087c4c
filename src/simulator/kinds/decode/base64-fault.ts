const isLetter = (code: number): boolean =>
  (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || (code >= 47 && code <= 57) || code === 43;

/** Padding and what may follow it: its own rules, as Go's decoder has them. */
const paddingFault = (text: string, at: number, filled: number): number | undefined => {
  if (filled < 2) return at;
  const next = filled === 2 ? at + 1 : at;
  if (filled === 2 && text[next] === undefined) return text.length;
  if (filled === 2 && text[next] !== '=') return next;
  return next + 1 < text.length ? next + 1 : undefined;
};

/** Where Go's base64 decoder stops (a byte's index), or undefined when it takes the text. Line breaks are skipped. */
export const base64Fault = (text: string): number | undefined => {
  let filled = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 10 || code === 13) continue;
    if (code === 61) return paddingFault(text, at, filled);
    if (!isLetter(code)) return at;
    filled = (filled + 1) % 4;
  }
  return filled === 0 ? undefined : text.length - filled;
};
