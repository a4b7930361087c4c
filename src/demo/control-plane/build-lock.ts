import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';

const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'errcode' in error && (error.errcode === 5 || error.errcode === 6);

const tryLock = (file: string): (() => void) | undefined => {
  const database = new DatabaseSync(file);
  try {
    database.exec('BEGIN EXCLUSIVE');
    return () => database.close();
  } catch (error) {
    database.close();
    if (isBusy(error)) return undefined;
    throw error;
  }
};

/**
 * Runs `work` while no other process runs its own in the same folder; `waiting` is called once if one does.
 * SQLite's file lock is the kernel's: it ends with its process, so there is never a stale lock to judge, which
 * a file with a process id in it would need.
 */
export const withBuildLock = async <T>(
  folder: string,
  waiting: () => void,
  work: () => Promise<T>,
): Promise<T> => {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, '.lock');
  let release = tryLock(file);
  if (!release) waiting();
  while (!release) {
    await delay(250);
    release = tryLock(file);
  }
  try {
    return await work();
  } finally {
    release();
  }
};
