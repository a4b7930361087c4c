/** Calls of one key that come while one runs share it. */
export interface SingleFlight<Result> {
  /**
   * Runs `work`, or joins the run of this key that is under way. A caller whose signal aborts is let go at
   * once; the work is aborted when nobody waits for it any more.
   */
  run(key: string, work: (signal: AbortSignal) => Promise<Result>, signal?: AbortSignal): Promise<Result>;
}

interface Flight<Result> {
  readonly result: Promise<Result>;
  readonly controller: AbortController;
  waiting: number;
}

/** Rejects when the signal aborts; `stop` takes the listener off again. */
const aborted = (signal: AbortSignal): { readonly promise: Promise<never>; stop(): void } => {
  let stop = (): void => undefined;
  const promise = new Promise<never>((_, reject) => {
    const onAbort = (): void => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    stop = () => signal.removeEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
  });
  return { promise, stop: () => stop() };
};

export const createSingleFlight = <Result>(): SingleFlight<Result> => {
  const flights = new Map<string, Flight<Result>>();

  const start = (key: string, work: (signal: AbortSignal) => Promise<Result>): Flight<Result> => {
    const controller = new AbortController();
    const result = work(controller.signal).finally(() => {
      if (flights.get(key) === flight) flights.delete(key);
    });
    // every waiter may have left before it fails
    result.catch(() => undefined);
    const flight: Flight<Result> = { result, controller, waiting: 0 };
    flights.set(key, flight);
    return flight;
  };

  const run: SingleFlight<Result>['run'] = async (key, work, signal) => {
    const joined = flights.get(key);
    const flight = joined !== undefined && !joined.controller.signal.aborted ? joined : start(key, work);
    flight.waiting += 1;
    const leave = signal && aborted(signal);
    try {
      return await (leave ? Promise.race([flight.result, leave.promise]) : flight.result);
    } finally {
      leave?.stop();
      flight.waiting -= 1;
      if (flight.waiting === 0) flight.controller.abort();
    }
  };

  return { run };
};

/** Runs one task at a time, in the order in which they came; a failure does not stop the next. */
export const createQueue = (): (<Result>(task: () => Promise<Result>) => Promise<Result>) => {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const result = last.then(task, task);
    last = result.catch(() => undefined);
    return result;
  };
};
