import type { Clock } from '../apply/clock.ts';

const pauseMs = 2000;

export type StatusThrottle = (key: string, call: () => void) => void;

/** Calls at once, then at most once in 2 s for each key: a Pod that restarts writes its status all the time. */
export const createStatusThrottle = (clock: Clock, signal: AbortSignal): StatusThrottle => {
  const pausing = new Map<string, (() => void) | undefined>();
  const pause = async (key: string): Promise<void> => {
    for (;;) {
      pausing.set(key, undefined);
      await clock.sleep(pauseMs, signal);
      const call = pausing.get(key);
      if (call === undefined) break;
      call();
    }
    pausing.delete(key);
  };
  return (key, call) => {
    if (pausing.has(key)) {
      pausing.set(key, call);
      return;
    }
    call();
    // rejects only when the engine is closed
    pause(key).catch(() => pausing.delete(key));
  };
};
