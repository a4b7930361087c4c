import { Writable } from 'node:stream';
import type { LiveTable } from './live-table.ts';

/** Log lines that scroll above a live table; it says that it is a terminal, so that they are written for people. */
export const logStream = (table: LiveTable): Writable & { readonly isTTY: true } =>
  Object.assign(
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        table.log(chunk.toString('utf8'));
        done();
      },
    }),
    { isTTY: true as const },
  );
