/** Bounds how many tasks run at once. p-queue costs ten times as much an entry, and this runs once an object. */
export interface Gate {
  run<T>(task: () => Promise<T>): Promise<T>;
}

export interface GateWidth {
  /** Places that are always there. */
  readonly least: number;
  readonly most: number;
  /** One more place for so many that wait. */
  readonly waitingPerPlace: number;
}

/** Always the same number of places. */
export const fixedWidth = (places: number): GateWidth => ({
  least: places,
  most: places,
  waitingPerPlace: 1,
});

export const createGate = (width: GateWidth): Gate => {
  const waiting: (() => void)[] = [];
  let next = 0;
  let running = 0;
  const places = (): number => {
    const wanted = Math.ceil((waiting.length - next) / width.waitingPerPlace);
    return Math.min(width.most, Math.max(width.least, wanted));
  };
  const enter = (): Promise<void> | undefined => {
    if (running < places()) {
      running += 1;
      return undefined;
    }
    return new Promise((resolve) => waiting.push(resolve));
  };
  const wakeNext = (): void => {
    const wake = waiting[next]!;
    next += 1;
    if (next === waiting.length) {
      waiting.length = 0;
      next = 0;
    }
    wake();
  };
  const leave = (): void => {
    running -= 1;
    // a place that is free is handed over at once, so that nobody slips in between
    while (next < waiting.length && running < places()) {
      running += 1;
      wakeNext();
    }
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
