import { parseResourceKey, resourceKey } from '../../model/resource.ts';
import type { BindingSite } from '../apply/binding-site.ts';
import { locate } from '../apply/locate.ts';
import type { Site } from '../apply/site.ts';
import type { ResourceType } from '../discovery.ts';
import { isMember } from '../inventory/live-index.ts';
import { parseGroupKind } from '../inventory/parent.ts';
import type { Candidate } from './guard.ts';

/** A member as the index has it; each DELETE states uid and resourceVersion, so a stale one is refused. */
export interface Member extends Candidate {
  readonly type: ResourceType;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly terminating: boolean;
}

export interface Members {
  readonly members: readonly Member[];
  /** Kinds that the cluster does not serve now: whether they have members nobody knows. */
  readonly unserved: readonly string[];
}

/** Every live member of a parent, over all kinds that the parent records. Rejects where one cannot be listed. */
export const membersOf = async (
  site: Site,
  parent: string,
  recordedKinds: readonly string[],
): Promise<Members> => {
  const types = new Map<string, ResourceType>();
  const unserved: string[] = [];
  for (const text of recordedKinds) {
    const kind = parseGroupKind(text);
    const type = await site.discovery.resolveAny(kind);
    if (type) types.set(`${kind.group}|${kind.kind}`, type);
    else unserved.push(text);
  }
  await Promise.all([...types.values()].map((type) => site.coverage.ensure(type)));
  const members: Member[] = [];
  for (const key of site.index.partOf(parent)) {
    const entry = site.index.get(key);
    const id = parseResourceKey(key);
    const type = types.get(`${id.group}|${id.kind}`);
    if (entry === undefined || type === undefined || !isMember(entry, parent)) continue;
    const { uid, resourceVersion, pruneDisabled, terminating } = entry;
    members.push({ id, key, type, uid, resourceVersion, pruneDisabled, terminating });
  }
  return { members, unserved };
};

/**
 * Members that the pin does not hold. An object of the pin is known by its key as this cluster has it, and by
 * its uid: one object may be reached through two API groups.
 */
export const notInPin = async (site: BindingSite, members: readonly Member[]): Promise<readonly Member[]> => {
  const { objects } = site.work.state;
  const { targets, unknown } = await locate(site.discovery, objects);
  const keys = new Set([...objects.map(({ key }) => key), ...targets.map(({ id }) => resourceKey(id))]);
  const uids = new Set(targets.map(({ key }) => site.index.get(key)?.uid ?? site.known.get(key)?.uid));
  // where a declared kind did not resolve, its scope is not known, nor then which member is the declared one
  const unclear = new Set(unknown.map(({ id }) => `${id.group}|${id.kind}`));
  return members.filter(
    ({ key, uid, id }) => !keys.has(key) && !uids.has(uid) && !unclear.has(`${id.group}|${id.kind}`),
  );
};
