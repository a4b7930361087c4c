import type { DatabaseSync } from 'node:sqlite';

/** One write that waits for its transaction; `run` answers synchronously inside it. */
interface Waiting {
  readonly run: () => unknown;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** Collects writes that come close together into one transaction. */
export interface WriteBatch {
  add<Result>(run: () => Result): Promise<Result>;
}

export interface WriteBatchOptions {
  /** Makes commits durable. */
  readonly sync: () => Promise<void>;
  /** Makes errors ours. */
  readonly mapError: (error: unknown) => unknown;
}

/** Between the starts of two commits in a rush; milliseconds. */
const spacingMs = 10;

/**
 * Group commit: a caller hears of its write once the disk has it, and what comes while the disk is busy shares the
 * next commit. The first write after a pause is committed in the same turn.
 */
export const createWriteBatch = (database: DatabaseSync, options: WriteBatchOptions): WriteBatch => {
  const begin = database.prepare('BEGIN IMMEDIATE');
  const commit = database.prepare('COMMIT');
  let waiting: Waiting[] = [];
  let busy = false;

  const commitAll = (batch: readonly Waiting[]): readonly unknown[] => {
    try {
      begin.run();
      const results = batch.map(({ run }) => run());
      commit.run();
      return results;
    } catch (error) {
      if (database.isOpen && database.isTransaction) database.exec('ROLLBACK');
      throw error;
    }
  };

  const flush = async (): Promise<void> => {
    const startedAt = performance.now();
    const batch = waiting;
    waiting = [];
    try {
      const results = commitAll(batch);
      await options.sync();
      for (const [index, { resolve }] of batch.entries()) resolve(results[index]);
    } catch (error) {
      const ours = options.mapError(error);
      for (const { reject } of batch) reject(ours);
    }
    if (waiting.length === 0) busy = false;
    else setTimeout(flush, Math.max(0, startedAt + spacingMs - performance.now()));
  };

  const add = <Result>(run: () => Result): Promise<Result> =>
    new Promise((resolve, reject) => {
      waiting.push({ run, resolve: resolve as Waiting['resolve'], reject });
      if (busy) return;
      busy = true;
      setImmediate(flush);
    });

  return { add };
};
