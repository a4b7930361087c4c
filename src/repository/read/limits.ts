/** Bounds on what is read of one commit. */
export const repositoryLimits = {
  /** YAML and JSON files inside the known folders, links followed. */
  maxFiles: 50_000,
  /** Bytes of those files. */
  maxBytes: 256 * 1024 * 1024,
  /** Bytes of one of them. */
  maxFileBytes: 4 * 1024 * 1024,
  /** Links followed to reach one file, as Linux has it. */
  maxLinks: 40,
  /** Bytes of a link's target, as Linux has it. */
  maxLinkLength: 4096,
} as const;
