import type { Json } from '../../../../src/model/json.ts';

/** The events of one watch, in order. */
export interface Watcher {
  /** The next `count` events, fewer where the server ends the stream; rejects when they do not come in time. */
  take(count: number): Promise<readonly Json[]>;
  /** The events not taken yet, once the server has ended the stream; rejects when it does not in time. */
  ended(): Promise<readonly Json[]>;
  close(): void;
}

/** Milliseconds until an event that does not come is missed. */
const patienceMs = 10_000;

/** Text to whole lines, as they are completed. */
async function* linesOf(text: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of text) {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    yield* parts.filter((line) => line !== '');
  }
  if (rest !== '') yield rest;
}

/** Collects the events of a stream of JSON lines; whoever waits is woken by each. */
export const collectEvents = (text: AsyncIterable<string>, close: () => void): Watcher => {
  const events: Json[] = [];
  let over = false;
  let wake = Promise.withResolvers<void>();
  const signal = (): void => {
    wake.resolve();
    wake = Promise.withResolvers<void>();
  };
  const read = async (): Promise<void> => {
    for await (const line of linesOf(text)) {
      events.push(JSON.parse(line) as Json);
      signal();
    }
  };
  const end = (): void => {
    over = true;
    signal();
  };
  void read().then(end, end);
  const waitFor = async (condition: () => boolean): Promise<void> => {
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(
      () => late.reject(new Error(`after ${patienceMs} ms there is only ${JSON.stringify(events)}`)),
      patienceMs,
    );
    try {
      while (!condition()) await Promise.race([wake.promise, late.promise]);
    } finally {
      clearTimeout(timer);
    }
  };
  return {
    async take(count) {
      await waitFor(() => events.length >= count || over);
      return events.splice(0, count);
    },
    async ended() {
      await waitFor(() => over);
      return events.splice(0);
    },
    close,
  };
};
