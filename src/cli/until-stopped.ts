export interface StopSignal {
  /** Resolves at the first SIGINT or SIGTERM; a second one ends the process at once, as a person expects. */
  readonly received: Promise<NodeJS.Signals>;
  /** The process may end from here on; a second signal still ends it at once. */
  letGo(): void;
  /** letGo(), and signals do again what they do by themselves. */
  close(): void;
}

/**
 * npx and others hand on to us what the terminal has sent us already: within so long it is the same Ctrl-C, and no
 * wish to end without clearing up. Milliseconds.
 */
const echoMs = 300;

/** Listens from now on, and keeps the process alive until it is let go: timers of the loops do not. */
export const stopSignal = (): StopSignal => {
  const alive = setInterval(() => undefined, 2 ** 30);
  let onSignal = (_signal: NodeJS.Signals): void => undefined;
  const received = new Promise<NodeJS.Signals>((resolve) => {
    let askedAt: number | undefined;
    onSignal = (signal) => {
      const now = performance.now();
      if (askedAt !== undefined && now - askedAt > echoMs) process.exit(130);
      askedAt ??= now;
      resolve(signal);
    };
  });
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    received,
    letGo: () => clearInterval(alive),
    close() {
      clearInterval(alive);
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
};

/** Resolves at the first SIGINT or SIGTERM; the process may then end by itself. */
export const untilStopped = async (): Promise<NodeJS.Signals> => {
  const signal = stopSignal();
  const received = await signal.received;
  signal.letGo();
  return received;
};
