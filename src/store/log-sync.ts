import { type FileHandle, open } from 'node:fs/promises';

/** Brings what the write-ahead log holds to the disk. */
export interface LogSync {
  /** Resolves once every commit that was made before the call would survive a power cut. */
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
  let opening: Promise<FileHandle> | undefined;
  return {
    async sync() {
      // the log is made by the first commit, and stays the same file until the last connection closes
      opening ??= open(`${file}-wal`, 'r+');
      await (await opening).datasync();
    },
    async close() {
      await (await opening)?.close();
    },
  };
};
