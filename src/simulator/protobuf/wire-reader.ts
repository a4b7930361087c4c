/** One field of a message as it stands on the wire. */
export interface WireField {
  readonly number: number;
  /** 0 varint, 1 eight bytes, 2 length and bytes, 5 four bytes. */
  readonly wire: number;
  /** Of wire 0; two's complement in 64 bits. */
  readonly value: bigint;
  /** Of the other three. */
  readonly bytes: Buffer;
}

const nothing = Buffer.alloc(0);

/** The fields of a message, in order. Throws a RangeError where the bytes end too early or make no sense. */
export function* readFields(message: Buffer): Generator<WireField> {
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = message.readUInt8(at);
      at += 1;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asIntN(64, value);
    }
    throw new RangeError('a varint of more than ten bytes');
  };
  const take = (length: number): Buffer => {
    if (length < 0 || at + length > message.length) throw new RangeError('unexpected EOF');
    at += length;
    return message.subarray(at - length, at);
  };
  while (at < message.length) {
    const key = Number(varint());
    const [number, wire] = [key >>> 3, key & 7];
    if (wire === 0) yield { number, wire, value: varint(), bytes: nothing };
    else if (wire === 2) yield { number, wire, value: 0n, bytes: take(Number(varint())) };
    else if (wire === 1 || wire === 5) yield { number, wire, value: 0n, bytes: take(wire === 1 ? 8 : 4) };
    else throw new RangeError(`proto: illegal wireType ${wire}`);
  }
}
