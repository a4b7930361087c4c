import type { Diagnostic } from '../../model/diagnostic.ts';
import { diagnosticOf } from '../apply/apply-binding.ts';
import type { Site } from '../apply/site.ts';
import type { PruneReport } from '../engine.ts';
import { parentId } from '../inventory/parent.ts';
import { type Member, membersOf } from './members.ts';
import { releaseMember } from './release-member.ts';

/**
 * Gives a binding's objects back: they stay, what marks them as ours goes, and at last the parent. Whatever
 * could not be released keeps the parent, so that it is not lost.
 */
export const releaseBinding = async (
  site: Site,
  subscription: string,
  signal: AbortSignal,
): Promise<PruneReport> => {
  const parent = site.parents.get(subscription);
  if (parent === undefined) return { deleted: [], kept: [], diagnostics: [] };
  // from now on nothing of it is drift
  site.claims.forget(subscription);
  const diagnostics: Diagnostic[] = [];
  const kept: Member[] = [];
  try {
    const found = await membersOf(
      site,
      parentId(site.fleet, subscription),
      site.parents.scopeOf(subscription).kinds,
    );
    const release = async (member: Member): Promise<void> => {
      const failure = await site.inFlight.write(member.key, () => releaseMember({ ...site, signal }, member));
      if (failure) {
        kept.push(member);
        diagnostics.push(failure);
        return;
      }
      site.index.remove(member.key);
      site.known.delete(member.key);
    };
    await Promise.all(found.members.map((member) => site.applies.run(() => release(member))));
    if (kept.length === 0) {
      await site.fault('release.parent');
      await site.parents.remove(subscription, signal);
      await site.fault('release.done');
    }
  } catch (error) {
    diagnostics.push(diagnosticOf(error));
  }
  return { deleted: [], kept: kept.map(({ id }) => id), diagnostics };
};
