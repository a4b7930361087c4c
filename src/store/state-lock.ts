import { closeSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { sqliteCode, sqliteCodes, stateError } from './state-error.ts';

/** Held by the one process that writes a state file. */
export interface StateLock {
  release(): void;
}

/**
 * Creates the file for its owner alone, where there is none: SQLite gives its side files the mode of the database.
 * A file that exists is not opened: closing any descriptor of it would drop every lock that this process holds on
 * it (POSIX, fcntl), SQLite's included (https://www.sqlite.org/howtocorrupt.html, section 2.2).
 */
export const createPrivateFile = (file: string): void => {
  try {
    closeSync(openSync(file, 'ax', 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
};

/**
 * Takes the lock of a state file, or throws StateLocked at once. It is an open exclusive transaction on a
 * database of its own, `<file>.lock`: the kernel drops it however the process ends, and readers of the state
 * itself never meet it (an exclusive lock on the state would shut out `headwater status`).
 */
export const takeStateLock = (file: string): StateLock => {
  const lockFile = `${file}.lock`;
  createPrivateFile(lockFile);
  const database = new DatabaseSync(lockFile, { timeout: 0 });
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    const code = sqliteCode(error);
    if (code !== sqliteCodes.busy && code !== sqliteCodes.locked) throw error;
    throw stateError('StateLocked', `another process uses the state file ${file}`, {
      hint: 'stop it, or give this one another --state',
      cause: error,
    });
  }
  // the file stays: removing it would let two processes lock two files of one name
  return { release: () => database.close() };
};
