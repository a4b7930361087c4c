import type { EvidenceState } from '../model/binding.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { byCodePoint, isJsonObject, type Json } from '../model/json.ts';
import type { ClusterEntry, ClusterState, RolloutState, SubscriptionRecord } from './record.ts';
import { defaultStrategy, type Strategy } from './strategy.ts';

/** Appended to only: an index in a stored record must keep its meaning. */
const states: readonly ClusterState[] = [
  'Waiting',
  'Dispatched',
  'Applied',
  'Verifying',
  'Healthy',
  'Soaked',
  'NoOp',
  'Invalid',
  'Failed',
  'TimedOut',
  'Unreachable',
  'Left',
];
const evidences: readonly EvidenceState[] = ['Applied', 'Verifying', 'Healthy', 'Failed', 'Unreachable'];

/** 0 = none, 1 = the same as the pin's; in a steady fleet that is all of them. */
const none = 0;
const same = 1;

type WordPair = readonly [commit: number, digest: number];
/** What an entry has beyond the ordinary; absent fields cost nothing. */
interface Extras {
  readonly w?: readonly string[];
  readonly m?: readonly Diagnostic[];
  readonly k?: readonly Diagnostic[];
}
/** Times are milliseconds after the record's base, -1 = none. */
type Row = readonly [
  cluster: string,
  pin: readonly [commit: number, digest: number, epoch: number] | typeof none,
  state: number,
  evidence: number,
  since: number,
  dispatchedAt: number,
  healthySince: number,
  lastGood: WordPair | typeof none | typeof same,
  prunedEpoch: readonly [number] | typeof none | typeof same,
  target: readonly [number] | typeof none | typeof same,
  extras?: Extras,
];

interface EncodedRecord {
  readonly v: 1;
  readonly subscription: string;
  readonly state: RolloutState;
  readonly since: number;
  readonly base: number;
  readonly released?: string;
  readonly paused?: SubscriptionRecord['paused'];
  readonly removed: boolean;
  readonly strategy: Strategy;
  readonly target?: string;
  readonly later?: string;
  /** Target digests of clusters that have no entry yet. */
  readonly planned: Readonly<Record<string, string>>;
  readonly rows: readonly Row[];
  /** Each digest and commit once: 1,000 clusters fit in 64 KB. */
  readonly words: readonly string[];
}

const createInterner = () => {
  const indexes = new Map<string, number>();
  return {
    words: () => [...indexes.keys()],
    indexOf(word: string): number {
      const known = indexes.get(word) ?? indexes.size;
      indexes.set(word, known);
      return known;
    },
  };
};

const sharedWith = <T>(value: T | undefined, isSame: boolean, encode: (value: T) => Json): Json => {
  if (value === undefined) return none;
  return isSame ? same : encode(value);
};

const encodeRow = (
  cluster: string,
  entry: ClusterEntry,
  options: {
    readonly base: number;
    readonly target: string | undefined;
    readonly indexOf: (word: string) => number;
  },
): Row => {
  const { pin, lastGood, prunedEpoch } = entry;
  const { base, target, indexOf } = options;
  const time = (at: number | undefined): number => (at === undefined ? -1 : at - base);
  const goodIsPin = lastGood?.commit === pin?.commit && lastGood?.digest === pin?.digest;
  const extras: Extras = {
    ...(entry.waitsFor && { w: entry.waitsFor }),
    ...(entry.diagnostics.length > 0 && { m: entry.diagnostics }),
    ...(entry.kept && { k: entry.kept }),
  };
  const row = [
    cluster,
    pin ? [indexOf(pin.commit), indexOf(pin.digest), pin.epoch] : none,
    states.indexOf(entry.state),
    entry.evidence === undefined ? -1 : evidences.indexOf(entry.evidence),
    time(entry.since),
    time(entry.dispatchedAt),
    time(entry.healthySince),
    sharedWith(lastGood, goodIsPin, (good) => [indexOf(good.commit), indexOf(good.digest)]),
    sharedWith(prunedEpoch, prunedEpoch === pin?.epoch, (epoch) => [epoch]),
    sharedWith(target, target === pin?.digest, (digest) => [indexOf(digest)]),
  ];
  return (Object.keys(extras).length > 0 ? [...row, extras] : row) as unknown as Row;
};

const earliest = (record: SubscriptionRecord): number =>
  Object.values(record.clusters).reduce(
    (least, { since, dispatchedAt = since, healthySince = since }) =>
      Math.min(least, since, dispatchedAt, healthySince),
    record.since,
  );

const sorted = <T>(byName: Readonly<Record<string, T>>): [string, T][] =>
  Object.entries(byName).sort(([a], [b]) => byCodePoint(a, b));

/** The record as the store keeps it: equal records, equal bytes, whatever order their clusters came in. */
export const encodeRecord = (record: SubscriptionRecord): Json => {
  const interner = createInterner();
  const base = earliest(record);
  const digests = record.target?.digests ?? {};
  const rows = sorted(record.clusters).map(([cluster, entry]) =>
    encodeRow(cluster, entry, { base, target: digests[cluster], indexOf: interner.indexOf }),
  );
  const encoded: EncodedRecord = {
    v: 1,
    subscription: record.subscription,
    state: record.state,
    since: record.since,
    base,
    ...(record.released !== undefined && { released: record.released }),
    ...(record.paused && { paused: record.paused }),
    removed: record.removed,
    strategy: record.strategy,
    ...(record.target && { target: record.target.commit }),
    ...(record.target && record.target.later !== '' && { later: record.target.later }),
    planned: Object.fromEntries(sorted(digests).filter(([cluster]) => !record.clusters[cluster])),
    rows,
    words: interner.words(),
  };
  return encoded as unknown as Json;
};

const decodeRow = (row: Row, base: number, word: (index: number) => string): ClusterEntry => {
  const [, pinned, state, evidence, since, dispatchedAt, healthySince, good, pruned, , extras] = row;
  const pin =
    pinned === none ? undefined : { commit: word(pinned[0]), digest: word(pinned[1]), epoch: pinned[2] };
  const pinRevision = pin && { commit: pin.commit, digest: pin.digest };
  const lastGood = typeof good === 'object' ? { commit: word(good[0]), digest: word(good[1]) } : pinRevision;
  const prunedEpoch = typeof pruned === 'object' ? pruned[0] : pin?.epoch;
  const seen = evidences[evidence];
  return {
    ...(pin && { pin }),
    state: states[state] ?? 'Waiting',
    since: since + base,
    ...(seen && { evidence: seen }),
    ...(dispatchedAt >= 0 && { dispatchedAt: dispatchedAt + base }),
    ...(healthySince >= 0 && { healthySince: healthySince + base }),
    ...(good !== none && lastGood && { lastGood }),
    ...(pruned !== none && prunedEpoch !== undefined && { prunedEpoch }),
    ...(extras?.w && { waitsFor: extras.w }),
    ...(extras?.k && { kept: extras.k }),
    diagnostics: extras?.m ?? [],
  };
};

const targetDigest = (row: Row, word: (index: number) => string): string | undefined => {
  const [, pin, , , , , , , , target] = row;
  if (target === none) return undefined;
  if (typeof target === 'object') return word(target[0]);
  return pin === none ? undefined : word(pin[1]);
};

/** Undefined when the value is no record of this version. */
export const decodeRecord = (value: Json): SubscriptionRecord | undefined => {
  if (!isJsonObject(value) || value.v !== 1) return undefined;
  const record = value as unknown as EncodedRecord;
  const word = (index: number): string => record.words[index] ?? '';
  const digests = record.rows.flatMap((row): [string, string][] => {
    const digest = targetDigest(row, word);
    return digest === undefined ? [] : [[row[0], digest]];
  });
  return {
    subscription: record.subscription,
    state: record.state,
    since: record.since,
    ...(record.released !== undefined && { released: record.released }),
    ...(record.paused && { paused: record.paused }),
    removed: record.removed,
    strategy: { ...defaultStrategy, ...record.strategy },
    ...(record.target !== undefined && {
      target: {
        commit: record.target,
        digests: { ...record.planned, ...Object.fromEntries(digests) },
        later: record.later ?? '',
      },
    }),
    clusters: Object.fromEntries(record.rows.map((row) => [row[0], decodeRow(row, record.base, word)])),
  };
};
