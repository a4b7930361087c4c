import type { BindingPolicy, ObjectPolicy } from '../../model/desired.ts';
import type { OwnedRecord } from '../engine.ts';
import type { Ownership, OwnerTool } from './ownership.ts';

/** What is known of the object in the cluster before anything is sent. */
export type Knowledge =
  /** Not among the objects that carry our label; nobody looked for it without the label. */
  | { readonly seen: 'unlabelled' }
  /** It carries our label, but what is kept of it does not tell whose it is. */
  | { readonly seen: 'unclear' }
  /** Somebody looked: it is not there. */
  | { readonly seen: 'missing' }
  | {
      readonly seen: 'live';
      readonly uid: string;
      readonly resourceVersion: string;
      readonly ownedHash: string;
      readonly ownership: Ownership;
    };

export interface Situation {
  /** The object digest that is wanted. */
  readonly digest: string;
  readonly knowledge: Knowledge;
  readonly known: OwnedRecord | undefined;
  readonly adoption: BindingPolicy['adoption'];
  readonly reconcile: ObjectPolicy['reconcile'];
  /** Whether drift of this object is put right; otherwise it waits for git to say something new of it. */
  readonly heals: boolean;
  /** A Job of this digest that ran to its end and was cleaned up. */
  readonly completed: boolean;
  /** The Subscription that holds the object is to keep it. */
  readonly siblingClaims: boolean;
  /** Git gives the object to another Subscription now, and no more to this one. */
  readonly givenAway: boolean;
}

export type Operation =
  | { readonly do: 'skip'; readonly why: 'same' | 'disabled' | 'completed' | 'sibling' | 'drifted' }
  /** Read its metadata and decide again. */
  | { readonly do: 'look' }
  /** An apply that the server refuses with 409 when the object exists. */
  | { readonly do: 'create' }
  /** An apply with force, bound to this uid. */
  | { readonly do: 'apply'; readonly uid: string }
  /** Folds former managers into ours, then an apply with force, bound to uid and resourceVersion. */
  | {
      readonly do: 'adopt';
      readonly uid: string;
      readonly resourceVersion: string;
      readonly former: OwnerTool | undefined;
    }
  | { readonly do: 'refuse'; readonly owner: string; readonly why: 'owned' | 'controlled' | 'adoption' };

/** What git wants was applied once: whatever became of it since is drift. */
const isDrift = ({ known, digest }: Situation): boolean => known?.digest === digest;

type Live = Extract<Knowledge, { seen: 'live' }>;

/** (declared, live, ownership, remembered, policy) → what to do: one table, no side effects. */
export const decide = (situation: Situation): Operation => {
  const { knowledge, completed } = situation;
  // the new owner's to make, to heal and to change, from whatever state it is in
  if (situation.givenAway) return { do: 'skip', why: 'sibling' };
  if (knowledge.seen === 'unclear') return { do: 'look' };
  const stays = !situation.heals && isDrift(situation);
  if (knowledge.seen !== 'live') {
    if (completed) return { do: 'skip', why: 'completed' };
    return stays ? { do: 'skip', why: 'drifted' } : { do: 'create' };
  }
  const { ownership } = knowledge;
  switch (ownership.by) {
    case 'us':
      return decideOurs(situation, knowledge);
    case 'sibling':
      // while the other pin still declares it, taking it would start a fight that neither can win
      if (situation.siblingClaims) return { do: 'skip', why: 'sibling' };
      return { do: 'apply', uid: knowledge.uid };
    case 'nobody':
      if (situation.adoption === 'Never') return { do: 'refuse', owner: 'nobody', why: 'adoption' };
      if (situation.reconcile === 'disabled') return { do: 'skip', why: 'disabled' };
      if (stays) return { do: 'skip', why: 'drifted' };
      return adopt(knowledge, undefined);
    case 'controller':
      return { do: 'refuse', owner: ownership.owner, why: 'controlled' };
    case 'other':
      if (situation.adoption !== 'Always') return { do: 'refuse', owner: ownership.owner, why: 'owned' };
      return adopt(knowledge, ownership.tool);
    default:
      return ownership satisfies never;
  }
};

const decideOurs = (situation: Situation, live: Live): Operation => {
  const { digest, known, reconcile, heals } = situation;
  if (reconcile === 'disabled') return { do: 'skip', why: 'disabled' };
  const same =
    known !== undefined &&
    known.uid === live.uid &&
    known.digest === digest &&
    known.ownedHash === live.ownedHash;
  if (same) return { do: 'skip', why: 'same' };
  if (!heals && isDrift(situation)) return { do: 'skip', why: 'drifted' };
  // our entry was wiped: what stands there now belongs to nobody, as at an adoption
  return live.ownedHash === '' ? adopt(live, undefined) : { do: 'apply', uid: live.uid };
};

const adopt = ({ uid, resourceVersion }: Live, former: OwnerTool | undefined): Operation => ({
  do: 'adopt',
  uid,
  resourceVersion,
  former,
});
