import type { Source, Touch } from '../../model/source.ts';
import type { LayerStage } from '../../repository/fleet.ts';

/** Who wrote a field: the feed's document, a layer, or the renderer's own last steps. */
export interface Writer {
  readonly stage: 'feed' | LayerStage | 'headwater';
  /** The feed is 1, then come the cluster's layers in their order, those too that are skipped; headwater is the last. */
  readonly number: number;
  /** The feed folder, or the layer (`200-eu`); '' for headwater. */
  readonly name: string;
}

/** What the renderer does after the last layer. */
export const finishNotes = {
  namespace: 'the namespace that an object without one is in',
  scope: 'an object of this kind has no namespace',
  secret: 'stringData became data',
  status: 'status belongs to the API server',
  server: 'the API server gives this field',
  ours: 'read by Headwater, or written by it: not part of the object',
  empty: 'nothing was left in it',
  other: 'changed after the last layer',
} as const;

export type FinishNote = keyof typeof finishNotes;

/** One change, in the order in which the changes were made; replayed over the feed's object they give the rendered one. */
export interface WrittenTouch extends Omit<Touch, 'source'> {
  /** 0 is the feed's document, which is no change; then 1, 2, … */
  readonly order: number;
  readonly writer: Writer;
  /** Absent for what the renderer does. */
  readonly source?: Source;
  readonly note?: FinishNote;
}
