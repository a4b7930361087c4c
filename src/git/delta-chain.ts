import type { ByteCache } from './byte-cache.ts';
import { applyDelta, deltaSizes } from './delta.ts';
import type { GitObject, ObjectLimits } from './git-object.ts';
import type { PackFile } from './pack-file.ts';
import { sourceError } from './source-error.ts';

/** An entry of a pack. */
export interface PackPlace {
  readonly pack: PackFile;
  readonly offset: number;
}

export interface ChainContext {
  readonly limits: ObjectLimits;
  /** Objects that were bases before, by pack and offset: neighbours in a pack share them. */
  readonly bases: ByteCache<string, GitObject>;
  /** A base by id that is not in the delta's own pack: in another one, or loose. Throws SourceMissing. */
  elsewhere(oid: string): PackPlace | GitObject;
}

interface Step {
  readonly delta: Buffer;
  readonly key: string;
}

export const tooLarge = (bytes: number, limit: number): Error =>
  sourceError('RepositoryLimit', `an object takes ${bytes} bytes; allowed are ${limit}`);

/** Counts what resolving one object inflates, so that a few bytes cannot become gigabytes. */
const createBudget = (limits: ObjectLimits): ((bytes: number) => void) => {
  let produced = 0;
  return (bytes) => {
    if (bytes > limits.maxObjectBytes) throw tooLarge(bytes, limits.maxObjectBytes);
    produced += bytes;
    if (produced > limits.maxChainBytes) throw tooLarge(produced, limits.maxChainBytes);
  };
};

const keyOf = ({ pack, offset }: PackPlace): string => `${pack.name}:${offset}`;

const baseOf = (pack: PackFile, base: number | string, context: ChainContext): PackPlace | GitObject => {
  if (typeof base === 'number') return { pack, offset: base };
  const offset = pack.index.find(base);
  return offset === undefined ? context.elsewhere(base) : { pack, offset };
};

/** The object at a place of a pack: down the deltas to a whole object, and up again; no recursion. */
export const resolveAt = (start: PackPlace, context: ChainContext): GitObject => {
  const { bases, limits } = context;
  const spend = createBudget(limits);
  const steps: Step[] = [];
  let at: PackPlace | GitObject = start;
  while (!('type' in at)) {
    const key = keyOf(at);
    const cached = bases.get(key);
    if (cached !== undefined) {
      at = cached;
      break;
    }
    const { pack, offset } = at;
    const entry = pack.entry(offset);
    spend(entry.size);
    const data = pack.data(entry);
    if (entry.kind === 'whole') {
      at = { type: entry.type, data };
      if (steps.length > 0) bases.set(key, at, data.length);
      break;
    }
    if (steps.length >= limits.maxDeltaDepth) {
      throw sourceError('SourceCorrupt', 'a chain of deltas is longer than git makes them');
    }
    steps.push({ delta: data, key });
    at = baseOf(pack, entry.base, context);
  }
  return climb(at, steps, { bases, spend });
};

const climb = (
  whole: GitObject,
  steps: Step[],
  { bases, spend }: Pick<ChainContext, 'bases'> & { spend: (bytes: number) => void },
): GitObject => {
  let object = whole;
  for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
    spend(deltaSizes(step.delta).result);
    object = { type: object.type, data: applyDelta(object.data, step.delta) };
    // the last one is what was asked for; it is a base of nothing yet
    if (steps.length > 0) bases.set(step.key, object, object.data.length);
  }
  return object;
};
