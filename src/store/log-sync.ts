import { type FileHandle, open } from 'node:fs/promises';
import { stateError } from './state-error.ts';

/** Brings what the write-ahead log holds to the disk. */
export interface LogSync {
  /** Resolves once every commit that was made before the call would survive a power cut. Throws StateUnreadable. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/**
 * `synchronous = FULL` waits for the disk inside the commit, and the event loop with it: a tenth of the time of a
 * large apply. So the database runs with NORMAL, which keeps it sound but leaves the end of its log to the
 * system, and this does for each batch what FULL would do, in a thread. Closing our descriptor of the log costs
 * SQLite no lock: it locks the database and its -shm file alone.
 */
export const createLogSync = (file: string): LogSync => {
  let log: FileHandle | undefined;
  return {
    // one at a time: a batch waits for the one before it
    async sync() {
      // the log is made by the first commit, and stays the same file until the last connection closes; one that
      // cannot be opened now (too many open files) is opened by the next batch
      try {
        log ??= await open(`${file}-wal`, 'r+');
        await log.datasync();
      } catch (error) {
        throw stateError(
          'StateUnreadable',
          `the log of the state file ${file}: ${(error as Error).message}`,
          {
            hint: 'look at the disk: its room, its rights',
            cause: error,
          },
        );
      }
    },
    async close() {
      await log?.close();
    },
  };
};
