/** Who wrote a commit, and when. */
export interface CommitAuthor {
  readonly name: string;
  readonly email: string;
  /** RFC 3339 in the author's own zone, as git keeps it: `2026-11-03T10:15:00+01:00`. */
  readonly time: string;
}

/**
 * The last change of one line of a file: the commit, 40 hex digits; or the oldest one that is known to hold the line,
 * where history ends too early; or none yet.
 */
export type LineOrigin =
  | ({ readonly kind: 'commit'; readonly commit: string } & CommitAuthor)
  | { readonly kind: 'before'; readonly commit: string }
  | { readonly kind: 'uncommitted' };
