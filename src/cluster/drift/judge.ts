import type { BindingPolicy, ObjectPolicy } from '../../model/desired.ts';
import { byCodePoint } from '../../model/json.ts';
import type { OwnedRecord } from '../engine.ts';
import type { LiveEntry } from '../inventory/live-index.ts';
import { applyEntryOf } from '../inventory/live-metadata.ts';
import type { ObjectMeta } from '../object-meta.ts';

/**
 * `look`: left the selector of the watch, which is a delete or a lost label. `status`: the object moved, and
 * nothing that we own did.
 */
export type Verdict = 'nothing' | 'status' | 'fields' | 'replaced' | 'look';

export interface Observation {
  /** What the object is now, as the event told; undefined when it left the selector. */
  readonly after: LiveEntry | undefined;
  /** What we remember of having applied it; without that only an apply can judge. */
  readonly known: OwnedRecord | undefined;
}

/** Is this drift? A change of our own entry in managedFields is; a change anywhere else is not. */
export const judge = ({ after, known }: Observation): Verdict => {
  if (known === undefined) return 'nothing';
  if (after === undefined) return 'look';
  if (after.uid !== known.uid) return 'replaced';
  return after.ownedHash === known.ownedHash ? 'status' : 'fields';
};

type DriftPolicy = BindingPolicy['drift'];
const strictness: Readonly<Record<DriftPolicy, number>> = { heal: 0, report: 1, ignore: 2 };

/** What is done about drift of one object: the more cautious of what its Subscription and it itself say. */
export const driftPolicy = (binding: BindingPolicy, object: ObjectPolicy): DriftPolicy => {
  if (object.reconcile === 'disabled') return 'ignore';
  return strictness[object.drift] >= strictness[binding.drift] ? object.drift : binding.drift;
};

/**
 * Who wrote after us, the latest first; a status writer is nobody's suspect. undefined where nobody shows: who
 * only takes a field away owns nothing, and whoever uses our own name looks like us.
 */
export const lastWriter = (
  metadata: ObjectMeta,
  manager: string,
): { readonly manager: string; readonly operation: string } | undefined => {
  const ours = applyEntryOf(metadata, manager);
  // the server keeps the list in order of time, to the second: of several of one second the last is a guess
  const latest = (metadata.managedFields ?? [])
    .filter((entry) => entry !== ours && entry.subresource !== 'status')
    .filter(({ time = '' }) => time >= (ours?.time ?? ''))
    .toSorted((a, b) => byCodePoint(a.time ?? '', b.time ?? ''))
    .at(-1);
  if (latest === undefined) return undefined;
  return { manager: latest.manager ?? '', operation: latest.operation ?? '' };
};
