import { driftPolicy } from '../drift/judge.ts';
import { ownedHash } from '../inventory/owned-hash.ts';
import { parentId } from '../inventory/parent.ts';
import type { ObjectMeta } from '../object-meta.ts';
import type { BindingSite } from './binding-site.ts';
import { decide, type Knowledge, type Operation } from './decide.ts';
import { ranToItsEnd } from './job.ts';
import type { Target } from './locate.ts';
import { type Ownership, ownershipOf } from './ownership.ts';

/** What a look at the object itself told. */
export type Looked = ObjectMeta | 'missing';

const fromLook = (site: BindingSite, key: string, looked: Looked): Knowledge =>
  looked === 'missing'
    ? { seen: 'missing' }
    : {
        seen: 'live',
        uid: looked.uid,
        resourceVersion: looked.resourceVersion,
        ownedHash: ownedHash(looked, site.manager),
        ownership: ownershipOf(looked, site.us, site.known.get(key)),
      };

/** The index keeps too little of an object to name a foreign owner: then somebody has to look. */
const fromIndex = (site: BindingSite, key: string): Knowledge => {
  const entry = site.index.get(key);
  if (entry === undefined) return { seen: 'unlabelled' };
  const { uid, resourceVersion } = entry;
  const live = (ownership: Ownership): Knowledge => ({
    seen: 'live',
    uid,
    resourceVersion,
    ownedHash: entry.ownedHash,
    ownership,
  });
  const applied = entry.ownedHash !== '';
  if (entry.controlled || !applied) return { seen: 'unclear' };
  if (entry.partOf === site.us.parent) return live({ by: 'us' });
  if (entry.partOf === '' || !entry.labelled) return { seen: 'unclear' };
  const sibling = ownershipSibling(site, entry.partOf);
  return sibling ? live(sibling) : { seen: 'unclear' };
};

const ownershipSibling = (site: BindingSite, partOf: string): Ownership | undefined =>
  /^applyset-/.test(partOf) && partOf !== site.us.parent ? { by: 'sibling', parent: partOf } : undefined;

/** Whether the binding that holds an object goes on doing so: git decides, and without it the pins do. */
const siblingKeeps = (site: BindingSite, target: Target, holder: string): boolean => {
  const { head, subscription } = site.work;
  const declares = site.claims.declares(holder, target.object.key);
  if (!head) return declares;
  const given = head.givenTo(target.id);
  if (!given) return true;
  const isHolder = (other: string): boolean => parentId(site.fleet, other) === holder;
  if ([...given.to, ...given.perhaps].some(isHolder)) return true;
  return declares && !given.to.includes(subscription);
};

/** Whether git gave an object of this pin, which is then an old one, to others alone. */
const isGivenAway = (site: BindingSite, target: Target): boolean => {
  const given = site.work.head?.givenTo(target.id);
  return given !== undefined && given.to.length > 0 && !given.to.includes(site.work.subscription);
};

/** Puts together what is known of one object and decides. */
export const operationFor = (site: BindingSite, target: Target, looked?: Looked): Operation => {
  const { object, key } = target;
  const { namespace, name } = target.id;
  const indexed = looked === undefined ? fromIndex(site, key) : fromLook(site, key, looked);
  const remembered =
    indexed.seen === 'unlabelled'
      ? site.looker.remembered({ type: target.type, namespace, name })
      : undefined;
  const knowledge = remembered === undefined ? indexed : fromLook(site, key, remembered);
  const sibling =
    knowledge.seen === 'live' && knowledge.ownership.by === 'sibling'
      ? knowledge.ownership.parent
      : undefined;
  return decide({
    digest: object.digest,
    knowledge,
    known: site.known.get(key),
    adoption: site.work.state.policy.adoption,
    reconcile: object.policy.reconcile,
    heals: driftPolicy(site.work.state.policy, object.policy) === 'heal',
    completed: ranToItsEnd(object, site.known.get(key)),
    siblingClaims: sibling !== undefined && siblingKeeps(site, target, sibling),
    givenAway: isGivenAway(site, target),
  });
};
