import type { DiffFlags, Terminal } from '../program.ts';

/** Exit 0 when nothing changes, 1 when something does, 2 when it cannot be told. */
export const diff = async (_range: string, _flags: DiffFlags, _terminal: Terminal): Promise<number> => {
  throw new Error('in the making');
};
