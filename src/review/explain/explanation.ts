import type { Diagnostic } from '../../model/diagnostic.ts';
import type { Json } from '../../model/json.ts';
import type { KubeObject, ResourceId } from '../../model/resource.ts';
import type { Source } from '../../model/source.ts';
import type { FieldNode } from './field-node.ts';
import type { FinishNote, Writer, WrittenTouch } from './written-touch.ts';

export type SkipReason =
  | 'feeds'
  | 'affinity'
  | 'when'
  | 'error'
  | 'no-match'
  | 'missing-path'
  | 'nothing-written';

/** A layer of this cluster that did not write, and why. */
export interface SkippedLayer {
  readonly writer: Writer;
  /** The layer's folder or file. */
  readonly path: string;
  readonly reason: SkipReason;
  readonly message: string;
  readonly source?: Source;
  /** Whether something in it is for this object, so that it would write if it were not skipped. */
  readonly concerns: boolean;
}

/** All that can be said of one object on one cluster. */
export interface Explanation {
  readonly cluster: string;
  /** `namespace/name`. */
  readonly subscription: string;
  readonly id: ResourceId;
  /** As the feed's document has it: what the touches are replayed over. */
  readonly start: KubeObject;
  /** Absent where it cannot be rendered: the touches are then those up to the error. */
  readonly object?: KubeObject;
  readonly touches: readonly WrittenTouch[];
  /** Every field with its history, those too that are gone. */
  readonly root: FieldNode;
  /** In the order of the stack. */
  readonly skipped: readonly SkippedLayer[];
  readonly diagnostics: readonly Diagnostic[];
}

/** One line of a field's history. */
export interface FieldTouch {
  readonly writer: Writer;
  /** JSON Pointer of the field as this touch found it; below the field that was asked for where a part of it changed. */
  readonly path: string;
  readonly source?: Source;
  /** Absent: the field was not there. */
  readonly before?: Json;
  /** Absent: the field was removed. */
  readonly after?: Json;
  /** JSON Pointer of where the value was moved or copied from. */
  readonly origin?: string;
  readonly note?: FinishNote;
  /** The field was left to others (`ignoreFields`); the value is what a new object starts with. */
  readonly leaves?: true;
  /** Whether this is what the value is due to. */
  readonly wins: boolean;
}

/** One field of an explained object. */
export interface FieldExplanation {
  /** `spec.template.spec.containers[name=front].image`. */
  readonly field: string;
  readonly pointer: string;
  /** Absent: it was removed. */
  readonly value?: Json;
  /** Lowest to highest. */
  readonly touches: readonly FieldTouch[];
}
