import { promisify } from 'node:util';
import { constants, deflateRaw, deflateRawSync, inflateRaw, inflateRawSync } from 'node:zlib';
import type { Json } from '../model/json.ts';

/** Bytes of JSON from which a value is kept compressed: below, the gain is less than a page. */
const compressFrom = 4 * 1024;
/** Bytes from which compression leaves the event loop for a thread. */
const threadFrom = 64 * 1024;
/** Bytes of JSON in one record. */
const maxRecordBytes = 256 * 1024 * 1024;

const deflateInThread = promisify(deflateRaw);
const inflateInThread = promisify(inflateRaw);
const fast = { level: constants.Z_BEST_SPEED };
const bounded = { maxOutputLength: maxRecordBytes };

/** The form of a stored value: 0 JSON text, 1 raw deflate of JSON text. */
export interface EncodedValue {
  readonly encoding: 0 | 1;
  readonly bytes: Uint8Array;
}

export const encodeValue = async (value: Json): Promise<EncodedValue> => {
  const text = JSON.stringify(value);
  if (text === undefined) throw new Error('not a JSON value');
  const bytes = Buffer.from(text);
  if (bytes.length > maxRecordBytes) throw new Error(`a record of ${bytes.length} bytes is too large`);
  if (bytes.length < compressFrom) return { encoding: 0, bytes };
  return {
    encoding: 1,
    bytes: bytes.length < threadFrom ? deflateRawSync(bytes, fast) : await deflateInThread(bytes, fast),
  };
};

export const decodeValue = async ({ encoding, bytes }: EncodedValue): Promise<Json> => {
  if (encoding === 0) return JSON.parse(Buffer.from(bytes).toString('utf8'));
  const text =
    bytes.length < threadFrom ? inflateRawSync(bytes, bounded) : await inflateInThread(bytes, bounded);
  return JSON.parse(text.toString('utf8'));
};
