import type { Site } from '../apply/site.ts';
import type { Claim } from '../inventory/claims.ts';
import { ownedHash, restHash } from '../inventory/owned-hash.ts';
import type { ObjectMeta } from '../object-meta.ts';

/**
 * Whether all that another manager took from us are fields that are left to others; what is known of the object then
 * says so, and nothing has to be sent.
 */
export const onlyLeftMoved = (
  site: Site,
  { key, claim }: { readonly key: string; readonly claim: Claim },
  metadata: ObjectMeta,
): boolean => {
  const { ignoreFields } = claim.object.policy;
  const known = site.known.get(key);
  if (!ignoreFields || known?.restHash === undefined || known.uid !== metadata.uid) return false;
  if (restHash(metadata, site.manager, ignoreFields) !== known.restHash) return false;
  site.known.set(key, { ...known, ownedHash: ownedHash(metadata, site.manager) });
  return true;
};
