import type { Diagnostic } from '../model/diagnostic.ts';
import { byCodePoint } from '../model/json.ts';
import { describeResource, resourceKey } from '../model/resource.ts';
import type { FeedResource, Fleet, Subscription } from '../repository/fleet.ts';
import { resourcesOf } from '../schedule/select.ts';

interface Claim {
  readonly subscription: Subscription;
  readonly resource: FeedResource;
}

/** Two Subscriptions that claim one object; an error on each cluster that both select. */
export interface Conflict {
  readonly subscriptions: readonly [string, string];
  readonly diagnostic: Diagnostic;
}

const conflictOf = (first: Claim, second: Claim): Conflict => {
  const { id, document } = second.resource;
  const a = first.resource.document.source;
  const namespaceHint =
    id.kind === 'Namespace' && id.group === ''
      ? ', or leave it out of both and set headwater.dev/create-namespace: "true" on a Subscription'
      : '';
  return {
    subscriptions: [first.subscription.key, second.subscription.key],
    diagnostic: {
      code: 'DuplicateOwner',
      severity: 'error',
      message:
        `${describeResource(id)} is claimed by Subscription ${second.subscription.key} ` +
        `(${second.subscription.document.file}) here, and by ${first.subscription.key} ` +
        `(${first.subscription.document.file}) at ${a.file}:${a.line}`,
      resource: id,
      source: document.source,
      hint: `give it to one of them and let the other say headwater.dev/depends-on${namespaceHint}`,
    },
  };
};

/** Every object that two Subscriptions claim, by pair. No layer can change an identity, so no cluster is asked. */
export const ownerConflicts = (fleet: Fleet): readonly Conflict[] => {
  const claims = new Map<string, Claim[]>();
  const conflicts = new Map<string, Conflict>();
  const subscriptions = fleet.subscriptions.toSorted((a, b) => byCodePoint(a.key, b.key));
  for (const subscription of subscriptions) {
    for (const resource of resourcesOf(fleet, subscription)) {
      const key = resourceKey(resource.id);
      const others = claims.get(key) ?? [];
      for (const other of others) {
        if (other.subscription === subscription) continue;
        const pair = `${other.subscription.key} ${subscription.key}`;
        if (!conflicts.has(`${pair} ${key}`)) {
          conflicts.set(`${pair} ${key}`, conflictOf(other, { subscription, resource }));
        }
      }
      claims.set(key, [...others, { subscription, resource }]);
    }
  }
  return [...conflicts.values()];
};
