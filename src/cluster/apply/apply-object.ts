import { assessHealth, needsObject } from '../../health/assess.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { JsonObject } from '../../model/json.ts';
import { asKubeObject, describeResource } from '../../model/resource.ts';
import type { ApplyResult, ObjectOutcome, OwnedRecord } from '../engine.ts';
import { ownedHash, restHash } from '../inventory/owned-hash.ts';
import type { BindingSite } from './binding-site.ts';
import { type ApplyBody, applyBody } from './body.ts';
import type { Operation } from './decide.ts';
import { heldBySibling } from './held-by-sibling.ts';
import { type Looked, operationFor } from './knowledge.ts';
import { kindUnknown, type Target } from './locate.ts';
import { createNamespace } from './namespaces.ts';
import { type Job, type Performed, perform } from './perform.ts';
import { rejectionDiagnostic } from './rejection.ts';
import { removeForReplace } from './replace.ts';

export interface ObjectResult {
  readonly outcome: ObjectOutcome;
  readonly diagnostics: readonly Diagnostic[];
}

/** Between two decisions somebody else must have changed the object; so often means a fight. */
const attempts = 6;
const serveDelayMs = 200;

const result = (target: Target, applied: ApplyResult, owned?: OwnedRecord): ObjectResult => ({
  outcome: { id: target.object.id, result: applied, ...(owned && { owned }) },
  diagnostics: [],
});

const failure = (target: Target, diagnostic: Diagnostic): ObjectResult => ({
  outcome: { id: target.object.id, result: 'failed' },
  diagnostics: [diagnostic],
});

const refusal = (target: Target, operation: Extract<Operation, { do: 'refuse' }>): ObjectResult => {
  const { id, source } = target.object;
  const message =
    operation.why === 'adoption'
      ? `${describeResource(id)} exists and is not ours, and this Subscription adopts nothing`
      : `${describeResource(id)} exists and belongs to ${operation.owner}`;
  const hint =
    operation.why === 'controlled'
      ? 'remove it from the feed: its controller makes it'
      : operation.why === 'adoption'
        ? 'delete it, or annotate the Subscription with headwater.dev/adoption: IfUnowned'
        : 'take it from its owner first, or annotate the Subscription with headwater.dev/adoption: Always';
  const diagnostic = { code: 'NotOurs', severity: 'error', message, hint, resource: id, source } as const;
  return failure(target, diagnostic);
};

const siblingNote = (site: BindingSite, target: Target): ObjectResult => {
  site.work.head?.askAgain();
  return {
    outcome: { id: target.object.id, result: 'skipped' },
    diagnostics: [heldBySibling(target.object)],
  };
};

const skipped = (
  site: BindingSite,
  target: Target,
  why: Extract<Operation, { do: 'skip' }>['why'],
): ObjectResult =>
  why === 'sibling' ? siblingNote(site, target) : result(target, 'skipped', site.known.get(target.key));

/** The result, where nothing has to be sent or read for it; undefined otherwise. Synchronous and cheap. */
export const settledResult = (site: BindingSite, target: Target): ObjectResult | undefined => {
  const operation = operationFor(site, target);
  return operation.do === 'skip' ? skipped(site, target, operation.why) : undefined;
};

const remember = (job: Job, performed: Extract<Performed, { done: 'applied' }>): ObjectResult => {
  const { site, target } = job;
  const { metadata, object, created } = performed;
  const before = site.index.get(target.key);
  const moved = before?.resourceVersion !== metadata.resourceVersion;
  site.index.put(target.key, metadata);
  const { ignoreFields } = target.object.policy;
  const owned: OwnedRecord = {
    uid: metadata.uid,
    digest: target.object.digest,
    ownedHash: ownedHash(metadata, site.manager),
    ...(ignoreFields && { restHash: restHash(metadata, site.manager, ignoreFields) }),
  };
  site.known.set(target.key, owned);
  if (moved) site.current.delete(target.key);
  if (needsObject(target.id) && assessHealth(object).state === 'Current') site.current.add(target.key);
  return result(target, created ? 'created' : moved ? 'configured' : 'unchanged', owned);
};

const lookAt = async ({ site, target }: Job): Promise<Looked> => {
  await site.fault('object.look');
  const { namespace, name } = target.id;
  const place = { type: target.type, namespace, name };
  return (await site.looker.lookTogether(place, site.signal)) ?? 'missing';
};

const rememberedLook = ({ site, target }: Job): Looked | undefined => {
  const { namespace, name } = target.id;
  return site.looker.remembered({ type: target.type, namespace, name });
};

type Refused = Extract<Performed, { done: 'rejected' }>;

/** What can be done about a refusal: the next knowledge to decide from, or the final result. */
const recover = async (job: Job, { rejection }: Refused): Promise<Looked | ObjectResult | 'retry'> => {
  const { site, target } = job;
  const { object } = target;
  if (rejection.kind === 'namespace-missing' && site.work.state.policy.createNamespace) {
    if (await createNamespace(site, target.id.namespace)) return 'missing';
  }
  const live = site.index.get(target.key);
  if (rejection.kind === 'immutable' && object.policy.replace && live) {
    if (!(await removeForReplace(job, live))) return 'retry';
    site.index.remove(target.key);
    return 'missing';
  }
  if (rejection.kind === 'not-found') {
    site.discovery.invalidate();
    if (!site.freshDefinitions) return failure(target, kindUnknown(object));
    await site.clock.sleep(serveDelayMs, site.signal);
    return 'retry';
  }
  return failure(target, rejectionDiagnostic(rejection, object.id, object.source));
};

const isResult = (value: Looked | ObjectResult | 'retry'): value is ObjectResult =>
  typeof value === 'object' && 'outcome' in value;

const attempt = async (job: Job): Promise<ObjectResult> => {
  const { site, target } = job;
  let looked: Looked | undefined;
  for (let count = 1; count <= attempts; count += 1) {
    const operation = operationFor(site, target, looked);
    if (operation.do === 'skip') return skipped(site, target, operation.why);
    if (operation.do === 'refuse') return refusal(target, operation);
    if (operation.do === 'look') {
      looked = await lookAt(job);
      continue;
    }
    const performed = await perform(job, operation, looked ?? rememberedLook(job));
    if (performed.done === 'applied') return remember(job, performed);
    const next = performed.done === 'again' ? await lookAt(job) : await recover(job, performed);
    if (isResult(next)) return next;
    looked = next === 'retry' ? undefined : next;
  }
  const { id, source } = target.object;
  const message = `${describeResource(id)} changed at each of ${attempts} attempts to apply it`;
  return failure(target, { code: 'ApplyRejected', severity: 'error', message, resource: id, source });
};

/** Brings one object to what it should be. Rejects only where the cluster gives no answer, or on abort. */
export const applyObject = (site: BindingSite, target: Target): Promise<ObjectResult> => {
  const { fleet, installationKey } = site;
  const options = { fleet, parent: site.us.parent, installationKey, id: target.id };
  const bodyOf = (object: JsonObject): ApplyBody =>
    applyBody({ ...target.object, object: asKubeObject(object) }, options);
  const body = applyBody(target.object, options);
  return site.inFlight.write(target.key, () => attempt({ site, target, body, bodyOf }));
};
