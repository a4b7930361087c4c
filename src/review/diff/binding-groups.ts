import type { DesiredState } from '../../model/desired.ts';
import { type Diagnostic, isError } from '../../model/diagnostic.ts';
import { byCodePoint } from '../../model/json.ts';
import type { BindingPlan, FleetPlan } from '../../render/plan-fleet.ts';
import type { Fleet } from '../../repository/fleet.ts';
import type { Side, Sides } from './side.ts';

/** Bindings of one Subscription whose change is the same: from equal objects to equal objects. */
export interface BindingGroup {
  /** `namespace/name`. */
  readonly subscription: string;
  /** Sorted. */
  readonly clusters: readonly string[];
  /** The first cluster's; absent where the clusters have no such binding, or where it does not render. */
  readonly before?: DesiredState;
  readonly after?: DesiredState;
  /** Whether the clusters have the binding at all, as far as can be told. */
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

/** A binding on one side. */
interface Found {
  readonly exists: boolean;
  readonly state?: DesiredState;
  readonly errors: readonly Diagnostic[];
}

const none: Found = { exists: false, errors: [] };

/** Files of Subscriptions and clusters: where one cannot be read, what it gave is not gone but unknown. */
class Unreadable {
  readonly #files = new Map<string, string>();
  readonly #broken: Fleet['brokenFiles'];

  constructor(other: Fleet, here: Fleet) {
    this.#broken = here.brokenFiles;
    if (this.#broken.size === 0) return;
    for (const { key, document } of other.subscriptions) this.#files.set(`s ${key}`, document.file);
    for (const { name, document } of other.clusters) this.#files.set(`c ${name}`, document.file);
  }

  errorsOf({ subscription, cluster }: Pick<BindingPlan, 'subscription' | 'cluster'>): readonly Diagnostic[] {
    if (this.#broken.size === 0) return [];
    return [`s ${subscription}`, `c ${cluster}`].flatMap(
      (name) => this.#broken.get(this.#files.get(name) ?? '') ?? [],
    );
  }
}

/** Finds bindings of one side; `name` is known from the other side where this one has none. */
const finder = (here: Side, other: Side) => {
  const unreadable = new Unreadable(other.fleet, here.fleet);
  return (plan: BindingPlan | undefined, name: BindingPlan): Found => {
    if (plan?.state) return { exists: true, state: plan.state, errors: [] };
    if (plan) return { exists: true, errors: plan.diagnostics.filter(isError) };
    const errors = unreadable.errorsOf(name);
    return errors.length > 0 ? { exists: true, errors } : none;
  };
};

/** What is wrong may be told with the name of the cluster: its position says whether it is the same. */
const textOf = ({ exists, state, errors }: Found): string => {
  if (state) return `${state.digest} ${state.treatment}`;
  return exists ? JSON.stringify(errors.map(({ code, source }) => [code, source])) : '';
};

function* bindingKeys(before: FleetPlan, after: FleetPlan): Generator<string> {
  yield* after.bindings.keys();
  for (const key of before.bindings.keys()) if (!after.bindings.has(key)) yield key;
}

/** Whether a Subscription is looked at. */
export const isWanted = (subscription: string, filter: DiffFilter): boolean =>
  filter.subscription === undefined || filter.subscription === subscription;

type GrowingGroup = BindingGroup & { readonly clusters: string[] };

const groupOf = ({ subscription }: BindingPlan, old: Found, now: Found): GrowingGroup => ({
  subscription,
  clusters: [],
  ...(old.state && { before: old.state }),
  ...(now.state && { after: now.state }),
  had: old.exists,
  has: now.exists,
  errorsBefore: old.errors,
  errorsAfter: now.errors,
});

const compareGroups = (a: BindingGroup, b: BindingGroup): number =>
  byCodePoint(a.subscription, b.subscription) ||
  byCodePoint(a.clusters[0] as string, b.clusters[0] as string);

/** All bindings of two plans, looked at once: there may be a hundred thousand. */
export interface Survey {
  /**
   * By Subscription and first cluster, of every Subscription: what one loses another may have got. One that renders on
   * neither side is told too, for its errors.
   */
  readonly groups: readonly BindingGroup[];
  /** What is wrong with bindings, changed or not. */
  readonly diagnosticsBefore: ReadonlySet<Diagnostic>;
  readonly diagnosticsAfter: ReadonlySet<Diagnostic>;
}

/** The bindings that are not what they were, grouped. Digests are compared, objects are not asked for. */
export const surveyBindings = ({ before, after }: Sides, filter: DiffFilter = {}): Survey => {
  const [findOld, findNow] = [finder(before, after), finder(after, before)];
  const groups = new Map<string, GrowingGroup>();
  const [diagnosticsBefore, diagnosticsAfter] = [new Set<Diagnostic>(), new Set<Diagnostic>()];
  for (const key of bindingKeys(before.plan, after.plan)) {
    const [was, is] = [before.plan.bindings.get(key), after.plan.bindings.get(key)];
    const binding = (is ?? was) as BindingPlan;
    if (filter.cluster !== undefined && filter.cluster !== binding.cluster) continue;
    if (isWanted(binding.subscription, filter)) {
      for (const diagnostic of was?.diagnostics ?? []) diagnosticsBefore.add(diagnostic);
      for (const diagnostic of is?.diagnostics ?? []) diagnosticsAfter.add(diagnostic);
    }
    const [old, now] = [findOld(was, binding), findNow(is, binding)];
    const [oldText, nowText] = [textOf(old), textOf(now)];
    if (oldText === nowText && now.state) continue;
    const name = `${binding.subscription}\n${oldText}\n${nowText}`;
    const group = groups.get(name) ?? groupOf(binding, old, now);
    groups.set(name, group);
    group.clusters.push(binding.cluster);
  }
  const sorted = [...groups.values()]
    .map((group) => ({ ...group, clusters: group.clusters.toSorted(byCodePoint) }))
    .sort(compareGroups);
  return { groups: sorted, diagnosticsBefore, diagnosticsAfter };
};
