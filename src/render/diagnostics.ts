import type { Diagnostic } from '../model/diagnostic.ts';

/** Each once: an error of a layer that reaches fifty objects is one error. */
export const uniqueDiagnostics = (diagnostics: readonly Diagnostic[]): readonly Diagnostic[] => {
  if (diagnostics.length < 2) return diagnostics;
  const seen = new Set<string>();
  return diagnostics.filter(({ code, message, source }) => {
    const key = JSON.stringify([code, message, source]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
};
