import type { DatabaseSync } from 'node:sqlite';

/** One write that waits for its transaction; `run` answers synchronously inside it. */
interface Waiting {
  readonly run: () => 'written' | 'conflict';
  readonly resolve: (result: 'written' | 'conflict') => void;
  readonly reject: (error: unknown) => void;
}

/** Collects the writes of one turn of the event loop into one transaction. */
export interface WriteBatch {
  add(run: Waiting['run']): Promise<'written' | 'conflict'>;
}

/**
 * Group commit: with `synchronous = FULL` each commit waits for the disk, so writes that come together share
 * one. A caller hears `written` only after the commit that holds its write. `mapError` makes errors ours.
 */
export const createWriteBatch = (
  database: DatabaseSync,
  mapError: (error: unknown) => unknown,
): WriteBatch => {
  const begin = database.prepare('BEGIN IMMEDIATE');
  const commit = database.prepare('COMMIT');
  let waiting: Waiting[] = [];
  let scheduled = false;

  const flush = (): void => {
    scheduled = false;
    const batch = waiting;
    waiting = [];
    if (batch.length === 0) return;
    try {
      begin.run();
      const results = batch.map(({ run }) => run());
      commit.run();
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
      setImmediate(flush);
    });

  return { add };
};
