import type { Diagnostic } from '../model/diagnostic.ts';
import { isJsonObject, type Json, type JsonObject } from '../model/json.ts';
import type { ClusterEntry, RolloutState, SubscriptionRecord } from './record.ts';
import { defaultStrategy, type Strategy } from './strategy.ts';

/** A table of long words: each digest and commit stands once, entries hold its index (1,000 clusters fit in 64 KB). */
interface Interner {
  readonly words: string[];
  indexOf(word: string): number;
}

const createInterner = (): Interner => {
  const words: string[] = [];
  const indexes = new Map<string, number>();
  const indexOf = (word: string): number => {
    const known = indexes.get(word);
    if (known !== undefined) return known;
    indexes.set(word, words.length);
    return words.push(word) - 1;
  };
  return { words, indexOf };
};

const dense = (fields: Readonly<Record<string, Json | undefined>>): JsonObject =>
  Object.fromEntries(
    Object.entries(fields).filter((field): field is [string, Json] => field[1] !== undefined),
  );

const asJson = (value: unknown): Json => value as Json;

const encodeEntry = (entry: ClusterEntry, interner: Interner): JsonObject =>
  dense({
    p: entry.pin && [interner.indexOf(entry.pin.commit), interner.indexOf(entry.pin.digest), entry.pin.epoch],
    s: entry.state,
    t: entry.since,
    e: entry.evidence,
    d: entry.dispatchedAt,
    h: entry.healthySince,
    g: entry.lastGood && [interner.indexOf(entry.lastGood.commit), interner.indexOf(entry.lastGood.digest)],
    r: entry.prunedEpoch,
    w: entry.waitsFor,
    m: entry.diagnostics.length > 0 ? asJson(entry.diagnostics) : undefined,
  });

/** The record as the store keeps it. */
export const encodeRecord = (record: SubscriptionRecord): Json => {
  const interner = createInterner();
  const clusters = Object.entries(record.clusters).map(
    ([cluster, entry]): Json => [cluster, encodeEntry(entry, interner)],
  );
  const target = record.target && {
    commit: interner.indexOf(record.target.commit),
    digests: Object.entries(record.target.digests).map(([cluster, digest]) => [
      cluster,
      interner.indexOf(digest),
    ]),
  };
  return dense({
    v: 1,
    subscription: record.subscription,
    state: record.state,
    since: record.since,
    released: record.released === undefined ? undefined : interner.indexOf(record.released),
    paused: asJson(record.paused),
    removed: record.removed,
    strategy: asJson(record.strategy),
    target: asJson(target),
    clusters,
    words: interner.words,
  });
};

type Encoded = Record<string, never> & {
  p?: [number, number, number];
  s: ClusterEntry['state'];
  t: number;
  e?: ClusterEntry['evidence'];
  d?: number;
  h?: number;
  g?: [number, number];
  r?: number;
  w?: string[];
  m?: Diagnostic[];
};

const decodeEntry = (encoded: Encoded, word: (index: number) => string): ClusterEntry => ({
  ...(encoded.p && { pin: { commit: word(encoded.p[0]), digest: word(encoded.p[1]), epoch: encoded.p[2] } }),
  state: encoded.s,
  since: encoded.t,
  ...(encoded.e !== undefined && { evidence: encoded.e }),
  ...(encoded.d !== undefined && { dispatchedAt: encoded.d }),
  ...(encoded.h !== undefined && { healthySince: encoded.h }),
  ...(encoded.g && { lastGood: { commit: word(encoded.g[0]), digest: word(encoded.g[1]) } }),
  ...(encoded.r !== undefined && { prunedEpoch: encoded.r }),
  ...(encoded.w && { waitsFor: encoded.w }),
  diagnostics: encoded.m ?? [],
});

interface EncodedRecord {
  readonly v: number;
  readonly subscription: string;
  readonly state: RolloutState;
  readonly since: number;
  readonly released?: number;
  readonly paused?: SubscriptionRecord['paused'];
  readonly removed: boolean;
  readonly strategy: Strategy;
  readonly target?: { readonly commit: number; readonly digests: readonly (readonly [string, number])[] };
  readonly clusters: readonly (readonly [string, Encoded])[];
  readonly words: readonly string[];
}

/** Undefined when the value is no record of this version. */
export const decodeRecord = (value: Json): SubscriptionRecord | undefined => {
  if (!isJsonObject(value) || value.v !== 1) return undefined;
  const record = value as unknown as EncodedRecord;
  const word = (index: number): string => record.words[index] ?? '';
  return {
    subscription: record.subscription,
    state: record.state,
    since: record.since,
    ...(record.released !== undefined && { released: word(record.released) }),
    ...(record.paused && { paused: record.paused }),
    removed: record.removed,
    strategy: { ...defaultStrategy, ...record.strategy },
    ...(record.target && {
      target: {
        commit: word(record.target.commit),
        digests: Object.fromEntries(record.target.digests.map(([cluster, index]) => [cluster, word(index)])),
      },
    }),
    clusters: Object.fromEntries(
      record.clusters.map(([cluster, entry]) => [cluster, decodeEntry(entry, word)]),
    ),
  };
};
