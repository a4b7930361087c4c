import type { DatabaseSync } from 'node:sqlite';
import type { Json } from '../model/json.ts';
import { checkKey } from './key-check.ts';
import { createLogSync } from './log-sync.ts';
import { decodeValue, type EncodedValue, encodeValue } from './record-codec.ts';
import { makeStateFolder, openForReading, openForWriting, unreadable } from './state-file.ts';
import { takeStateLock } from './state-lock.ts';
import type { Store, StoredRecord, Written } from './store.ts';
import { createWriteBatch } from './write-batch.ts';

export interface SqliteStoreOptions {
  /** Beside a running writer; `write` and `remove` are then bugs. Default false. */
  readonly readOnly?: boolean;
}

/** The first string, in code point order, after all that begin with `prefix`; undefined = there is none. */
const afterPrefix = (prefix: string): string | undefined => {
  const last = [...prefix].at(-1);
  if (last === undefined) return undefined;
  const head = prefix.slice(0, -last.length);
  const point = last.codePointAt(0)!;
  if (point === 0x10ffff) return afterPrefix(head);
  // D800 to DFFF are halves of pairs, no code points
  return head + String.fromCodePoint(point === 0xd7ff ? 0xe000 : point + 1);
};

const createReader = (database: DatabaseSync, file: string) => {
  const select = database.prepare('SELECT version, encoding, value FROM record WHERE key = ?');
  const selectKeys = database.prepare(
    'SELECT key FROM record WHERE key >= ?1 AND (?2 IS NULL OR key < ?2) ORDER BY key',
  );

  const guarded = <Result>(run: () => Result): Result => {
    try {
      return run();
    } catch (error) {
      throw unreadable(file, error);
    }
  };

  const read = async (key: string): Promise<StoredRecord | undefined> => {
    checkKey(key);
    const row = guarded(() => select.get(key));
    if (row === undefined) return undefined;
    const { version, encoding, value } = row as unknown as EncodedRow;
    return { value: await decodeValue({ encoding, bytes: value }), version: String(version) };
  };

  const list = async (prefix: string): Promise<readonly string[]> =>
    guarded(() => selectKeys.all(prefix, afterPrefix(prefix) ?? null)).map(({ key }) => String(key));

  return { read, list };
};

interface EncodedRow {
  readonly version: number;
  readonly encoding: EncodedValue['encoding'];
  readonly value: Uint8Array;
}

const createWriter = (database: DatabaseSync, file: string) => {
  const selectVersion = database.prepare('SELECT version FROM record WHERE key = ?');
  const upsert = database.prepare(
    `INSERT INTO record (key, version, encoding, value) VALUES (?, ?, ?, ?)
     ON CONFLICT (key) DO UPDATE SET version = excluded.version, encoding = excluded.encoding, value = excluded.value`,
  );
  const erase = database.prepare('DELETE FROM record WHERE key = ?');
  const log = createLogSync(file);
  const batch = createWriteBatch(database, { sync: log.sync, mapError: (error) => unreadable(file, error) });
  // one counter for all records, so that a record removed and made again never has a version it had before;
  // the process that could hold an older version is this one, so it may start over at the next open
  let lastVersion = Number(
    database.prepare('SELECT max(version) AS version FROM record').get()?.version ?? 0,
  );

  const standing = (key: string): string | undefined => {
    const version = selectVersion.get(key)?.version;
    return version === undefined ? undefined : String(version);
  };

  const inFlight = new Set<Promise<unknown>>();
  const tracked = async <Result>(writing: Promise<Result>): Promise<Result> => {
    inFlight.add(writing);
    try {
      return await writing;
    } finally {
      inFlight.delete(writing);
    }
  };

  const write = async (
    key: string,
    value: Json,
    expected: string | undefined,
  ): Promise<Written | 'conflict'> => {
    checkKey(key);
    const { encoding, bytes } = await encodeValue(value);
    return batch.add(() => {
      if (standing(key) !== expected) return 'conflict';
      lastVersion += 1;
      upsert.run(key, lastVersion, encoding, bytes);
      return { version: String(lastVersion) };
    });
  };

  const remove = async (key: string, expected: string | undefined): Promise<'written' | 'conflict'> => {
    checkKey(key);
    return batch.add(() => {
      const found = standing(key);
      if (found !== undefined && expected !== undefined && found !== expected) return 'conflict';
      erase.run(key);
      return 'written';
    });
  };

  return {
    write: (key: string, value: Json, expected: string | undefined) => tracked(write(key, value, expected)),
    remove: (key: string, expected: string | undefined) => tracked(remove(key, expected)),
    /** Resolves once every write that was begun has its answer; there must be none after it. */
    settled: async () => {
      await Promise.allSettled(inFlight);
      await log.close();
    },
  };
};

const refuse = async (): Promise<never> => {
  throw new Error('the store was opened read-only');
};

/**
 * The state in one SQLite file: write-ahead log, one writing process, any number of readers beside it.
 * Statements are synchronous, the disk is waited for in a thread; a value of 5 MB takes some 70 ms, most of it in
 * a thread too. Throws
 * StateLocked where another process writes this file, StateUnreadable where it is damaged, missing
 * (read-only) or newer than this release.
 */
export const openSqliteStore = async (file: string, options: SqliteStoreOptions = {}): Promise<Store> => {
  if (options.readOnly) {
    const database = openForReading(file);
    return {
      ...createReader(database, file),
      write: refuse,
      remove: refuse,
      close: async () => {
        if (database.isOpen) database.close();
      },
    };
  }
  makeStateFolder(file);
  const lock = takeStateLock(file);
  try {
    const database = openForWriting(file);
    const { settled, ...writer } = createWriter(database, file);
    const close = async (): Promise<void> => {
      await settled();
      if (!database.isOpen) return;
      database.close();
      lock.release();
    };
    return { ...createReader(database, file), ...writer, close };
  } catch (error) {
    lock.release();
    throw error;
  }
};
