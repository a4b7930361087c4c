import type { Diagnostic } from '../../model/diagnostic.ts';
import type { ResourceId } from '../../model/resource.ts';
import { diagnosticOf } from '../apply/apply-binding.ts';
import type { BindingSite } from '../apply/binding-site.ts';
import type { PruneGuards, PruneReport } from '../engine.ts';
import type { Claim } from '../inventory/claims.ts';
import { type Parent, widen } from '../inventory/parent.ts';
import { deleteMember } from './delete-member.ts';
import { guard } from './guard.ts';
import { type Member, type Members, membersOf, notInPin } from './members.ts';
import { releaseMember } from './release-member.ts';
import { deleteTiers } from './tiers.ts';

interface Progress {
  readonly deleted: Member[];
  readonly kept: Member[];
  readonly diagnostics: Diagnostic[];
}

const nothing = (diagnostics: readonly Diagnostic[]): PruneReport => ({ deleted: [], kept: [], diagnostics });

const removeOne = async (site: BindingSite, member: Member, progress: Progress): Promise<void> => {
  const { key } = member;
  const deletion = await site.inFlight.write(key, () => deleteMember(site, member));
  if (deletion.done === 'kept') {
    progress.kept.push(member);
    if (deletion.diagnostic) progress.diagnostics.push(deletion.diagnostic);
    return;
  }
  if (deletion.done === 'deleted') progress.deleted.push(member);
  if (deletion.done === 'left') return;
  forget(site, key);
};

const forget = (site: BindingSite, key: string): void => {
  site.index.remove(key);
  site.known.delete(key);
  site.current.delete(key);
};

const releaseOne = async (site: BindingSite, member: Member, progress: Progress): Promise<void> => {
  const released = await releaseMember(site, member);
  if (released === undefined) forget(site, member.key);
  else {
    progress.kept.push(member);
    progress.diagnostics.push(released);
  }
};

/** Tier after tier, side by side within one; a cluster that does not answer ends it. */
const removeAll = async (
  site: BindingSite,
  members: readonly Member[],
  progress: Progress,
): Promise<void> => {
  const orphan = site.work.state.policy.deletionPolicy === 'Orphan';
  const remove = orphan ? releaseOne : removeOne;
  for (const tier of deleteTiers(members)) {
    const results = await Promise.allSettled(
      tier.map((member) => site.gate.run(() => remove(site, member, progress))),
    );
    const failures = results.filter((result) => result.status === 'rejected');
    if (failures.length === 0) continue;
    for (const { reason } of failures.slice(0, 1)) progress.diagnostics.push(diagnosticOf(reason));
    const settled = new Set([...progress.deleted, ...progress.kept]);
    progress.kept.push(...members.filter((member) => !settled.has(member)));
    return;
  }
};

/**
 * The parent no longer needs to name kinds in which nothing of this binding is left; also where this prune found
 * nothing to delete: the one before may have died between its last delete and this write.
 */
const narrow = async (site: BindingSite, parent: Parent, left: Left): Promise<void> => {
  const { work, signal } = site;
  const ids = [...work.state.objects.map(({ id }) => id), ...left.kept.map(({ id }) => id)];
  const scope = widen({ kinds: left.unserved, namespaces: [] }, ids);
  const narrower =
    scope.kinds.length < parent.kinds.length || scope.namespaces.length < parent.namespaces.length;
  if (!narrower) return;
  await site.fault('prune.narrow');
  await site.parents.narrow(work, scope, signal);
  await site.fault('prune.narrowed');
};

interface Left {
  readonly kept: readonly { readonly id: ResourceId }[];
  readonly unserved: readonly string[];
}

const list = async (site: BindingSite): Promise<Members> => {
  await site.fault('prune.list');
  const found = await membersOf(site, site.us.parent, site.parents.scopeOf(site.work.subscription).kinds);
  return { ...found, members: await notInPin(site, found.members) };
};

const superseded = (site: BindingSite): Diagnostic => ({
  code: 'PruneBlocked',
  severity: 'warning',
  message: `${site.work.subscription}: the cluster holds a newer epoch than ${site.work.epoch}; nothing is pruned`,
});

/** Keeps what another Subscription shall have, by its pin here or by what git says; tells who has it in its pin. */
const keepClaimed = (
  { site, guards, onClaimed }: Prune,
  members: readonly Member[],
  progress: Progress,
): readonly Member[] =>
  members.filter((member) => {
    const claim = site.claims.getBesides(site.work.subscription, member.key);
    if (claim) onClaimed(claim);
    if (!claim && !guards.claimedElsewhere?.(member.id)) return true;
    progress.kept.push(member);
    return false;
  });

export interface Prune {
  readonly site: BindingSite;
  readonly guards: PruneGuards;
  /** Another binding's pin declares what this one held: it can take it over now. */
  readonly onClaimed: (claim: Claim) => void;
}

/**
 * Members − objects of the pin − what goes to another Subscription, within the guards; then the parent is
 * narrowed. Nothing is deleted when any kind cannot be listed: what is unknown is never read as empty.
 */
export const pruneBinding = async (prune: Prune): Promise<PruneReport> => {
  const { site, guards } = prune;
  const parent = site.parents.get(site.work.subscription);
  if (parent === undefined) return nothing([]);
  // only the pin that stands in the cluster says what is superfluous there
  if (parent.record.epoch !== site.work.epoch) return nothing([superseded(site)]);
  const progress: Progress = { deleted: [], kept: [], diagnostics: [] };
  try {
    const { members, unserved } = await list(site);
    const guarded = guard(keepClaimed(prune, members, progress), guards);
    progress.kept.push(...guarded.kept);
    progress.diagnostics.push(...guarded.diagnostics);
    await removeAll(site, guarded.deletable, progress);
    await narrow(site, parent, { kept: progress.kept, unserved });
    await site.fault('prune.done');
  } catch (error) {
    progress.diagnostics.push(diagnosticOf(error));
  }
  return {
    deleted: progress.deleted.map(({ id }) => id),
    kept: progress.kept.map(({ id }) => id),
    diagnostics: progress.diagnostics,
  };
};
