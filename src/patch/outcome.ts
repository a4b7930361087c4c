import type { Json } from '../model/json.ts';
import type { Edit, RecordEdit } from './trace.ts';

/**
 * Why a patch was not applied: `malformed` (the patch itself is wrong), `missing` (it names a path that the object
 * does not have), `test-failed` (a JSON patch's `test`), `limit` (it is too long, or would grow the object too far).
 */
export type PatchProblem = 'malformed' | 'missing' | 'test-failed' | 'limit';

export type PatchOutcome =
  | { readonly ok: true; readonly value: Json }
  | {
      readonly ok: false;
      readonly problem: PatchProblem;
      readonly message: string;
      /** A JSON Pointer inside the patch: the part that is wrong. */
      readonly at: string;
    };

/** The one way out of a deep walk; caught by `outcomeOf` and never seen outside this room. */
export class PatchRefused extends Error {
  readonly problem: PatchProblem;
  readonly at: string;

  constructor(problem: PatchProblem, message: string, at: string) {
    super(message);
    this.name = 'PatchRefused';
    this.problem = problem;
    this.at = at;
  }
}

/**
 * Runs a patch and turns its refusal into data: any other error is a bug and goes on. Its edits are reported only
 * once it has gone through, because a refused patch changed nothing.
 */
export const outcomeOf = (
  record: RecordEdit | undefined,
  patch: (record: RecordEdit | undefined) => Json,
): PatchOutcome => {
  const edits: Edit[] = [];
  try {
    const value = patch(record && ((edit) => edits.push(edit)));
    if (record) for (const edit of edits) record(edit);
    return { ok: true, value };
  } catch (error) {
    if (!(error instanceof PatchRefused)) throw error;
    return { ok: false, problem: error.problem, message: error.message, at: error.at };
  }
};
