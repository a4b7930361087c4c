import { createHash } from 'node:crypto';

export type ObjectType = 'commit' | 'tree' | 'blob' | 'tag';

export interface GitObject {
  readonly type: ObjectType;
  /** Do not change: it may be cached. */
  readonly data: Buffer;
}

/** The id of an object: SHA-1 over `<type> <size>\0<data>`, 40 hex digits. */
export const objectId = (type: ObjectType, data: Uint8Array): string =>
  createHash('sha1').update(`${type} ${data.length}\0`).update(data).digest('hex');

export const isObjectId = (text: string): boolean => /^[0-9a-f]{40}$/.test(text);

/** What one repository may ask of us. */
export interface ObjectLimits {
  /** Bytes of one object; larger ones can be listed, not read. */
  readonly maxObjectBytes: number;
  /** Deltas between an object and its base; git itself makes at most 4,095. */
  readonly maxDeltaDepth: number;
  /** Bytes that resolving one object may produce in all. */
  readonly maxChainBytes: number;
}

export const defaultObjectLimits: ObjectLimits = {
  maxObjectBytes: 16 * 1024 * 1024,
  maxDeltaDepth: 4_095,
  maxChainBytes: 512 * 1024 * 1024,
};
