import { needsObject } from '../../health/assess.ts';
import { type GroupKind, parseResourceKey } from '../../model/resource.ts';
import type { Site } from '../apply/site.ts';
import type { ResourceType } from '../discovery.ts';
import type { Drift } from '../engine.ts';
import type { LiveIndex } from '../inventory/live-index.ts';
import { isNewer, liveKey } from '../inventory/live-metadata.ts';
import type { Fights } from './fights.ts';
import { driftPolicy, judge } from './judge.ts';
import { onlyLeftMoved } from './left-moved.ts';
import type { LiveEvent } from './live-event.ts';
import { createStatusThrottle, type StatusThrottle } from './status-throttle.ts';
import { investigate, report, type Suspicion, tell } from './suspicion.ts';

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

interface Watching extends ObserverOptions {
  readonly throttle: StatusThrottle;
}

const ignore = (): void => undefined;

/** Takes an event into the index; whether it told anything new. */
export const takeIn = (index: LiveIndex, key: string, event: LiveEvent): boolean => {
  const { what, metadata, synthetic } = event;
  const before = index.get(key);
  // about an object that had this name before
  if (what === 'gone' && before && before.uid !== metadata.uid) return false;
  if (synthetic) {
    // what we wrote meanwhile may have made it anew: only a look can tell
    if (before?.resourceVersion === metadata.resourceVersion) index.remove(key);
    return true;
  }
  // our own event, or an older one than the response that we have had
  if (before && !isNewer(metadata.resourceVersion, before.resourceVersion)) return false;
  if (what === 'present') index.put(key, metadata);
  else index.remove(key);
  return true;
};

const suspicionOf = (
  { site }: Watching,
  key: string,
  at: { readonly type: ResourceType; readonly seenAt: number },
): Suspicion | undefined => {
  const claim = site.claims.get(key);
  if (claim === undefined) return undefined;
  const policy = driftPolicy(claim.work.state.policy, claim.object.policy);
  return policy === 'ignore' ? undefined : { key, claim, type: at.type, seenAt: at.seenAt };
};

const statusMoved = (watching: Watching, suspicion: Suspicion): void => {
  const { key, claim } = suspicion;
  if (claim.object.policy.health === 'ignore' || !needsObject(parseResourceKey(key))) return;
  watching.site.current.delete(key);
  watching.throttle(key, () => tell(watching, suspicion, 'status'));
};

const consider = (watching: Watching, key: string, event: LiveEvent): void => {
  const { site } = watching;
  if (!takeIn(site.index, key, event)) return;
  const after = event.what === 'present' ? site.index.get(key) : undefined;
  const verdict = judge({ after, known: site.known.get(key) });
  const suspicion = verdict === 'nothing' ? undefined : suspicionOf(watching, key, event);
  if (suspicion === undefined) return;
  const left = verdict === 'fields' && onlyLeftMoved(site, suspicion, event.metadata);
  if (verdict === 'status' || left) statusMoved(watching, suspicion);
  // a look that fails (the cluster went away) is made up for when the watch is synced again
  else if (verdict === 'look') investigate(watching, suspicion).catch(ignore);
  else if (verdict !== 'nothing') report(watching, suspicion, { cause: verdict, metadata: event.metadata });
};

const isOf = (id: GroupKind, type: ResourceType): boolean => id.kind === type.kind && id.group === type.group;

/** What we applied and the watch did not tell of. */
const findVanished = (watching: Watching, type: ResourceType): void => {
  const { site } = watching;
  const seenAt = site.clock.now();
  for (const { state } of site.claims.works()) {
    for (const { key, id } of state.objects) {
      if (!isOf(id, type) || !site.known.has(key) || site.index.get(key)) continue;
      const suspicion = suspicionOf(watching, key, { type, seenAt });
      if (suspicion) investigate(watching, suspicion).catch(ignore);
    }
  }
};

/** Judges what the watches of one cluster tell. */
export const createObserver = (options: ObserverOptions): Observer => {
  const throttle = createStatusThrottle(options.site.clock, options.signal);
  const watching: Watching = { ...options, throttle };
  return {
    take: (event) => {
      const key = liveKey(event.type, event.metadata);
      if (!options.site.inFlight.hold(key, event)) consider(watching, key, event);
    },
    replay: (key, event) => consider(watching, key, event),
    synced: (type) => findVanished(watching, type),
  };
};
