import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { HeadwaterError } from '../model/diagnostic.ts';
import { sqliteCode, sqliteCodes, stateError } from './state-error.ts';
import { createPrivateFile, takeStateLock } from './state-lock.ts';

/** Written into the file's header (`HdWr`), so that another program's database is never taken for ours. */
const applicationId = 0x48645772;
/** The schema that this release reads and writes. */
const schemaVersion = 1;
/** Milliseconds that one statement waits for another connection (a checkpoint, a reader's recovery). */
const busyTimeout = 2_000;

/** Any failure of SQLite, as ours: what failed, and the way out. */
export const unreadable = (file: string, error: unknown): unknown => {
  const code = sqliteCode(error);
  if (error instanceof HeadwaterError || code === undefined) return error;
  // anything else is the disk, its rights or its room
  const damaged = code === sqliteCodes.corrupt || code === sqliteCodes.notADatabase;
  return stateError('StateUnreadable', `the state file ${file}: ${(error as Error).message}`, {
    hint: damaged
      ? 'start once with --rebuild-state: it is moved aside, and pins and inventory come back from the clusters'
      : 'look at the disk: its room, its rights',
    cause: error,
  });
};

const numberOf = (database: DatabaseSync, pragma: string): number =>
  Number(Object.values(database.prepare(`PRAGMA ${pragma}`).get() ?? {})[0]);

const checkSchema = (database: DatabaseSync, file: string): void => {
  const found = numberOf(database, 'user_version');
  if (numberOf(database, 'application_id') !== applicationId) {
    throw stateError('StateUnreadable', `${file} is no state file of headwater`, {
      hint: 'give another --state',
    });
  }
  if (found > schemaVersion) {
    throw stateError('StateUnreadable', `${file} was written by a newer release (schema ${found})`, {
      hint: 'run that release or a newer one, or give another --state',
    });
  }
};

const isEmpty = (database: DatabaseSync): boolean =>
  database.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined;

const prepareForWriting = (database: DatabaseSync, file: string): void => {
  if (isEmpty(database)) {
    database.exec(`
      PRAGMA journal_mode = WAL;
      BEGIN IMMEDIATE;
      PRAGMA application_id = ${applicationId};
      PRAGMA user_version = ${schemaVersion};
      CREATE TABLE record (
        key TEXT PRIMARY KEY NOT NULL,
        version INTEGER NOT NULL,
        encoding INTEGER NOT NULL,
        value BLOB NOT NULL
      ) STRICT;
      COMMIT;
    `);
  }
  checkSchema(database, file);
  // a record that is lost in a power cut is an older epoch than the cluster's, and that pauses the Subscription
  // until a person looks (rollouts R21): so each batch waits for the disk all the same, in log-sync.ts
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
  const check = database.prepare('PRAGMA quick_check(1)').get()?.quick_check;
  if (check !== 'ok')
    throw Object.assign(new Error(`damaged: ${String(check)}`), { errcode: sqliteCodes.corrupt });
};

const openChecked = (
  file: string,
  readOnly: boolean,
  check: (database: DatabaseSync) => void,
): DatabaseSync => {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { readOnly, timeout: busyTimeout });
    check(database);
    return database;
  } catch (error) {
    database?.close();
    throw unreadable(file, error);
  }
};

/** Opens or creates the state for its one writer, who holds the lock. Throws StateUnreadable. */
export const openForWriting = (file: string): DatabaseSync => {
  createPrivateFile(file);
  return openChecked(file, false, (database) => prepareForWriting(database, file));
};

/** Opens the state beside its writer, or without one. Throws StateUnreadable. */
export const openForReading = (file: string): DatabaseSync => {
  if (!existsSync(file)) {
    throw stateError('StateUnreadable', `there is no state file ${file}`, {
      hint: 'nothing ran with this --state yet',
    });
  }
  return openChecked(file, true, (database) => checkSchema(database, file));
};

/** Makes the folder of the state file, for its owner alone. */
export const makeStateFolder = (file: string): void => {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
};

/**
 * Moves a damaged state file, with its write-ahead log, to `<file>.corrupt-<time>`; answers that name. The
 * next open starts empty. Throws StateLocked where a process still uses it.
 */
export const moveStateAside = (file: string, now: Date): string => {
  const aside = `${file}.corrupt-${now.toISOString().replace(/[-:]|\.\d+/g, '')}`;
  const lock = takeStateLock(file);
  try {
    // the log first: a database whose log is gone is merely older, a log whose database is gone may be
    // replayed into the next one
    for (const suffix of ['-wal', '-shm', '']) {
      if (existsSync(`${file}${suffix}`)) renameSync(`${file}${suffix}`, `${aside}${suffix}`);
    }
  } finally {
    lock.release();
  }
  return aside;
};
