import { bindingKey } from '../model/binding.ts';
import { type DesiredState, treatmentOf } from '../model/desired.ts';
import { type Diagnostic, isError } from '../model/diagnostic.ts';
import { readCluster } from '../overlay/fingerprint.ts';
import { reaches } from '../overlay/reach.ts';
import { type Stack, stackOf } from '../overlay/stack.ts';
import type { Layer, ManagedCluster } from '../repository/fleet.ts';
import { brokenFor } from './broken.ts';
import { uniqueDiagnostics } from './diagnostics.ts';
import type { RenderedObjects, RenderMemo } from './memo.ts';
import { objectsOf, renderObjects } from './render-objects.ts';
import type { Subject } from './subject.ts';

/** One Subscription on one cluster at one commit. */
export interface BindingPlan {
  /** `namespace/name`. */
  readonly subscription: string;
  readonly cluster: string;
  /** Absent where an error touches the binding: it keeps what it runs. */
  readonly state?: DesiredState;
  readonly diagnostics: readonly Diagnostic[];
}

/** What a Subscription comes to on the clusters of one stack. */
interface Outcome {
  readonly layers: readonly Layer[];
  readonly diagnostics: readonly Diagnostic[];
  /** One for all of them, or one a cluster where a layer reads the cluster. */
  readonly rendered: RenderedObjects | ReadonlyMap<string, RenderedObjects>;
}

const isByCluster = (rendered: Outcome['rendered']): rendered is ReadonlyMap<string, RenderedObjects> =>
  rendered instanceof Map;

type OfClusters = ReadonlyMap<string, readonly Diagnostic[]>;

/** Every binding of one Subscription: rendered once a stack, told once a binding. */
class SubjectPlan {
  readonly #subject: Subject;
  readonly #memo: RenderMemo;
  readonly #conflicts: OfClusters;
  /** The binding's part of it. */
  readonly #treatment: string;
  readonly #outcomes: ReadonlyMap<Stack, Outcome>;
  readonly #reached = new Map<Layer, boolean>();

  constructor(subject: Subject, memo: RenderMemo, conflicts: OfClusters) {
    this.#subject = subject;
    this.#memo = memo;
    this.#conflicts = conflicts;
    this.#treatment = treatmentOf(subject.policy, '');
    const stacks = [...subject.selection.byStack];
    this.#outcomes = new Map(stacks.map(([stack, clusters]) => [stack, this.#outcome(stack, clusters)]));
  }

  get clusters(): Subject['selection']['clusters'] {
    return this.#subject.selection.clusters;
  }

  #reaches(layer: Layer): boolean {
    const known = this.#reached.get(layer);
    if (known !== undefined) return known;
    const result = this.#subject.resources.some((resource) => reaches(layer, resource));
    this.#reached.set(layer, result);
    return result;
  }

  #outcome(stack: Stack, clusters: readonly ManagedCluster[]): Outcome {
    const subject = this.#subject;
    const reaching = stack.layers.filter((layer) => this.#reaches(layer));
    // the very same list where it is all of them: what is known of it is known
    const layers = reaching.length === stack.layers.length ? stack.layers : reaching;
    const failed = stack.failed.filter(
      ({ layer }) => !layer.feeds || layer.feeds.some((feed) => subject.feeds.includes(feed)),
    );
    const render = (cluster: ManagedCluster): RenderedObjects =>
      renderObjects({ subject, cluster, layers, memo: this.#memo });
    return {
      layers,
      diagnostics: [...subject.diagnostics, ...failed.map(({ diagnostic }) => diagnostic)],
      rendered: readCluster(layers)
        ? new Map(clusters.map((cluster) => [cluster.name, render(cluster)]))
        : render(clusters[0] as ManagedCluster),
    };
  }

  plan(cluster: ManagedCluster): BindingPlan {
    const { subscription, fleet, feeds } = this.#subject;
    const outcome = this.#outcomes.get(stackOf(fleet, cluster)) as Outcome;
    const rendered = isByCluster(outcome.rendered)
      ? (outcome.rendered.get(cluster.name) as RenderedObjects)
      : outcome.rendered;
    const diagnostics = uniqueDiagnostics([
      ...outcome.diagnostics,
      ...brokenFor(fleet, subscription, cluster, feeds),
      ...rendered.diagnostics,
      ...(this.#conflicts.get(cluster.name) ?? []),
    ]);
    const names = { subscription: subscription.key, cluster: cluster.name };
    if (diagnostics.some(isError)) return { ...names, diagnostics };
    return { ...names, state: this.#state(cluster, outcome, rendered), diagnostics };
  }

  #state(cluster: ManagedCluster, { layers }: Outcome, rendered: RenderedObjects): DesiredState {
    const subject = this.#subject;
    const memo = this.#memo;
    return {
      subscription: subject.subscription.key,
      cluster: cluster.name,
      policy: subject.policy,
      // a thousand clusters of a thousand objects each are not held in memory at once
      get objects() {
        return objectsOf({ subject, cluster, layers, memo });
      },
      digest: rendered.digest,
      treatment: this.#treatment + rendered.treatment,
    };
  }
}

/** By Subscription: what stands between it and others, by cluster. */
export type Conflicts = ReadonlyMap<string, OfClusters>;

const noConflicts: OfClusters = new Map();

/**
 * The bindings of a commit, by bindingKey, sorted by Subscription and cluster. They are worked out together, one
 * stack of layers after the other, and told one by one when they are asked for.
 */
export class BindingPlans implements ReadonlyMap<string, BindingPlan> {
  readonly #subjects: ReadonlyMap<string, SubjectPlan>;
  readonly size: number;

  constructor(subjects: readonly Subject[], memo: RenderMemo, conflicts: Conflicts) {
    this.#subjects = new Map(
      subjects.map((subject) => {
        const { key } = subject.subscription;
        return [key, new SubjectPlan(subject, memo, conflicts.get(key) ?? noConflicts)];
      }),
    );
    this.size = subjects.reduce((sum, { selection }) => sum + selection.clusters.size, 0);
  }

  #find(key: string): { readonly subject: SubjectPlan; readonly cluster: ManagedCluster } | undefined {
    const at = key.lastIndexOf('@');
    const subject = this.#subjects.get(key.slice(0, at));
    const cluster = subject?.clusters.get(key.slice(at + 1));
    return subject && cluster && { subject, cluster };
  }

  get(key: string): BindingPlan | undefined {
    const found = this.#find(key);
    return found?.subject.plan(found.cluster);
  }

  has(key: string): boolean {
    return this.#find(key) !== undefined;
  }

  *values(): MapIterator<BindingPlan> {
    for (const subject of this.#subjects.values()) {
      for (const cluster of subject.clusters.values()) yield subject.plan(cluster);
    }
  }

  *entries(): MapIterator<[string, BindingPlan]> {
    for (const plan of this.values()) yield [bindingKey(plan), plan];
  }

  *keys(): MapIterator<string> {
    for (const [subscription, { clusters }] of this.#subjects) {
      for (const cluster of clusters.keys()) yield bindingKey({ subscription, cluster });
    }
  }

  [Symbol.iterator](): MapIterator<[string, BindingPlan]> {
    return this.entries();
  }

  forEach(visit: (plan: BindingPlan, key: string, map: ReadonlyMap<string, BindingPlan>) => void): void {
    for (const [key, plan] of this) visit(plan, key, this);
  }
}
