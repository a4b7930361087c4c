import { assessHealth, needsObject } from '../../health/assess.ts';
import type { DesiredObject } from '../../model/desired.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { JsonObject } from '../../model/json.ts';
import { describeResource } from '../../model/resource.ts';
import { unexpectedAnswer } from '../answer.ts';
import { driftFound } from '../drift/drift-found.ts';
import type { HealthReport, HealthState, ObjectOutcome, OwnedRecord } from '../engine.ts';
import { metadataOf, parseBody } from '../inventory/live-metadata.ts';
import { resourcePath } from '../paths.ts';
import type { BindingSite } from './binding-site.ts';
import { siblingsHold } from './held-by-sibling.ts';
import { isComplete, isJob, ranToItsEnd } from './job.ts';
import { kindUnknown, locate, type Target } from './locate.ts';
import { send } from './send.ts';

interface Assessed {
  readonly state: HealthState;
  readonly diagnostics: readonly Diagnostic[];
  readonly owned?: ObjectOutcome;
}

const worstFirst: readonly HealthState[] = ['Failed', 'Terminating', 'InProgress', 'Unknown', 'Current'];
const current: Assessed = { state: 'Current', diagnostics: [] };

const unhealthy = (object: DesiredObject, state: HealthState, why: string): Assessed => ({
  state,
  diagnostics: [
    {
      code: 'NotHealthy',
      severity: state === 'Failed' ? 'error' : 'warning',
      message: `${describeResource(object.id)}: ${why}`,
      resource: object.id,
      source: object.source,
    },
  ],
});

/** A Job that ended may be cleaned up at any time: it is remembered as done for this digest. */
const completion = (site: BindingSite, target: Target, live: JsonObject): ObjectOutcome | undefined => {
  const { object, key, id } = target;
  const known = site.known.get(key);
  if (
    !isJob(id) ||
    !isComplete(live) ||
    known === undefined ||
    known.completed ||
    known.digest !== object.digest
  )
    return undefined;
  const owned: OwnedRecord = { ...known, completed: true };
  site.known.set(key, owned);
  return { id: object.id, result: 'skipped', owned };
};

const readHealth = async (site: BindingSite, target: Target): Promise<Assessed> => {
  const { object, key } = target;
  const path = resourcePath(target.type, target.id);
  const response = await send(site, { method: 'GET', path }, site.signal);
  if (response.status === 404) {
    if (ranToItsEnd(object, site.known.get(key))) return current;
    return unhealthy(object, 'InProgress', 'it does not exist');
  }
  const live = response.status === 200 ? parseBody(response.body) : undefined;
  if (live === undefined) throw unexpectedAnswer(site.api.cluster, `GET ${path}`, response);
  const { state, message } = assessHealth(live);
  if (state !== 'Current') return unhealthy(object, state, message);
  // a status event of this object takes it out again
  if (metadataOf(live)?.uid === site.index.get(key)?.uid) site.current.add(key);
  const owned = completion(site, target, live);
  return owned ? { ...current, owned } : current;
};

const assess = (site: BindingSite, target: Target): Promise<Assessed> | Assessed => {
  const { object, key } = target;
  if (object.policy.health === 'ignore' || !needsObject(target.id)) return current;
  return site.current.has(key) ? current : site.gate.run(() => readHealth(site, target));
};

/** The health of these objects together: the worst of them, and what is to be known of them beside it. Reads only those that are not known to be Current. */
export const healthOf = async (
  site: BindingSite,
  objects: readonly DesiredObject[],
): Promise<HealthReport> => {
  const { targets, unknown } = await locate(site.discovery, objects);
  const assessed = await Promise.all(targets.map((target) => assess(site, target)));
  const unserved = unknown.map(
    (object): Assessed => ({ state: 'Failed', diagnostics: [kindUnknown(object)] }),
  );
  const all = [...assessed, ...unserved];
  const state = worstFirst.find((candidate) => all.some((one) => one.state === candidate)) ?? 'Current';
  const owned = all.map((one) => one.owned).filter((outcome) => outcome !== undefined);
  const notes = [...siblingsHold(site, targets), ...driftFound(site, targets)];
  const diagnostics = [...all.flatMap((one) => one.diagnostics), ...notes];
  return { state, diagnostics, ...(owned.length > 0 && { owned }) };
};
