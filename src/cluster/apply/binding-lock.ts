/**
 * One binding at a time is applied, pruned or released; heals of it go side by side, but not beside those.
 * Without it a heal could send the bytes of a pin that an apply has just replaced.
 */
export interface BindingLock {
  exclusive<T>(binding: string, task: () => Promise<T>): Promise<T>;
  shared<T>(binding: string, task: () => Promise<T>): Promise<T>;
}

interface Turn {
  /** Settles when the last exclusive task is over. */
  exclusive: Promise<void>;
  readonly shared: Set<Promise<void>>;
  waiting: number;
}

const settled = async (task: Promise<unknown>): Promise<void> => {
  try {
    await task;
  } catch {
    // the caller of that task hears of it
  }
};

export const createBindingLock = (): BindingLock => {
  const turns = new Map<string, Turn>();
  const turnOf = (binding: string): Turn => {
    const found = turns.get(binding);
    if (found) return found;
    const created: Turn = { exclusive: Promise.resolve(), shared: new Set(), waiting: 0 };
    turns.set(binding, created);
    return created;
  };
  const leave = (binding: string, turn: Turn): void => {
    turn.waiting -= 1;
    if (turn.waiting === 0) turns.delete(binding);
  };
  return {
    exclusive: async (binding, task) => {
      const turn = turnOf(binding);
      turn.waiting += 1;
      const before = Promise.all([turn.exclusive, ...turn.shared]);
      const running = before.then(task);
      turn.exclusive = settled(running);
      try {
        return await running;
      } finally {
        leave(binding, turn);
      }
    },
    shared: async (binding, task) => {
      const turn = turnOf(binding);
      turn.waiting += 1;
      const running = turn.exclusive.then(task);
      const done = settled(running);
      turn.shared.add(done);
      try {
        return await running;
      } finally {
        turn.shared.delete(done);
        leave(binding, turn);
      }
    },
  };
};
