/** Bounds that keep one expression within milliseconds, whoever wrote it. */
export const expressionLimits = {
  maxLength: 2_000,
  maxNodes: 250,
  maxDepth: 24,
  /** Literal lists and maps. */
  maxElements: 100,
  /** `map`, `filter`, `all`, `split`, `join` …: none inside another, and so many in one expression. */
  maxLoops: 3,
  /** `+` inside loops, all in all: what a loop makes longer, the next one may make longer again. */
  maxLoopAdditions: 8,
  /** Parts of a `split`; labels, annotations or facts of a cluster that expressions may be asked of. */
  maxItems: 256,
  /** UTF-16 code units of a text that is searched, split, joined or changed. */
  maxTextLength: 65_536,
  /** UTF-16 code units of one label, annotation or fact that an expression may read. */
  maxInputLength: 4_096,
  /** UTF-16 code units of the text of a result. */
  maxResultLength: 65_536,
  /** Values in a result that is a list or a map. */
  maxResultValues: 1_000,
  /** Compiled expressions that are kept. */
  maxCompiled: 2_000,
} as const;
