import { HeadwaterError } from '../model/diagnostic.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import { sqliteCode, sqliteCodes } from '../store/state-error.ts';
import { moveStateAside } from '../store/state-file.ts';
import type { Store } from '../store/store.ts';
import { wrongFlag } from './wrong-flag.ts';

const isDamaged = (error: unknown): boolean => {
  const code = error instanceof HeadwaterError ? sqliteCode(error.cause) : undefined;
  return code === sqliteCodes.corrupt || code === sqliteCodes.notADatabase;
};

const openOrRefuse = async (file: string): Promise<Store> => {
  try {
    return await openSqliteStore(file);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (error instanceof HeadwaterError || code === undefined) throw error;
    throw wrongFlag(
      `--state ${file} cannot be used: ${code}`,
      'name a file in a folder that may be written to',
    );
  }
};

export interface OpenState {
  readonly store: Store;
  /** Where a damaged state file was moved. */
  readonly movedTo?: string;
}

/**
 * Opens the state for its one writer. With `rebuild` a file that is damaged, and only such a one, is moved aside:
 * pins and inventory then come back from what the clusters carry. Throws StateLocked, StateUnreadable, InvalidFlag.
 */
export const openState = async (file: string, options: { readonly rebuild: boolean }): Promise<OpenState> => {
  try {
    return { store: await openOrRefuse(file) };
  } catch (error) {
    if (!options.rebuild || !isDamaged(error)) throw error;
    const movedTo = moveStateAside(file, new Date());
    return { store: await openOrRefuse(file), movedTo };
  }
};
