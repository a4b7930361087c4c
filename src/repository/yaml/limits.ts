/** Bounds on one file of a repository that nobody has reviewed yet. */
export const yamlLimits = {
  /** UTF-16 code units of one file. */
  maxTextLength: 4 * 1024 * 1024,
  /** Nesting, counted through aliases too: everything after the reader walks values by recursion. */
  maxDepth: 100,
  maxAliases: 100,
  /** Nodes of one document once every alias is written out. */
  maxNodes: 500_000,
  /** Scalar text of one document once every alias is written out, in UTF-16 code units. */
  maxExpandedLength: 16 * 1024 * 1024,
  maxMergeKeys: 10_000,
} as const;
