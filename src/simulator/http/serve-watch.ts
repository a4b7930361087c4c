import { ApiError } from '../api-error.ts';
import { listOptions } from '../requests/list-options.ts';
import { type EventEncoder, encodeErrorEvent, eventEncoder } from '../requests/output/encode-event.ts';
import { checkWatchStart, watchObjects } from '../requests/watch-objects.ts';
import { baseHeaders } from './answer.ts';
import type { AnswerStream } from './exchange.ts';
import { accept, type RoutedRequest, tableOptions } from './resource-routes.ts';
import type { OpenWatch, ServedCluster } from './served-cluster.ts';

/** Milliseconds between two bookmarks. */
const bookmarkEvery = 60_000;
/** Seconds that a watch lasts at least when its client does not say. */
const shortestWatch = 1800;
/** Bytes that a client may leave lying before its watch is cut: it can begin anew. */
const mostPending = 16 * 1024 * 1024;

/** Where the lines of a watch go; while its cluster's watches are stale they wait here. */
class WatchWriter {
  readonly #stream: AnswerStream;
  readonly #isStale: () => boolean;
  #held: string[] = [];

  constructor(stream: AnswerStream, isStale: () => boolean) {
    this.#stream = stream;
    this.#isStale = isStale;
  }

  write(line: string): void {
    if (this.#isStale()) {
      this.#held.push(line);
      return;
    }
    this.release();
    this.#stream.write(line);
    if (this.#stream.pending() > mostPending) this.#stream.end();
  }

  release(): void {
    if (this.#held.length === 0) return;
    const held = this.#held;
    this.#held = [];
    for (const line of held) this.#stream.write(line);
  }
}

const encoderOf = (routed: RoutedRequest): EventEncoder => {
  const { shape } = accept(routed);
  return eventEncoder(routed.request.type, shape, () => tableOptions(routed));
};

const lifetime = (timeoutSeconds: number | undefined): number =>
  timeoutSeconds === undefined || timeoutSeconds <= 0
    ? (shortestWatch + Math.floor(Math.random() * shortestWatch)) * 1000
    : timeoutSeconds * 1000;

/** Answers a watch; `onStart` hears when it has begun. Throws ApiError where it cannot begin. */
export const serveWatch = (cluster: ServedCluster, routed: RoutedRequest, onStart: () => void): void => {
  const { state, request, query, exchange } = routed;
  const options = listOptions(query, request.type);
  const encoder = encoderOf(routed);
  const expired = startError(() => checkWatchStart(state, options));
  if (expired !== undefined && expired.code !== 410) throw expired;
  onStart();
  const stream = exchange.stream(200, { ...baseHeaders, 'content-type': 'application/json' });
  if (expired !== undefined) {
    stream.write(encodeErrorEvent(expired));
    stream.end();
    return;
  }
  const writer = new WatchWriter(stream, () => cluster.faults().staleWatches === true);
  const watch = watchObjects(state, request, options, {
    event: (type, stored) => writer.write(encoder.event(type, stored)),
    bookmark: (revision, initial) => writer.write(encoder.bookmark(revision, initial)),
  });
  const bookmarks = options.bookmarks
    ? setInterval(() => watch.bookmark(), bookmarkEvery).unref()
    : undefined;
  const end = (): void => {
    if (options.bookmarks && !stream.closed) watch.bookmark();
    stream.end();
  };
  const timeout = setTimeout(end, lifetime(options.timeoutSeconds)).unref();
  const open: OpenWatch = { end: () => stream.end(), release: () => writer.release() };
  cluster.watches.add(open);
  exchange.onClose(() => {
    watch.stop();
    clearInterval(bookmarks);
    clearTimeout(timeout);
    cluster.watches.delete(open);
  });
};

const startError = (check: () => void): ApiError | undefined => {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
};
