import type { FleetStatus } from '../../controllers/status.ts';

/** The reconciler's status, and whoever wants to hear that it changed. */
export interface StatusChanges {
  /** Tells the listeners, joined: a thousand bindings that move at once are one call. */
  changed(): void;
  /** Returns how to stop listening. */
  listen(listener: () => void): () => void;
}

/** Changes within so long are told once; milliseconds. */
const joinMs = 20;

export const createStatusChanges = (): StatusChanges => {
  const listeners = new Set<() => void>();
  let timer: NodeJS.Timeout | undefined;
  const tell = (): void => {
    timer = undefined;
    for (const listener of listeners) listener();
  };
  return {
    changed() {
      if (listeners.size === 0 || timer !== undefined) return;
      timer = setTimeout(tell, joinMs);
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};

export interface StatusWait {
  readonly status: () => FleetStatus;
  readonly changes: Pick<StatusChanges, 'listen'>;
  readonly signal?: AbortSignal;
  /** Milliseconds; without it there is no end but the signal. */
  readonly timeoutMs?: number;
}

/** Resolves with true once the condition holds, with false when time is up or the signal is given. */
export const waitForStatus = (
  wait: StatusWait,
  condition: (status: FleetStatus) => boolean,
): Promise<boolean> => {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const ends: (() => void)[] = [];
  const end = (outcome: boolean): void => {
    for (const each of ends.splice(0)) each();
    resolve(outcome);
  };
  const look = (): void => {
    if (condition(wait.status())) end(true);
  };
  const aborted = (): void => end(false);
  ends.push(wait.changes.listen(look));
  if (wait.timeoutMs !== undefined) {
    const timer = setTimeout(aborted, wait.timeoutMs);
    ends.push(() => clearTimeout(timer));
  }
  wait.signal?.addEventListener('abort', aborted, { once: true });
  ends.push(() => wait.signal?.removeEventListener('abort', aborted));
  if (wait.signal?.aborted) aborted();
  else look();
  return promise;
};
