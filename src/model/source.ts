import type { Json } from './json.ts';

/** Where something was written: a path inside the repository; line and column are 1-based. */
export interface Source {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** One change of one field by one layer. `before` is absent when the field was, `after` when it is removed. */
export interface Touch {
  /** A JSON Pointer (RFC 6901) into the object. */
  readonly path: string;
  readonly before?: Json;
  readonly after?: Json;
  /** A JSON Pointer: where an added value was moved from (the touch before took it out there), or copied from. */
  readonly origin?: string;
  /** The value stays as it is, and from now on the field is left to others (`ignoreFields`). */
  readonly leaves?: true;
  readonly source: Source;
  /** Where a part of `after` is written, by its JSON Pointer below `path`. */
  readonly sourceOf?: (below: string) => Source;
}

/** Finds where a field of a parsed document stands; a path that was never written answers its nearest parent. */
export interface SourceMap {
  at(pointer: string): Source;
  /** Where the key of a member stands; where the value does where it has none (an item of a list). */
  keyAt(pointer: string): Source;
  /**
   * Where one character of a text stands (`offset` in UTF-16 code units, from 0), where the text is written in one
   * piece: plain or quoted on one line and without escapes, or as a literal block. Else where the text begins.
   */
  characterAt(pointer: string, offset: number): Source;
}
