/** The heals of one object: how often of late, and how far it is backed off. */
export interface FightRecord {
  /** Monotonic milliseconds of the heals of the last minute, ascending. */
  readonly recent: readonly number[];
  /** 0: no fight. Grows by one with each heal of a fight. */
  readonly level: number;
  readonly lastHealAt: number;
}

export const fightLimits = {
  /** More heals than this within the window are a fight. */
  heals: 5,
  windowMs: 60_000,
  firstDelayMs: 1000,
  longestDelayMs: 300_000,
} as const;

/** How long after the last heal of a fight the next one waits. */
export const fightDelayMs = (level: number): number =>
  level === 0
    ? 0
    : Math.min(fightLimits.firstDelayMs * 2 ** Math.min(level - 1, 20), fightLimits.longestDelayMs);

/** A fight is over when the object was left alone for a window after its backoff had passed. */
const isOver = (record: FightRecord, now: number): boolean =>
  now - record.lastHealAt > fightDelayMs(record.level) + fightLimits.windowMs;

/** Counts one heal. */
export const recordHeal = (before: FightRecord | undefined, now: number): FightRecord => {
  const kept = before?.recent.filter((at) => now - at < fightLimits.windowMs) ?? [];
  const recent = [...kept, now];
  const going = before !== undefined && before.level > 0 && !isOver(before, now);
  const fighting = going || recent.length > fightLimits.heals;
  // the record stays as small as a fight needs it
  const bounded = recent.slice(-fightLimits.heals - 1);
  return { recent: bounded, level: fighting ? (going ? before.level : 0) + 1 : 0, lastHealAt: now };
};

/** Milliseconds until the object may be healed again; 0 = now. */
export const healDelayMs = (record: FightRecord | undefined, now: number): number =>
  record === undefined ? 0 : Math.max(0, record.lastHealAt + fightDelayMs(record.level) - now);

/** Whether the record may be forgotten. */
export const isForgotten = (record: FightRecord, now: number): boolean => isOver(record, now);
