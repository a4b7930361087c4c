import type { Diagnostic, DiagnosticCode } from '../../model/diagnostic.ts';
import { byCodePoint } from '../../model/json.ts';
import { describeResource } from '../../model/resource.ts';
import type { FeedResource, Fleet, ManagedCluster, Subscription } from '../../repository/fleet.ts';
import { nearest } from '../../repository/nearest.ts';
import { customNames, kindWords } from './kind-names.ts';
import { isOfKind, type ResourceName, shortResource } from './resource-name.ts';
import { whyNotSelected } from './selection.ts';

/** Why a search found nothing. */
export interface Refusal {
  readonly diagnostic: Diagnostic;
}

export const refuse = (code: DiagnosticCode, message: string, more: Partial<Diagnostic> = {}): Refusal => ({
  diagnostic: { code, severity: 'error', message, ...more },
});

const maxListed = 20;

/** Names in one order, each once; of many some. */
export const listed = (names: Iterable<string>): string => {
  const all = [...new Set(names)].sort(byCodePoint);
  const rest = all.length - maxListed;
  return rest > 0 ? `${all.slice(0, maxListed).join(', ')} and ${rest} more` : all.join(', ');
};

export const unknown = (what: string, name: string, known: readonly string[]): Refusal => {
  const near = nearest(name, known);
  const hint = near === undefined ? `there are: ${listed(known)}` : `did you mean ${near}?`;
  const some = known.length > 0 ? { hint } : {};
  return refuse('UnknownReference', `no ${what} ${name} in this repository`, some);
};

export const isRefusal = (value: object): value is Refusal => 'diagnostic' in value;

/** The nearest thing that was meant: the same kind of another name, else any kind. */
export const unknownResource = (fleet: Fleet, resource: string, name: ResourceName): Refusal => {
  const custom = customNames(fleet);
  const sameKind = fleet.resources.filter(({ object }) => isOfKind(name, object, custom));
  const near = nearest(
    name.name,
    sameKind.map(({ id }) => id.name),
  );
  const named = fleet.resources.filter(({ id }) => id.name === name.name);
  const other = nearest(
    name.word,
    named.flatMap(({ object }) => [...kindWords(object, custom)]),
  );
  const any = nearest(
    resource.toLowerCase(),
    fleet.resources.map(({ object }) => shortResource(object)),
  );
  const typed = resource.slice(0, resource.indexOf('/'));
  const guess = near ? `${typed}/${near}` : other ? `${other}/${name.name}` : any;
  const others = named.map(({ object }) => shortResource(object));
  const hint = guess
    ? `did you mean ${guess}?`
    : others.length > 0
      ? `there is ${listed(others)}`
      : undefined;
  return refuse('UnknownReference', `no resource ${resource} in the feeds`, hint ? { hint } : {});
};

/** Why an object is not on a cluster: none of the Subscriptions that take it selects the cluster. */
export const notHere = (
  resource: FeedResource,
  takers: readonly Subscription[],
  cluster: ManagedCluster,
): Refusal => {
  const what = `${describeResource(resource.id)} is not on ${cluster.name}`;
  const [first] = takers;
  if (first === undefined) {
    return refuse('NotOnCluster', `${what}: no Subscription takes it`, { source: resource.document.source });
  }
  const reasons = takers.map(
    (one) => `Subscription ${one.key} does not select it: ${whyNotSelected(one, cluster)}`,
  );
  return refuse('NotOnCluster', `${what}: ${[...new Set(reasons)].join('; ')}`, {
    source: first.document.positions.at('/spec/subscribers'),
  });
};
