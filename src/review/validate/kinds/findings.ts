import type { Diagnostic } from '../../../model/diagnostic.ts';

/** What is found, each once: one line may be wrong for many objects, and one object is looked at in several forms. */
export class Findings {
  readonly #found = new Map<string, Diagnostic>();
  readonly #written = new Set<string>();

  /** Whether it was not known before. */
  #add(diagnostic: Diagnostic): boolean {
    const { code, message, source } = diagnostic;
    const key = JSON.stringify([code, message, source?.file, source?.line, source?.column]);
    if (this.#found.has(key)) return false;
    this.#found.set(key, diagnostic);
    return true;
  }

  /** Of a document as it is written. */
  addWritten(diagnostic: Diagnostic): void {
    this.#written.add(kindOfFinding(diagnostic));
    this.#add(diagnostic);
  }

  /**
   * Of a rendered object; what was told of the file that it has it from, more exactly, is not told again. Answers
   * whether it is news.
   */
  addRendered(diagnostic: Diagnostic): boolean {
    return !this.#written.has(kindOfFinding(diagnostic)) && this.#add(diagnostic);
  }

  list(): readonly Diagnostic[] {
    return [...this.#found.values()];
  }
}

const kindOfFinding = ({ code, message, source }: Diagnostic): string =>
  JSON.stringify([code, message, source?.file]);
