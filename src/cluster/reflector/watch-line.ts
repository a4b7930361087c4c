import type { ObjectMeta } from '../object-meta.ts';

/** One line of a metadata watch. */
export type WatchLine =
  | { readonly kind: 'present' | 'gone'; readonly metadata: ObjectMeta }
  | { readonly kind: 'bookmark'; readonly resourceVersion: string; readonly initialEventsEnd: boolean }
  | { readonly kind: 'error'; readonly status: number; readonly retryAfter?: number };

interface RawLine {
  readonly type?: string;
  readonly object?: {
    readonly metadata?: Partial<ObjectMeta>;
    readonly code?: number;
    readonly details?: { readonly retryAfterSeconds?: number };
  };
}

const endOfInitialEvents = 'k8s.io/initial-events-end';

/** Reads one line; throws a SyntaxError or TypeError for what no API server sends. */
export const parseWatchLine = (line: string): WatchLine => {
  const { type, object } = JSON.parse(line) as RawLine;
  switch (type) {
    case 'ADDED':
    case 'MODIFIED':
      return { kind: 'present', metadata: metadataOf(object) };
    case 'DELETED':
      return { kind: 'gone', metadata: metadataOf(object) };
    case 'BOOKMARK':
      return {
        kind: 'bookmark',
        resourceVersion: object?.metadata?.resourceVersion ?? '',
        initialEventsEnd: object?.metadata?.annotations?.[endOfInitialEvents] === 'true',
      };
    case 'ERROR':
      return errorOf(object);
    default:
      throw new TypeError('a watch event of an unknown type');
  }
};

const metadataOf = (object: RawLine['object']): ObjectMeta => {
  const { name, uid, resourceVersion } = object?.metadata ?? {};
  if (typeof name === 'string' && typeof uid === 'string' && typeof resourceVersion === 'string') {
    // the API server vouches for the types of the rest
    return object!.metadata as ObjectMeta;
  }
  throw new TypeError('a watch event without identity');
};

const errorOf = (object: RawLine['object']): WatchLine => {
  const retryAfter = object?.details?.retryAfterSeconds;
  const status = object?.code ?? 500;
  return typeof retryAfter === 'number' && retryAfter > 0
    ? { kind: 'error', status, retryAfter }
    : { kind: 'error', status };
};
