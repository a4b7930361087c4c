/** Resolves at the first SIGINT or SIGTERM; a second one ends the process at once, as a person expects. */
export const untilStopped = (): Promise<NodeJS.Signals> =>
  new Promise((resolve) => {
    let asked = false;
    const onSignal = (signal: NodeJS.Signals): void => {
      if (asked) process.exit(130);
      asked = true;
      resolve(signal);
    };
    process.on('SIGINT', onSignal);
    process.on('SIGTERM', onSignal);
    // timers of the loops keep no process alive; this one does
    const alive = setInterval(() => undefined, 2 ** 30);
    process.once('exit', () => clearInterval(alive));
  });
