import type { DesiredState } from '../../model/desired.ts';
import { type Diagnostic, isError } from '../../model/diagnostic.ts';
import { byCodePoint } from '../../model/json.ts';
import type { BindingPlan, FleetPlan } from '../../render/plan-fleet.ts';

/** Bindings of one Subscription whose change is the same: from equal objects to equal objects. */
export interface BindingGroup {
  /** `namespace/name`. */
  readonly subscription: string;
  /** Sorted. */
  readonly clusters: readonly string[];
  /** The first cluster's; absent where the clusters have no such binding, or where it does not render. */
  readonly before?: DesiredState;
  readonly after?: DesiredState;
  /** Whether the clusters have the binding at all. */
  readonly had: boolean;
  readonly has: boolean;
  /** Errors that keep it from being rendered. */
  readonly errorsBefore: readonly Diagnostic[];
  readonly errorsAfter: readonly Diagnostic[];
}

/** What is looked at; absent: everything. */
export interface DiffFilter {
  /** `namespace/name`. */
  readonly subscription?: string;
  readonly cluster?: string;
}

const stateText = (binding: BindingPlan | undefined): string => {
  if (!binding) return '';
  if (binding.state) return `${binding.state.digest} ${binding.state.treatment}`;
  // what is wrong is told with the name of the cluster in places: the position says whether it is the same
  return JSON.stringify(binding.diagnostics.filter(isError).map(({ code, source }) => [code, source]));
};

const errorsOf = (binding: BindingPlan | undefined): readonly Diagnostic[] =>
  binding?.state ? [] : (binding?.diagnostics ?? []).filter(isError);

const groupOf = (
  { subscription, cluster }: BindingPlan,
  before: BindingPlan | undefined,
  after: BindingPlan | undefined,
): BindingGroup & { readonly clusters: string[] } => ({
  subscription,
  clusters: [cluster],
  ...(before?.state && { before: before.state }),
  ...(after?.state && { after: after.state }),
  had: before !== undefined,
  has: after !== undefined,
  errorsBefore: errorsOf(before),
  errorsAfter: errorsOf(after),
});

function* bindingKeys(before: FleetPlan, after: FleetPlan): Generator<string> {
  yield* after.bindings.keys();
  for (const key of before.bindings.keys()) if (!after.bindings.has(key)) yield key;
}

const isLookedAt = ({ subscription, cluster }: BindingPlan, filter: DiffFilter): boolean =>
  (filter.subscription === undefined || filter.subscription === subscription) &&
  (filter.cluster === undefined || filter.cluster === cluster);

/**
 * The bindings that are not what they were, grouped, by Subscription and first cluster. Digests are compared, objects
 * are not asked for. One that renders on neither side is told too, for its errors.
 */
export const bindingGroups = (
  before: FleetPlan,
  after: FleetPlan,
  filter: DiffFilter = {},
): readonly BindingGroup[] => {
  const groups = new Map<string, BindingGroup & { readonly clusters: string[] }>();
  for (const key of bindingKeys(before, after)) {
    const [old, now] = [before.bindings.get(key), after.bindings.get(key)];
    const binding = (now ?? old) as BindingPlan;
    if (!isLookedAt(binding, filter)) continue;
    const [was, is] = [stateText(old), stateText(now)];
    if (was === is && now?.state) continue;
    const group = `${binding.subscription}\n${was}\n${is}`;
    const known = groups.get(group);
    if (known) known.clusters.push(binding.cluster);
    else groups.set(group, groupOf(binding, old, now));
  }
  return [...groups.values()]
    .map((group) => ({ ...group, clusters: group.clusters.toSorted(byCodePoint) }))
    .sort(
      (a, b) =>
        byCodePoint(a.subscription, b.subscription) ||
        byCodePoint(a.clusters[0] as string, b.clusters[0] as string),
    );
};
