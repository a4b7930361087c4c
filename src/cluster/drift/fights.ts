import type { DesiredObject } from '../../model/desired.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { describeResource } from '../../model/resource.ts';
import { type FightRecord, fightDelayMs, healDelayMs, isForgotten, recordHeal } from './fight.ts';

/** The fights of one cluster: only objects healed of late are in it. */
export interface Fights {
  /** Milliseconds until this object may be healed again. */
  delayMs(key: string, now: number): number;
  /** Who was seen changing it. */
  suspect(key: string, manager: string | undefined): void;
  /** Counts a heal; a diagnostic where it is one too many. */
  healed(key: string, object: DesiredObject, now: number): Diagnostic | undefined;
}

const sweepEvery = 100;

export const createFights = (): Fights => {
  const records = new Map<string, FightRecord & { readonly manager?: string }>();
  const suspects = new Map<string, string>();
  let heals = 0;
  const sweep = (now: number): void => {
    heals += 1;
    if (heals % sweepEvery !== 0) return;
    for (const [key, record] of records) if (isForgotten(record, now)) records.delete(key);
    for (const key of suspects.keys()) if (!records.has(key)) suspects.delete(key);
  };
  return {
    delayMs: (key, now) => healDelayMs(records.get(key), now),
    suspect: (key, manager) => {
      if (manager !== undefined) suspects.set(key, manager);
    },
    healed: (key, object, now) => {
      sweep(now);
      const record = recordHeal(records.get(key), now);
      records.set(key, record);
      if (record.level === 0) return undefined;
      const who = suspects.get(key) ?? 'somebody';
      const seconds = Math.round(fightDelayMs(record.level) / 1000);
      return {
        code: 'FightDetected',
        severity: 'warning',
        message: `${describeResource(object.id)}: ${who} changes it again and again; the next heal waits ${seconds} s`,
        resource: object.id,
        source: object.source,
        hint: `make ${who} leave the field alone, or leave the field out of the feed`,
      };
    },
  };
};
