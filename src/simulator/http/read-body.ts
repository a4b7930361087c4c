import type { Readable } from 'node:stream';
import { tooLarge } from '../requests/refusals.ts';

/** Reads a stream to its end; rejects with a 413 beyond `limit` bytes, without reading on. */
export const readBody = (stream: Readable, limit: number): Promise<Buffer> => {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const chunks: Buffer[] = [];
  let size = 0;
  stream.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > limit) {
      reject(tooLarge(`limit is ${limit}`));
      return;
    }
    chunks.push(chunk);
  });
  stream.once('end', () =>
    resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, Math.min(size, limit))),
  );
  stream.once('error', reject);
  stream.once('close', () => reject(new Error('the client went away')));
  return promise;
};
