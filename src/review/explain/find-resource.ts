import type { Diagnostic } from '../../model/diagnostic.ts';
import { resourceKey } from '../../model/resource.ts';
import type { FeedResource, Fleet, ManagedCluster, Subscription } from '../../repository/fleet.ts';
import { subscriptionsOf } from '../../schedule/select.ts';
import { customNames } from './kind-names.ts';
import { isOfKind, parseResourceName } from './resource-name.ts';
import {
  isRefusal,
  listed,
  notHere,
  type Refusal,
  refuse,
  unknown,
  unknownResource,
} from './resource-refusals.ts';
import { takes } from './selection.ts';

export interface ResourceQuery {
  readonly cluster: string;
  /** `kind/name`, as kubectl takes it. */
  readonly resource: string;
  /** Absent: `default` where it is there, else the only one. */
  readonly namespace?: string | undefined;
  /** `name`, or `namespace/name`; needed where two Subscriptions hold the resource. */
  readonly subscription?: string | undefined;
}

/** One Subscription that takes one resource. */
interface Claim {
  readonly subscription: Subscription;
  readonly resource: FeedResource;
}

export interface FoundResource extends Claim {
  readonly fleet: Fleet;
  readonly cluster: ManagedCluster;
  /** Whether the namespace was neither asked for nor `default`. */
  readonly choseNamespace: boolean;
}

export type ResourceSearch =
  | { readonly found: FoundResource; readonly diagnostic?: never }
  | { readonly diagnostic: Diagnostic; readonly found?: never };

const subscriptionNamed = (fleet: Fleet, name: string): Subscription | Refusal => {
  const found = fleet.subscriptions.filter((one) => (name.includes('/') ? one.key : one.name) === name);
  if (found.length > 1) {
    return refuse('AmbiguousName', `several Subscriptions have the name ${name}`, {
      hint: `name one of ${listed(found.map(({ key }) => key))}`,
    });
  }
  const keys = fleet.subscriptions.map(({ key }) => key);
  return found[0] ?? unknown('Subscription', name, keys);
};

const inNamespace = (
  resources: readonly FeedResource[],
  { namespace, resource }: ResourceQuery,
): readonly FeedResource[] | Refusal => {
  const spaces = [...new Set(resources.map(({ id }) => id.namespace))];
  const wanted = namespace ?? (spaces.length === 1 ? spaces[0]! : 'default');
  const found = resources.filter(({ id }) => id.namespace === wanted || id.namespace === '');
  if (found.length > 0) return found;
  return namespace === undefined
    ? refuse('AmbiguousName', `${resource} is in several namespaces: ${listed(spaces)}`, {
        hint: 'say which with -n',
      })
    : refuse('UnknownReference', `no ${resource} in the namespace ${namespace}`, {
        hint: `there is one in ${listed(spaces)}`,
      });
};

/** One claim, or why it is not one. */
const onlyOne = (claims: readonly Claim[], query: ResourceQuery): Claim | Refusal => {
  const ids = new Set(claims.map(({ resource }) => resourceKey(resource.id)));
  const owners = new Set(claims.map(({ subscription }) => subscription.key));
  const [first, second] = claims;
  if (second === undefined) return first!;
  if (ids.size > 1) {
    const kinds = listed(claims.map(({ resource: { id } }) => `${id.kind}.${id.group}/${id.name}`));
    return refuse('AmbiguousName', `${query.resource} is the name of ${kinds}`, {
      hint: 'write the whole kind',
    });
  }
  if (owners.size > 1) {
    return refuse('AmbiguousName', `${query.resource} is held by the Subscriptions ${listed(owners)}`, {
      hint: 'say which with --subscription',
      source: second.resource.document.source,
    });
  }
  const { file, line } = first!.resource.document.source;
  return refuse('DuplicateObject', `${query.resource} stands here and at ${file}:${line}`, {
    hint: 'remove one of the two',
    source: second.resource.document.source,
  });
};

interface Candidates {
  readonly fleet: Fleet;
  readonly cluster: ManagedCluster;
  /** Every resource of that kind and name. */
  readonly named: readonly FeedResource[];
  readonly claims: readonly Claim[];
}

const choose = ({ fleet, cluster, named, claims }: Candidates, query: ResourceQuery): ResourceSearch => {
  const selecting = new Set(subscriptionsOf(fleet, cluster));
  const here = claims.filter(({ subscription }) => selecting.has(subscription));
  const isAsked = query.namespace !== undefined;
  const pool = here.length > 0 && !isAsked ? here.map(({ resource }) => resource) : named;
  const found = inNamespace(pool, query);
  if (isRefusal(found)) return found;
  const chosen = here.filter(({ resource }) => found.includes(resource));
  if (chosen.length === 0) {
    const takers = claims.filter(({ resource }) => found.includes(resource));
    return notHere(
      found[0]!,
      takers.map(({ subscription }) => subscription),
      cluster,
    );
  }
  const claim = onlyOne(chosen, query);
  if (isRefusal(claim)) return claim;
  const { namespace } = claim.resource.id;
  const choseNamespace = !isAsked && namespace !== '' && namespace !== 'default';
  return { found: { ...claim, fleet, cluster, choseNamespace } };
};

/** Finds what a person means by a resource on a cluster; what is not found answers with the nearest that there is. */
export const findResource = (fleet: Fleet, query: ResourceQuery): ResourceSearch => {
  const cluster = fleet.clusters.find(({ name }) => name === query.cluster);
  const clusters = fleet.clusters.map(({ name }) => name);
  if (cluster === undefined) return unknown('cluster', query.cluster, clusters);
  const name = parseResourceName(query.resource);
  if (name === undefined) {
    const message = `${JSON.stringify(query.resource)} is no resource: write kind/name, for example deployment/front`;
    return refuse('InvalidFlag', message);
  }
  const wanted = query.subscription === undefined ? undefined : subscriptionNamed(fleet, query.subscription);
  if (wanted !== undefined && isRefusal(wanted)) return wanted;
  const custom = customNames(fleet);
  const named = fleet.resources.filter(
    ({ id, object }) => id.name === name.name && isOfKind(name, object, custom),
  );
  if (named.length === 0) return unknownResource(fleet, query.resource, name);
  const subscriptions = wanted === undefined ? fleet.subscriptions : [wanted];
  const claims = named.flatMap((resource) =>
    subscriptions.filter((one) => takes(one, resource)).map((subscription) => ({ subscription, resource })),
  );
  return choose({ fleet, cluster, named, claims }, query);
};
