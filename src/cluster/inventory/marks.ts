import { createHmac } from 'node:crypto';
import type { DesiredObject } from '../../model/desired.ts';
import { applySetPrefix, ourPrefix } from '../../model/digest.ts';

/** Everything that we write onto a member. */
export const marks = {
  partOf: `${applySetPrefix}part-of`,
  fleet: `${ourPrefix}fleet`,
  digest: `${ourPrefix}digest`,
  prune: `${ourPrefix}prune`,
} as const;

/** The selector of our watches and lists. */
export const fleetSelector = (fleet: string): string => `${marks.fleet}=${fleet}`;

export const isSecret = (id: { group: string; kind: string }): boolean =>
  id.group === '' && id.kind === 'Secret';

/**
 * The value of `headwater.dev/digest` on an object. For a Secret it is an HMAC under the installation's key:
 * a plain hash of a short secret could be guessed by whoever may read metadata.
 */
export const digestMark = (object: DesiredObject, installationKey: string): string =>
  isSecret(object.id)
    ? `hmac-${createHmac('sha256', installationKey).update(object.digest).digest('hex')}`
    : object.digest;
