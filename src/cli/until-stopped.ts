/** Resolves at the first SIGINT or SIGTERM; a second one ends the process at once, as a person expects. */
export const untilStopped = (): Promise<NodeJS.Signals> =>
  new Promise((resolve) => {
    // timers of the loops keep no process alive; this one does, until it is told to stop
    const alive = setInterval(() => undefined, 2 ** 30);
    let asked = false;
    const onSignal = (signal: NodeJS.Signals): void => {
      if (asked) process.exit(130);
      asked = true;
      clearInterval(alive);
      resolve(signal);
    };
    process.on('SIGINT', onSignal);
    process.on('SIGTERM', onSignal);
  });
