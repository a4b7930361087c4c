/** Bounds how many tasks run at once. p-queue costs ten times as much an entry, and this runs once an object. */
export interface Gate {
  run<T>(task: () => Promise<T>): Promise<T>;
}

export const createGate = (width: number): Gate => {
  const waiting: (() => void)[] = [];
  let next = 0;
  let running = 0;
  const enter = (): Promise<void> | undefined => {
    if (running < width) {
      running += 1;
      return undefined;
    }
    return new Promise((resolve) => waiting.push(resolve));
  };
  const leave = (): void => {
    const wake = waiting[next];
    if (wake === undefined) {
      running -= 1;
      return;
    }
    // the place is handed over, so that nobody slips in between
    next += 1;
    if (next === waiting.length) {
      waiting.length = 0;
      next = 0;
    }
    wake();
  };
  return {
    run: async (task) => {
      await enter();
      try {
        return await task();
      } finally {
        leave();
      }
    },
  };
};
