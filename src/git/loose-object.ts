import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GitObject, ObjectLimits, ObjectType } from './git-object.ts';
import { inflateExactly, inflateStart } from './inflate.ts';
import { sourceError } from './source-error.ts';

const pathOf = (objects: string, oid: string): string => join(objects, oid.slice(0, 2), oid.slice(2));

interface LooseHeader {
  readonly type: ObjectType;
  readonly size: number;
  /** Bytes of the header in front of the data. */
  readonly length: number;
}

const headerOf = (compressed: Buffer, oid: string): LooseHeader => {
  const start = inflateStart(compressed).subarray(0, 40).toString('latin1');
  const match = /^(commit|tree|blob|tag) (0|[1-9]\d{0,14})\0/.exec(start);
  if (match === null) throw sourceError('SourceCorrupt', `the object ${oid} is damaged`);
  return { type: match[1] as ObjectType, size: Number(match[2]), length: match[0].length };
};

export const hasLooseObject = (objects: string, oid: string): boolean => existsSync(pathOf(objects, oid));

const readCompressed = (objects: string, oid: string): Buffer | undefined => {
  try {
    return readFileSync(pathOf(objects, oid));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw sourceError('SourceCorrupt', `the object ${oid} cannot be read`, { cause: error });
  }
};

/** Bytes of a loose object's data, or undefined where there is none. */
export const looseObjectSize = (objects: string, oid: string): number | undefined => {
  const compressed = readCompressed(objects, oid);
  return compressed && headerOf(compressed, oid).size;
};

/** Reads `objects/ab/cdef…`, or answers undefined. Throws SourceCorrupt, RepositoryLimit. */
export const readLooseObject = (
  objects: string,
  oid: string,
  limits: ObjectLimits,
): GitObject | undefined => {
  const compressed = readCompressed(objects, oid);
  if (compressed === undefined) return undefined;
  const { type, size, length } = headerOf(compressed, oid);
  if (size > limits.maxObjectBytes) {
    throw sourceError(
      'RepositoryLimit',
      `the object ${oid} has ${size} bytes; allowed are ${limits.maxObjectBytes}`,
    );
  }
  const inflated = inflateExactly(compressed, length + size);
  if (inflated === undefined) throw sourceError('SourceCorrupt', `the object ${oid} is cut short`);
  return { type, data: inflated.subarray(length) };
};
