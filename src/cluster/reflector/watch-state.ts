export type WatchStateName = 'connecting' | 'synced' | 'broken' | 'unserved' | 'forbidden';

export interface WatchState {
  readonly state: WatchStateName;
  /** Milliseconds, monotonic; of `broken`, when the first failure was seen. */
  readonly since: number;
  /** What went wrong, for a person; never an object's content. */
  readonly why?: string;
}

/** Tells each change of state once. */
export interface StateTeller {
  tell(state: WatchStateName, why?: string): void;
  /** The first failure of a row is only noted: a watch that is cut and comes back at once was not broken. */
  fail(failures: number, why: string): void;
}

export const createStateTeller = (
  now: () => number,
  onState: ((state: WatchState) => void) | undefined,
): StateTeller => {
  let told: WatchStateName | undefined;
  let failingSince = 0;
  const tell = (state: WatchStateName, since: number, why?: string): void => {
    if (told === state) return;
    told = state;
    onState?.(why === undefined ? { state, since } : { state, since, why });
  };
  return {
    tell: (state, why) => tell(state, now(), why),
    fail: (failures, why) => {
      if (failures === 1) failingSince = now();
      else tell('broken', failingSince, why);
    },
  };
};
