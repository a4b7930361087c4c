import type { DatabaseSync } from 'node:sqlite';

/** One write that waits for its transaction; `run` answers synchronously inside it. */
interface Waiting {
  readonly run: () => 'written' | 'conflict';
  readonly resolve: (result: 'written' | 'conflict') => void;
  readonly reject: (error: unknown) => void;
}

/** Collects writes that come close together into one transaction. */
export interface WriteBatch {
  add(run: Waiting['run']): Promise<'written' | 'conflict'>;
}

/** Between the starts of two commits, milliseconds: a commit waits for the disk, and all else waits for it. */
const spacing = { leastMs: 10, mostMs: 100, timesTheLast: 5 } as const;

/**
 * Group commit: with `synchronous = FULL` each commit waits for the disk, so writes that come together share
 * one. The first write after a pause is committed in the same turn; in a rush the disk gets at most a fifth of
 * the time. A caller hears `written` only after the commit that holds its write. `mapError` makes errors ours.
 */
export const createWriteBatch = (
  database: DatabaseSync,
  mapError: (error: unknown) => unknown,
): WriteBatch => {
  const begin = database.prepare('BEGIN IMMEDIATE');
  const commit = database.prepare('COMMIT');
  let waiting: Waiting[] = [];
  let scheduled = false;
  let earliest = 0;

  const space = (startedAt: number): void => {
    const took = performance.now() - startedAt;
    const ms = Math.min(Math.max(spacing.leastMs, spacing.timesTheLast * took), spacing.mostMs);
    earliest = startedAt + ms;
  };

  const flush = (): void => {
    scheduled = false;
    const batch = waiting;
    waiting = [];
    if (batch.length === 0) return;
    const startedAt = performance.now();
    try {
      begin.run();
      const results = batch.map(({ run }) => run());
      commit.run();
      space(startedAt);
      batch.forEach(({ resolve }, index) => {
        resolve(results[index]!);
      });
    } catch (error) {
      if (database.isOpen && database.isTransaction) database.exec('ROLLBACK');
      const ours = mapError(error);
      for (const { reject } of batch) reject(ours);
    }
  };

  const add = (run: Waiting['run']): Promise<'written' | 'conflict'> =>
    new Promise((resolve, reject) => {
      waiting.push({ run, resolve, reject });
      if (scheduled) return;
      scheduled = true;
      const wait = earliest - performance.now();
      if (wait > 0) setTimeout(flush, wait);
      else setImmediate(flush);
    });

  return { add };
};
