import type { Diagnostic } from '../model/diagnostic.ts';
import { byCodePoint } from '../model/json.ts';
import { describeResource, resourceKey } from '../model/resource.ts';
import type { FeedResource, Fleet, Subscription } from '../repository/fleet.ts';
import { type KnownScopes, scopeOf } from './scope.ts';
import { resourcesOf } from './selection.ts';

interface Claim {
  readonly subscription: Subscription;
  readonly resource: FeedResource;
}

/** Two Subscriptions that claim one object; an error on each cluster that both select. */
export interface Conflict {
  readonly subscriptions: readonly [string, string];
  readonly diagnostic: Diagnostic;
}

/** The identity that the object will have in a cluster: no layer can change it. */
const claimKey = (fleet: Fleet, { object, id }: FeedResource, scopes: KnownScopes | undefined): string => {
  const scope = scopeOf(fleet, object, scopes);
  const namespace = scope === 'cluster' ? '' : id.namespace || (scope === 'namespaced' ? 'default' : '');
  return resourceKey({ ...id, namespace });
};

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

/** Every pair of Subscriptions that claim one object, each pair once, by the first object that both claim. */
export const ownerConflicts = (fleet: Fleet, scopes: KnownScopes | undefined): readonly Conflict[] => {
  const claims = new Map<string, Claim[]>();
  const conflicts = new Map<string, Conflict>();
  const subscriptions = fleet.subscriptions.toSorted((a, b) => byCodePoint(a.key, b.key));
  for (const subscription of subscriptions) {
    for (const resource of resourcesOf(fleet, subscription).resources) {
      const key = claimKey(fleet, resource, scopes);
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
