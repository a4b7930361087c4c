import { mentionsExpression } from '../../expression/substitute.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { describeResource, resourceKey } from '../../model/resource.ts';
import { readCluster, stackKey } from '../../overlay/fingerprint.ts';
import { reachingLayers } from '../../overlay/reach.ts';
import { lookedFor, stepsOf } from '../../overlay/step.ts';
import { resourceText, subjectsOf } from '../../render/subject.ts';
import type { FeedResource, Fleet, Layer, ManagedCluster } from '../../repository/fleet.ts';
import { sourceOf } from '../explain/explain-field.ts';
import type { Check } from './check.ts';
import { type Rivalry, tiedWrites } from './rival-writes.ts';
import { type TiedStack, tiedAmong, tiedStacks } from './tied-layers.ts';

/** Objects that two lines are at odds about, by resourceKey. */
interface Conflict {
  readonly rivalry: Rivalry;
  readonly resources: Map<string, FeedResource>;
}

const keyOf = ({ winner, loser }: Rivalry): string =>
  JSON.stringify([winner.path, sourceOf(loser), sourceOf(winner)]);

const seeksByCluster = (layer: Layer): boolean =>
  stepsOf(layer).some((step) => mentionsExpression(lookedFor(step)));

/** The work of one review: each distinct stack of layers of an object is rendered once. */
class Conflicts {
  readonly #fleet: Fleet;
  readonly #seen = new Set<string>();
  readonly #found = new Map<string, Conflict>();

  constructor(fleet: Fleet) {
    this.#fleet = fleet;
  }

  /** `clusters` share the stack. */
  look(resource: FeedResource, stack: TiedStack, clusters: readonly ManagedCluster[]): void {
    const layers = reachingLayers(stack.layers, resource);
    const tied = tiedAmong(layers);
    if (tied.length === 0) return;
    const [first, ...others] = clusters;
    const agree = this.#ask(resource, layers, first!);
    // what is the same on one cluster may differ on another, and what is sought may be something else there
    if (!readCluster(tied) || (!agree && !tied.some(seeksByCluster))) return;
    for (const cluster of others) this.#ask(resource, layers, cluster);
  }

  /** Whether tied layers write one field, and to the same value. */
  #ask(resource: FeedResource, layers: readonly Layer[], cluster: ManagedCluster): boolean {
    const key = `${resourceText(this.#fleet, resource, undefined)}\n${stackKey(layers, cluster)}`;
    if (this.#seen.has(key)) return false;
    this.#seen.add(key);
    const { rivalries, agree } = tiedWrites({ fleet: this.#fleet, cluster, resource, layers });
    for (const rivalry of rivalries) this.#add(rivalry, resource);
    return agree;
  }

  #add(rivalry: Rivalry, resource: FeedResource): void {
    const key = keyOf(rivalry);
    const conflict = this.#found.get(key) ?? { rivalry, resources: new Map() };
    conflict.resources.set(resourceKey(resource.id), resource);
    this.#found.set(key, conflict);
  }

  list(): readonly Conflict[] {
    return [...this.#found.values()];
  }
}

const told = ({ rivalry, resources }: Conflict): Diagnostic => {
  const { winner, winnerLayer, loser, loserLayer } = rivalry;
  const [first] = resources.values();
  const others = resources.size - 1;
  const source = sourceOf(winner);
  const other = sourceOf(loser);
  const what = `${describeResource(first!.id)}${others > 0 ? ` and ${others} more` : ''}: ${winner.path}`;
  return {
    code: 'EqualPriority',
    severity: 'warning',
    message:
      `${what}: ${winnerLayer.path} wins here over ${loserLayer.path} (${other?.file}:${other?.line}), ` +
      `which writes another value at the same priority ${winnerLayer.priority}: only their paths decide`,
    resource: first!.id,
    ...(source && { source }),
    hint: 'give one of the two another priority',
  };
};

const conflictsOf = (fleet: Fleet): readonly Conflict[] => {
  const conflicts = new Conflicts(fleet);
  const tiedOf = tiedStacks();
  for (const { selection, resources } of subjectsOf(fleet, undefined)) {
    const stacks = Map.groupBy(selection.byStack, ([stack]) => tiedOf(stack));
    for (const [tied, alike] of stacks) {
      if (tied.layers.length === 0) continue;
      const clusters = alike.flatMap(([, members]) => members);
      for (const resource of resources) conflicts.look(resource, tied, clusters);
    }
  }
  return conflicts.list();
};

/** Layers of equal stage and priority that write different values to one field of one object, at both their lines. */
export const equalPriority: Check = {
  name: 'layers of equal priority that are at odds',
  // without two tied layers in the whole repository there is nothing to look for
  run: ({ fleet }) => (tiedAmong(fleet.layers).length === 0 ? [] : conflictsOf(fleet).map(told)),
};
