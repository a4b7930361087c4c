export interface StopSignal {
  /** Resolves at the first SIGINT or SIGTERM; a second one ends the process at once, as a person expects. */
  readonly received: Promise<NodeJS.Signals>;
  /** The process may end from here on; a second signal still ends it at once. */
  letGo(): void;
  /** letGo(), and signals do again what they do by themselves. */
  close(): void;
}

/** Listens from now on, and keeps the process alive until it is let go: timers of the loops do not. */
export const stopSignal = (): StopSignal => {
  const alive = setInterval(() => undefined, 2 ** 30);
  let onSignal = (_signal: NodeJS.Signals): void => undefined;
  const received = new Promise<NodeJS.Signals>((resolve) => {
    let asked = false;
    onSignal = (signal) => {
      if (asked) process.exit(130);
      asked = true;
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
