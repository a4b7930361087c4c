import type { Json } from '../../model/json.ts';
import type { LineOrigin } from '../../model/line-origin.ts';
import type { Source } from '../../model/source.ts';
import type { Explanation, FieldExplanation, FieldTouch, SkippedLayer } from './explanation.ts';

/** Asks who wrote a line; undefined: nobody knows. */
export type OriginOf = (source: Source | undefined) => LineOrigin | undefined;

/** The line's last change. `before`: history ends at `id`, which already has the line. `unknown`: no repository. */
export interface OriginJson {
  readonly state: 'committed' | 'before' | 'uncommitted' | 'unknown';
  readonly id?: string;
  readonly author?: string;
  readonly email?: string;
  /** RFC 3339, in the author's zone. */
  readonly time?: string;
}

/** One touch, lowest first. `before` absent: the field was not there; `after` absent: it was removed. */
export interface TouchJson {
  /** Place in the stack: 1 is the feed; the last one is Headwater's own steps. */
  readonly number: number;
  readonly stage: 'feed' | 'globalization' | 'localization' | 'headwater';
  readonly name: string;
  /** JSON Pointer of what changed. */
  readonly path: string;
  readonly before?: Json;
  readonly after?: Json;
  /** JSON Pointer of where the value was moved or copied from. */
  readonly origin?: string;
  /** What a step of Headwater's own does: `secret`, `namespace`, `scope`, `status`, `server`, `ours`, `empty`, `other`. */
  readonly note?: string;
  readonly source?: Source;
  readonly commit: OriginJson;
  /** The field was left to others (`ignoreFields`). */
  readonly leaves?: true;
  /** Whether the value is due to this touch. */
  readonly wins: boolean;
}

export interface FieldJson {
  readonly field: string;
  readonly pointer: string;
  /** Absent: removed. */
  readonly value?: Json;
  readonly touches: readonly TouchJson[];
}

export interface SkippedJson {
  readonly number: number;
  readonly stage: string;
  readonly name: string;
  readonly path: string;
  /** `feeds`, `affinity`, `when`, `error`, `no-match`, `missing-path`, `nothing-written`. */
  readonly reason: string;
  readonly message: string;
  readonly source?: Source;
}

const originJson = (origin: LineOrigin | undefined): OriginJson => {
  switch (origin?.kind) {
    case undefined:
      return { state: 'unknown' };
    case 'uncommitted':
      return { state: 'uncommitted' };
    case 'before':
      return { state: 'before', id: origin.commit };
    case 'commit': {
      const { commit, name, email, time } = origin;
      return { state: 'committed', id: commit, author: name, email, time };
    }
    default:
      return origin satisfies never;
  }
};

const touchJson = ({ writer, wins, source, ...touch }: FieldTouch, originOf: OriginOf): TouchJson => ({
  number: writer.number,
  stage: writer.stage,
  name: writer.name,
  ...touch,
  ...(source && { source }),
  commit: originJson(originOf(source)),
  wins,
});

const skippedJson = ({ writer, path, reason, message, source }: SkippedLayer): SkippedJson => ({
  number: writer.number,
  stage: writer.stage,
  name: writer.name,
  path,
  reason,
  message,
  ...(source && { source }),
});

export const fieldJson = (field: FieldExplanation, originOf: OriginOf): FieldJson => ({
  ...field,
  touches: field.touches.map((touch) => touchJson(touch, originOf)),
});

/** What `explain --output json` says beside the field or the fields. `commit` is '' for a working copy. */
export const explanationJson = (explanation: Explanation, commit: string) => ({
  cluster: explanation.cluster,
  subscription: explanation.subscription,
  resource: explanation.id,
  commit,
  skipped: explanation.skipped.map(skippedJson),
  diagnostics: explanation.diagnostics,
});
