import { sourceError } from './source-error.ts';

const broken = (): Error => sourceError('SourceCorrupt', 'a delta in a pack is broken');

/** A little-endian base-128 number (gitformat-pack(5), "size encoding"). */
const readSize = (bytes: Uint8Array, start: number): { size: number; next: number } => {
  let size = 0;
  let factor = 1;
  let at = start;
  for (;;) {
    const byte = bytes[at];
    if (byte === undefined || at - start > 7) throw broken();
    size += (byte & 0x7f) * factor;
    factor *= 128;
    at += 1;
    if ((byte & 0x80) === 0) return { size, next: at };
  }
};

/** The sizes that a delta states, in bytes; its first 16 bytes suffice. */
export const deltaSizes = (delta: Uint8Array): { base: number; result: number; start: number } => {
  const base = readSize(delta, 0);
  const result = readSize(delta, base.next);
  return { base: base.size, result: result.size, start: result.next };
};

/** Offset (4 bytes) or length (3 bytes) of a copy: only the bytes that the instruction's bits announce. */
const readSparse = (delta: Uint8Array, at: number, bits: number): { value: number; next: number } => {
  let value = 0;
  let next = at;
  for (let shift = 0; bits >> shift !== 0; shift += 1) {
    if (((bits >> shift) & 1) === 0) continue;
    const byte = delta[next];
    if (byte === undefined) throw broken();
    value += byte * 2 ** (8 * shift);
    next += 1;
  }
  return { value, next };
};

/**
 * Applies a delta to its base (gitformat-pack(5), "deltified representation"). The result's size is stated in
 * the delta: bound it with `deltaSizes` first. Throws SourceCorrupt where an instruction leaves its bounds.
 */
export const applyDelta = (base: Uint8Array, delta: Uint8Array): Buffer => {
  const sizes = deltaSizes(delta);
  if (sizes.base !== base.length) throw broken();
  const result = Buffer.allocUnsafe(sizes.result);
  let at = sizes.start;
  let written = 0;
  while (at < delta.length) {
    const instruction = delta[at]!;
    at += 1;
    if (instruction === 0) throw broken();
    const copies = (instruction & 0x80) !== 0;
    const from = copies ? base : delta;
    let start = at;
    let length = instruction;
    if (copies) {
      const offset = readSparse(delta, at, instruction & 0x0f);
      const size = readSparse(delta, offset.next, (instruction >> 4) & 0x07);
      start = offset.value;
      length = size.value === 0 ? 0x10000 : size.value;
      at = size.next;
    } else {
      at += length;
    }
    if (start + length > from.length || written + length > result.length) throw broken();
    result.set(from.subarray(start, start + length), written);
    written += length;
  }
  if (written !== result.length) throw broken();
  return result;
};
