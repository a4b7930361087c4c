import { type Json, pointerToken } from '../model/json.ts';

/**
 * One step of a patch, as it was carried out. The steps of a patch, in order, are an edit script: `before` absent =
 * added (inserted, in a list), `after` absent = removed, both = replaced, even when both are the same value.
 */
export interface Edit {
  /** A JSON Pointer into the object as it stands at this step. */
  readonly path: string;
  readonly before?: Json;
  readonly after?: Json;
  /** A JSON Pointer into the patch: the part that asks for it. */
  readonly from: string;
  /**
   * A JSON Pointer into the object: where an added value was moved from (the step before took it out there), or copied
   * from.
   */
  readonly origin?: string;
}

/** Hears of each step. */
export type RecordEdit = (edit: Edit) => unknown;

/** Where a walk stands in the object and in the patch. Absent while nobody records, so that paths cost nothing. */
export interface Trace {
  readonly record: RecordEdit;
  readonly path: string;
  readonly from: string;
}

export const traceOf = (record: RecordEdit | undefined): Trace | undefined =>
  record && { record, path: '', from: '' };

/** One step down; `key` names it in the object, `patchKey` in the patch. */
export const below = (
  trace: Trace | undefined,
  key: string | number,
  patchKey: string | number = key,
): Trace | undefined =>
  trace && {
    record: trace.record,
    path: `${trace.path}/${pointerToken(key)}`,
    from: `${trace.from}/${pointerToken(patchKey)}`,
  };

/** Reports one change at the place where the walk stands; `origin` where its value was taken out just before. */
export const changed = (
  trace: Trace | undefined,
  before: Json | undefined,
  after: Json | undefined,
  origin?: string,
): void => {
  if (trace === undefined) return;
  trace.record({
    path: trace.path,
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
    from: trace.from,
    ...(origin !== undefined && { origin }),
  });
};
