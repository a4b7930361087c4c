/** The one table of exit codes. */
export const exitCodes = {
  /** Same, done, healthy. */
  ok: 0,
  /** Different, not healthy, or errors found in what was asked about. */
  different: 1,
  /** The command itself could not run. */
  error: 2,
} as const;
