import type { ExplainFlags, Terminal } from '../program.ts';

export interface ExplainSubject {
  /** `kind/name`. */
  readonly resource: string;
  readonly field: string | undefined;
}

/** Exit 0 when it was explained, 2 when there is no such thing. */
export const explain = async (
  _subject: ExplainSubject,
  _flags: ExplainFlags,
  _terminal: Terminal,
): Promise<number> => {
  throw new Error('in the making');
};
