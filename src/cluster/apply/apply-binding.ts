import type { DesiredObject } from '../../model/desired.ts';
import { type Diagnostic, HeadwaterError } from '../../model/diagnostic.ts';
import type { ApplyReport, ObjectOutcome } from '../engine.ts';
import { applyObject, type ObjectResult, settledResult } from './apply-object.ts';
import type { BindingSite } from './binding-site.ts';
import { waitEstablished } from './definitions.ts';
import { kindUnknown, type Located, locate, type Target } from './locate.ts';
import { type Phase, phasesOf } from './order.ts';
import { waitHealthy } from './wait-wave.ts';

/** A cluster that gives no answer ends the call: every other object would wait for the same timeout. */
interface Progress {
  readonly outcomes: ObjectOutcome[];
  readonly diagnostics: Diagnostic[];
  stopped: boolean;
}

const serveAttempts = 25;
const serveDelayMs = 200;

const fail = (progress: Progress, objects: readonly DesiredObject[]): void => {
  for (const { id } of objects) progress.outcomes.push({ id, result: 'failed' });
};

/** Records an error of the port; anything else is a bug or an abort, and goes on up. */
export const diagnosticOf = (error: unknown): Diagnostic => {
  if (error instanceof HeadwaterError) return error.diagnostic;
  throw error;
};

/** Runs one step; an error of the port stops the rest of the call. undefined then. */
const step = async <T>(progress: Progress, run: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await run();
  } catch (error) {
    const diagnostic = diagnosticOf(error);
    if (!progress.stopped) progress.diagnostics.push(diagnostic);
    progress.stopped = true;
    return undefined;
  }
};

/** After CRDs were established, the server's discovery may lag some moments behind. */
const locatePhase = async (site: BindingSite, objects: readonly DesiredObject[]): Promise<Located> => {
  let located = await locate(site.discovery, objects);
  for (let attempt = 1; attempt < serveAttempts; attempt += 1) {
    if (located.unknown.length === 0 || !site.freshDefinitions) return located;
    await site.clock.sleep(serveDelayMs, site.signal);
    site.discovery.invalidate();
    located = await locate(site.discovery, objects);
  }
  return located;
};

const take = (progress: Progress, { outcome, diagnostics }: ObjectResult): void => {
  progress.outcomes.push(outcome);
  progress.diagnostics.push(...diagnostics);
};

const applyTarget = async (site: BindingSite, target: Target, progress: Progress): Promise<void> => {
  const done = progress.stopped ? undefined : await step(progress, () => applyObject(site, target));
  if (done) take(progress, done);
  else fail(progress, [target.object]);
};

const applyTargets = async (
  site: BindingSite,
  targets: readonly Target[],
  progress: Progress,
): Promise<void> => {
  const types = new Map(targets.map(({ type }) => [`${type.group}|${type.kind}`, type]));
  await step(progress, async () => {
    await Promise.all([...types.values()].map((type) => site.coverage.ensure(type)));
    await site.fault('index.ensured');
  });
  const waiting = targets.filter((target) => {
    const settled = settledResult(site, target);
    if (settled) take(progress, settled);
    return settled === undefined;
  });
  const runs = waiting.map((target) => site.gate.run(() => applyTarget(site, target, progress)));
  // an abort or a bug goes on up, but not while other writes of this call are still on their way
  for (const run of await Promise.allSettled(runs)) if (run.status === 'rejected') throw run.reason;
};

const changedDefinitions = (targets: readonly Target[], progress: Progress): readonly Target[] => {
  const written = new Set(
    progress.outcomes.filter(({ result }) => result === 'created' || result === 'configured'),
  );
  const ids = new Set([...written].map(({ id }) => id));
  return targets.filter(({ object }) => ids.has(object.id));
};

const applyPhase = async (site: BindingSite, phase: Phase, progress: Progress): Promise<void> => {
  const located = await step(progress, () => locatePhase(site, phase.objects));
  if (located === undefined) return fail(progress, phase.objects);
  for (const object of located.unknown) take(progress, unserved(object));
  await applyTargets(site, located.targets, progress);
  if (phase.name === 'definitions' && !progress.stopped) {
    const changed = changedDefinitions(located.targets, progress);
    const waits = changed.length > 0 ? await step(progress, () => waitEstablished(site, changed)) : [];
    progress.diagnostics.push(...(waits ?? []));
  }
  await site.fault('wave.done');
};

const unserved = (object: DesiredObject): ObjectResult => ({
  outcome: { id: object.id, result: 'failed' },
  diagnostics: [kindUnknown(object)],
});

const report = ({ outcomes, diagnostics }: Progress): ApplyReport => ({
  outcomes,
  diagnostics,
  superseded: false,
});

/** Whether the next wave may start; its objects are simply not touched where it may not. */
const waveIsHealthy = async (site: BindingSite, phase: Phase, progress: Progress): Promise<boolean> => {
  const failures = await step(progress, () => waitHealthy(site, phase.objects));
  progress.diagnostics.push(...(failures ?? []));
  return failures?.length === 0;
};

/**
 * Every object that is not yet what it should be, in phases. Objects of a phase that fail do not stop the
 * others, nor the phases after it; a cluster that does not answer does.
 */
export const applyPhases = async (
  site: BindingSite,
  objects: readonly DesiredObject[],
): Promise<ApplyReport> => {
  const progress: Progress = { outcomes: [], diagnostics: [], stopped: false };
  const phases = phasesOf(objects);
  for (const [index, phase] of phases.entries()) {
    if (progress.stopped) {
      fail(progress, phase.objects);
      continue;
    }
    await applyPhase(site, phase, progress);
    const last = index === phases.length - 1;
    const waits = site.work.state.policy.waitForWaves && phase.name === 'wave' && !last && !progress.stopped;
    if (waits && !(await waveIsHealthy(site, phase, progress))) return report(progress);
  }
  return report(progress);
};

/** The whole apply of a pin: its claim on the parent, then its objects. */
export const applyBinding = async (site: BindingSite): Promise<ApplyReport> => {
  const { work, signal } = site;
  const { objects } = work.state;
  const progress: Progress = { outcomes: [], diagnostics: [], stopped: false };
  await site.fault('claim.start');
  const ids = objects.map(({ id }) => id);
  const claim = await step(progress, () => site.gate.run(() => site.parents.claim(work, ids, signal)));
  if (claim === undefined) {
    fail(progress, objects);
    return report(progress);
  }
  if (claim === 'superseded') return { outcomes: [], diagnostics: [], superseded: true };
  await site.fault('claim.written');
  site.claims.set(work);
  const applied = await applyPhases(site, objects);
  await site.fault('apply.done');
  return applied;
};
