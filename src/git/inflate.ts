import { constants, type Inflate, inflateSync } from 'node:zlib';
import { sourceError } from './source-error.ts';

/**
 * Inflates exactly `size` bytes from the start of `input`, which may go on after the stream. Answers undefined
 * where `input` ends too early. Throws SourceCorrupt for broken data or another size.
 */
export const inflateExactly = (input: Uint8Array, size: number): Buffer | undefined => {
  let output: Buffer;
  try {
    // one byte more than stated is room enough to notice that there is more
    output = inflateSync(input, { chunkSize: Math.max(64, size + 1), maxOutputLength: size + 1 });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'Z_BUF_ERROR') return undefined;
    throw sourceError('SourceCorrupt', 'compressed data is damaged', { cause: error });
  }
  if (output.length !== size) throw sourceError('SourceCorrupt', 'an object has not the size that it states');
  return output;
};

/**
 * The same from `input`, which holds the whole stream and whatever follows it; with the bytes that the stream
 * takes. Throws SourceCorrupt where it ends too early, too.
 */
export const inflateMeasured = (input: Uint8Array, size: number): { data: Buffer; taken: number } => {
  let inflated: { buffer: Buffer; engine: Inflate };
  try {
    const options = { info: true, chunkSize: Math.max(64, size + 1), maxOutputLength: size + 1 };
    inflated = inflateSync(input, options) as unknown as typeof inflated;
  } catch (error) {
    throw sourceError('SourceCorrupt', 'compressed data is damaged', { cause: error });
  }
  const { buffer, engine } = inflated;
  if (buffer.length !== size) throw sourceError('SourceCorrupt', 'an object has not the size that it states');
  return { data: buffer, taken: engine.bytesWritten };
};

/** Compressed bytes that give some first bytes of any stream: a block's code tables alone may take 300. */
export const startWindow = 512;

/** The first bytes of what `input` inflates to; for headers. */
export const inflateStart = (input: Uint8Array): Buffer => {
  try {
    // a short input bounds the output: deflate expands at most about 1,030 times
    return inflateSync(input.subarray(0, startWindow), { finishFlush: constants.Z_SYNC_FLUSH });
  } catch (error) {
    throw sourceError('SourceCorrupt', 'compressed data is damaged', { cause: error });
  }
};
