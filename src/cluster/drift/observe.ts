import { needsObject } from '../../health/assess.ts';
import { parseResourceKey } from '../../model/resource.ts';
import { ranToItsEnd } from '../apply/job.ts';
import type { Site } from '../apply/site.ts';
import type { ResourceType } from '../discovery.ts';
import type { Drift } from '../engine.ts';
import type { Claim } from '../inventory/claims.ts';
import { isNewer, liveKey } from '../inventory/live-metadata.ts';
import type { ObjectMeta } from '../object-meta.ts';
import type { Fights } from './fights.ts';
import { driftPolicy, judge, lastWriter } from './judge.ts';
import { createStatusThrottle } from './status-throttle.ts';

/** One event of a metadata watch. */
export interface LiveEvent {
  readonly type: ResourceType;
  readonly what: 'present' | 'gone';
  /** Concluded from a list that no longer held the object: its resourceVersion is the last one known. */
  readonly synthetic: boolean;
  readonly metadata: ObjectMeta;
  /** Monotonic milliseconds. */
  readonly seenAt: number;
}

export interface Observer {
  take(event: LiveEvent): void;
  /** An event that waited for a write of ours. */
  replay(key: string, event: LiveEvent): void;
  /** The watch of this kind has told everything there is: what we applied and is not there, vanished. */
  synced(type: ResourceType): void;
}

export interface ObserverOptions {
  readonly site: Site;
  readonly fights: Fights;
  readonly onDrift: (drift: Drift) => void;
  /** Ends what waits. */
  readonly signal: AbortSignal;
}

interface Suspicion {
  readonly key: string;
  readonly type: ResourceType;
  readonly claim: Claim;
  readonly seenAt: number;
}

const ignore = (): void => undefined;

export const createObserver = (options: ObserverOptions): Observer => {
  const { site, fights, signal } = options;

  const emit = (suspicion: Suspicion, cause: Drift['cause'], metadata?: ObjectMeta): void => {
    const { key, claim, seenAt } = suspicion;
    const who = metadata && cause !== 'status' ? lastWriter(metadata, site.manager) : undefined;
    if (cause !== 'status') fights.suspect(key, who?.manager);
    const { work, object } = claim;
    options.onDrift({ subscription: work.subscription, id: object.id, cause, seenAt, ...who });
  };

  /** Still so after a backoff? Somebody may have put it right, or the pin may have moved. */
  const stillDrifted = ({ key, claim }: Suspicion): boolean => {
    const entry = site.index.get(key);
    const known = site.known.get(key);
    const declared = site.claims.get(key)?.object.digest === claim.object.digest;
    return declared && (entry?.uid !== known?.uid || entry?.ownedHash !== known?.ownedHash);
  };

  const report = (suspicion: Suspicion, cause: Drift['cause'], metadata?: ObjectMeta): void => {
    const delay = fights.delayMs(suspicion.key, site.clock.now());
    if (delay === 0) {
      emit(suspicion, cause, metadata);
      return;
    }
    site.clock.sleep(delay, signal).then(() => {
      if (stillDrifted(suspicion)) emit(suspicion, cause, metadata);
    }, ignore);
  };

  const throttle = createStatusThrottle(site.clock, signal);
  const statusMoved = (suspicion: Suspicion): void => {
    const { key, claim } = suspicion;
    const { group, kind } = parseResourceKey(key);
    if (claim.object.policy.health === 'ignore' || !needsObject({ group, kind })) return;
    site.current.delete(key);
    throttle(key, () => emit(suspicion, 'status'));
  };

  const whatIsThere = async (suspicion: Suspicion): Promise<void> => {
    const { key, type } = suspicion;
    const before = site.index.get(key);
    const live = await site.looker.look({ type, ...parseResourceKey(key) }, signal);
    const known = site.known.get(key);
    // a heal, or an event, was faster than the look
    if (known === undefined || site.index.get(key) !== before) return;
    if (live === undefined) {
      site.index.remove(key);
      if (!ranToItsEnd(suspicion.claim.object, known)) report(suspicion, 'deleted');
      return;
    }
    const entry = site.index.put(key, live);
    const same = entry.uid === known.uid;
    if (same && entry.labelled && entry.ownedHash === known.ownedHash) return;
    report(suspicion, !same ? 'replaced' : entry.labelled ? 'fields' : 'label', live);
  };

  const suspicionOf = (key: string, type: ResourceType, seenAt: number): Suspicion | undefined => {
    const claim = site.claims.get(key);
    if (claim === undefined) return undefined;
    const policy = driftPolicy(claim.work.state.policy, claim.object.policy);
    return policy === 'ignore' ? undefined : { key, type, claim, seenAt };
  };

  /** Takes the event into the index; whether it told anything new. */
  const takeIn = (key: string, { what, metadata, synthetic }: LiveEvent): boolean => {
    const before = site.index.get(key);
    if (what === 'gone' && before && before.uid !== metadata.uid) return false;
    const newer = before === undefined || isNewer(metadata.resourceVersion, before.resourceVersion);
    if (synthetic) {
      // what we wrote meanwhile may have made it anew: only a look can tell
      if (before?.resourceVersion === metadata.resourceVersion) site.index.remove(key);
      return true;
    }
    // our own event, or an older one than the response that we have had
    if (!newer) return false;
    if (what === 'present') site.index.put(key, metadata);
    else site.index.remove(key);
    return true;
  };

  const consider = (key: string, event: LiveEvent): void => {
    if (!takeIn(key, event)) return;
    const after = event.what === 'present' ? site.index.get(key) : undefined;
    const verdict = judge({ after, known: site.known.get(key) });
    const suspicion = verdict === 'nothing' ? undefined : suspicionOf(key, event.type, event.seenAt);
    if (suspicion === undefined) return;
    if (verdict === 'status') statusMoved(suspicion);
    // a look that fails (the cluster went away) is made up for when the watch is synced again
    else if (verdict === 'look') whatIsThere(suspicion).catch(ignore);
    else if (verdict !== 'nothing') report(suspicion, verdict, event.metadata);
  };

  return {
    take: (event) => {
      const key = liveKey(event.type, event.metadata);
      if (!site.inFlight.hold(key, event)) consider(key, event);
    },
    replay: consider,
    synced: (type) => {
      const seenAt = site.clock.now();
      for (const { state } of site.claims.works()) {
        for (const { key, id } of state.objects) {
          if (id.kind !== type.kind || id.group !== type.group) continue;
          if (!site.known.has(key) || site.index.get(key)) continue;
          const suspicion = suspicionOf(key, type, seenAt);
          if (suspicion) whatIsThere(suspicion).catch(ignore);
        }
      }
    },
  };
};
