import { mediaTypes } from '../api.ts';
import { listMetadata } from '../list.ts';
import { metaKey, type ObjectMeta } from '../object-meta.ts';
import { type Query, watchPath } from '../paths.ts';
import { type Outcome, outcomeOfError, outcomeOfStatus } from './outcome.ts';
import { type Reflector, synced, tell } from './reflector.ts';
import { parseWatchLine } from './watch-line.ts';
import { hasWatchList } from './watch-list-support.ts';

/** Milliseconds. A watch that the server ends sooner counts as failed, or it would be a hot loop. */
const shortMs = 2_000;
/** Watches with initial events that end before all was told, before a plain list is tried. */
const mostUnsynced = 2;

/** One list or one watch, to its end. Never rejects. */
export const attempt = async (reflector: Reflector): Promise<Outcome> => {
  const { api, type } = reflector.options;
  try {
    if (reflector.cursor !== undefined) {
      return await follow(reflector, { resourceVersion: reflector.cursor });
    }
    if (!hasWatchList(api, type) || reflector.unsynced >= mostUnsynced) return await relist(reflector);
    return await follow(reflector, { sendInitialEvents: true, resourceVersionMatch: 'NotOlderThan' });
  } catch (error) {
    return outcomeOfError(error);
  }
};

/** A list page by page, then all that it did not hold has vanished. */
const relist = async (reflector: Reflector): Promise<Outcome> => {
  const { options, known } = reflector;
  const outcome = await listMetadata({
    api: options.api,
    type: options.type,
    ...(options.namespace === undefined ? {} : { namespace: options.namespace }),
    ...(options.labelSelector === undefined ? {} : { labelSelector: options.labelSelector }),
    signal: options.signal,
    record: (metadata: ObjectMeta) => {
      tell(reflector, known.present(metadata));
      return metaKey(metadata);
    },
  });
  if (!outcome.listed) return outcomeOfStatus(outcome.response.status, outcome.response.retryAfter);
  synced(reflector, new Set(outcome.items), outcome.resourceVersion);
  return { kind: 'listed' };
};

/** One watch. What it tells moves the cursor, so that the next one goes on where this one was cut. */
const follow = async (reflector: Reflector, from: Query): Promise<Outcome> => {
  const { options } = reflector;
  const listed: Set<string> | undefined = reflector.cursor === undefined ? new Set() : undefined;
  let opened = Number.POSITIVE_INFINITY;
  let verdict: Outcome | undefined;
  try {
    const answer = await options.api.stream({
      path: watchPath(options.type, options, {
        allowWatchBookmarks: true,
        // the spread keeps a fleet's watches from reopening together
        timeoutSeconds: 240 + Math.floor(reflector.random() * 60),
        ...from,
      }),
      accept: mediaTypes.metadata,
      onOpen: () => {
        opened = reflector.now();
        if (reflector.cursor === undefined) reflector.unsynced += 1;
        else if (!options.signal.aborted) reflector.teller.tell('synced');
      },
      onLine: (line) => {
        if (options.signal.aborted) return;
        verdict = hear(reflector, line, listed);
        // a stream is ended by throwing; what is thrown comes back below
        if (verdict !== undefined) throw new Error('the watch is over');
      },
      signal: options.signal,
      silentAfterMs: options.silentAfterMs ?? 150_000,
    });
    return endOf(reflector, answer, reflector.now() - opened >= shortMs);
  } catch (error) {
    return verdict ?? outcomeOfError(error);
  } finally {
    // a quiet watch works too, though it tells nothing
    if (reflector.now() - opened >= shortMs) reflector.failures = 0;
  }
};

const endOf = (
  reflector: Reflector,
  answer: { readonly status: number; readonly retryAfter?: number },
  lasted: boolean,
): Outcome => {
  const untold = reflector.cursor === undefined;
  // servers without WatchList refuse its parameters as invalid
  if (untold && (answer.status === 422 || answer.status === 400)) return { kind: 'without-watch-list' };
  if (answer.status !== 200) return outcomeOfStatus(answer.status, answer.retryAfter);
  if (untold) return { kind: 'failed', answered: false, why: 'the watch ended before all was told' };
  if (lasted) return { kind: 'ended' };
  return { kind: 'failed', answered: false, why: 'the watch ended as soon as it began' };
};

/** Takes one line; an outcome ends the watch. */
const hear = (reflector: Reflector, text: string, listed: Set<string> | undefined): Outcome | undefined => {
  const line = parseWatchLine(text);
  const untold = reflector.cursor === undefined;
  switch (line.kind) {
    case 'error':
      return outcomeOfStatus(line.status, line.retryAfter);
    case 'bookmark':
      // a server that ignores sendInitialEvents sends bookmarks too, but never the one that ends them
      if (untold && !line.initialEventsEnd) return { kind: 'without-watch-list' };
      if (untold) synced(reflector, listed ?? new Set(), line.resourceVersion);
      else reflector.cursor = line.resourceVersion;
      break;
    case 'present':
      if (untold) listed?.add(metaKey(line.metadata));
      tell(reflector, reflector.known.present(line.metadata));
      moveTo(reflector, line.metadata.resourceVersion);
      break;
    case 'gone':
      if (untold) listed?.delete(metaKey(line.metadata));
      tell(reflector, reflector.known.gone(line.metadata));
      moveTo(reflector, line.metadata.resourceVersion);
      break;
    default:
      line satisfies never;
  }
  reflector.failures = 0;
  return undefined;
};

/** Until all was told, an event's place is no place to go on from. */
const moveTo = (reflector: Reflector, resourceVersion: string): void => {
  if (reflector.cursor !== undefined) reflector.cursor = resourceVersion;
};
