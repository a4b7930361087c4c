import type { DesiredObject } from '../../model/desired.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { Fights } from '../drift/fights.ts';
import type { ApplyReport } from '../engine.ts';
import { applyPhases, diagnosticOf } from './apply-binding.ts';
import type { BindingSite } from './binding-site.ts';

export interface Heal {
  readonly site: BindingSite;
  readonly fights: Fights;
  readonly objects: readonly DesiredObject[];
}

/** An object is about to be made anew: is it still the cluster that it vanished from? */
const assertSameCluster = async ({ site, objects }: Heal): Promise<Diagnostic | undefined> => {
  if (objects.every(({ key }) => site.index.get(key) !== undefined)) return undefined;
  try {
    await site.assertIdentity(site.signal);
    return undefined;
  } catch (error) {
    return diagnosticOf(error);
  }
};

/**
 * Sends the pinned bytes of these objects again. The parent is not written: a heal moves no pin; where it
 * shows a newer one, nothing is sent.
 */
export const healBinding = async (heal: Heal): Promise<ApplyReport> => {
  const { site, fights, objects } = heal;
  const { work, parents, clock } = site;
  const parent = parents.get(work.subscription);
  if (parent && parent.record.epoch > work.epoch) return { outcomes: [], diagnostics: [], superseded: true };
  const stranger = await assertSameCluster(heal);
  if (stranger) {
    const outcomes = objects.map(({ id }) => ({ id, result: 'failed' as const }));
    return { outcomes, diagnostics: [stranger], superseded: false };
  }
  await site.fault('heal.start');
  const report = await applyPhases(site, objects);
  await site.fault('heal.done');
  const written = new Set(
    report.outcomes
      .filter(({ result }) => result === 'created' || result === 'configured')
      .map(({ id }) => id),
  );
  const warnings = objects
    .filter(({ id }) => written.has(id))
    .map((object) => fights.healed(object.key, object, clock.now()))
    .filter((diagnostic) => diagnostic !== undefined);
  return { ...report, diagnostics: [...report.diagnostics, ...warnings] };
};
