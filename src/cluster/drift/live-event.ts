import type { ResourceType } from '../discovery.ts';
import type { ObjectMeta } from '../object-meta.ts';

/** One event of a metadata watch. */
export interface LiveEvent {
  readonly type: ResourceType;
  readonly what: 'present' | 'gone';
  /** Concluded from a list that no longer held the object: its resourceVersion is the last one known. */
  readonly synthetic: boolean;
  readonly metadata: ObjectMeta;
  /** Monotonic milliseconds. */
  readonly seenAt: number;
}
