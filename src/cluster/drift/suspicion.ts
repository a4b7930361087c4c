import { parseResourceKey } from '../../model/resource.ts';
import { ranToItsEnd } from '../apply/job.ts';
import type { Site } from '../apply/site.ts';
import type { ResourceType } from '../discovery.ts';
import type { Drift, OwnedRecord } from '../engine.ts';
import type { Claim } from '../inventory/claims.ts';
import type { LiveEntry } from '../inventory/live-index.ts';
import type { ObjectMeta } from '../object-meta.ts';
import type { Fights } from './fights.ts';
import { lastWriter } from './judge.ts';

/** An object of a pin of which the watch told something that may be drift. */
export interface Suspicion {
  readonly key: string;
  readonly type: ResourceType;
  readonly claim: Claim;
  /** Monotonic milliseconds. */
  readonly seenAt: number;
}

interface Case {
  readonly site: Site;
  readonly fights: Fights;
  readonly onDrift: (drift: Drift) => void;
  readonly signal: AbortSignal;
}

interface Finding {
  readonly cause: Drift['cause'];
  readonly metadata?: ObjectMeta;
}

/** Calls drift back, now. */
export const tell = (on: Case, { claim, seenAt }: Suspicion, cause: Drift['cause'], who?: object): void =>
  on.onDrift({ subscription: claim.work.subscription, id: claim.object.id, cause, seenAt, ...who });

/** Whether an object is no longer what we applied. */
export const differs = (entry: LiveEntry | undefined, known: OwnedRecord | undefined): boolean =>
  entry?.uid !== known?.uid || entry?.ownedHash !== known?.ownedHash || entry?.labelled !== true;

/** Still so after a backoff? Somebody may have put it right, or the pin may have moved. */
const stillDrifted = ({ site }: Case, { key, claim }: Suspicion): boolean =>
  site.claims.get(key)?.object.digest === claim.object.digest &&
  differs(site.index.get(key), site.known.get(key));

/** Calls drift back, at once or when the backoff of a fight has passed. */
export const report = (on: Case, suspicion: Suspicion, { cause, metadata }: Finding): void => {
  const { site, fights, signal } = on;
  const who = metadata && lastWriter(metadata, site.manager);
  fights.suspect(suspicion.key, who?.manager);
  const delay = fights.delayMs(suspicion.key, site.clock.now());
  if (delay === 0) {
    tell(on, suspicion, cause, who);
    return;
  }
  site.clock.sleep(delay, signal).then(
    () => {
      if (stillDrifted(on, suspicion)) tell(on, suspicion, cause, who);
    },
    () => undefined,
  );
};

/** The object left the selector of our watch: deleted, replaced, or without its label? */
export const investigate = async (on: Case, suspicion: Suspicion): Promise<void> => {
  const { site, signal } = on;
  const { key, type, claim } = suspicion;
  const before = site.index.get(key);
  const live = await site.looker.look({ type, ...parseResourceKey(key) }, signal);
  const known = site.known.get(key);
  // a heal, or an event, was faster than the look
  if (known === undefined || site.index.get(key) !== before) return;
  if (live === undefined) {
    site.index.remove(key);
    if (!ranToItsEnd(claim.object, known)) report(on, suspicion, { cause: 'deleted' });
    return;
  }
  const entry = site.index.put(key, live);
  if (!differs(entry, known)) return;
  const kept = entry.labelled ? 'fields' : 'label';
  report(on, suspicion, { cause: entry.uid === known.uid ? kept : 'replaced', metadata: live });
};
