import type { DesiredObject } from '../../model/desired.ts';
import { byCodePoint } from '../../model/json.ts';
import { reaches } from '../../overlay/reach.ts';
import { type Stack, stackOf } from '../../overlay/stack.ts';
import type { FeedResource, Fleet, Layer, ManagedCluster } from '../../repository/fleet.ts';
import type { ObjectPair } from './object-pairs.ts';
import type { Sides } from './side.ts';

/** The changed files below a layer, for each layer that has one. */
const changedLayers = (fleet: Fleet, files: ReadonlySet<string>): ReadonlyMap<Layer, readonly string[]> =>
  new Map(
    fleet.layers.flatMap((layer) => {
      const own = [...files].filter((file) => file === layer.path || file.startsWith(`${layer.path}/`));
      return own.length === 0 ? [] : [[layer, own] as const];
    }),
  );

const placeText = ({ file, line, column }: { file: string; line: number; column: number }): string =>
  `${file}:${line}:${column}`;

/** What one side has that changed files may have had a say in. */
class SideCauses {
  readonly #fleet: Fleet;
  readonly #layers: ReadonlyMap<Layer, readonly string[]>;
  readonly #clusters: ReadonlyMap<string, ManagedCluster>;
  readonly #files: ReadonlySet<string>;
  #resources: ReadonlyMap<string, FeedResource> | undefined;

  constructor(fleet: Fleet, files: ReadonlySet<string>) {
    this.#fleet = fleet;
    this.#files = files;
    this.#layers = changedLayers(fleet, files);
    this.#clusters = new Map(fleet.clusters.map((cluster) => [cluster.name, cluster]));
  }

  clusterFiles(names: readonly string[]): readonly string[] {
    const files = names.flatMap((name) => this.#clusters.get(name)?.document.file ?? []);
    return files.filter((file) => this.#files.has(file));
  }

  /** The changed layers of these clusters, each once. */
  layersOf(names: readonly string[]): readonly Layer[] {
    if (this.#layers.size === 0) return [];
    const stacks = new Set<Stack>();
    for (const name of names) {
      const cluster = this.#clusters.get(name);
      if (cluster) stacks.add(stackOf(this.#fleet, cluster));
    }
    const layers = [...stacks].flatMap((stack) => stack.layers.filter((layer) => this.#layers.has(layer)));
    return [...new Set(layers)];
  }

  objectFiles(object: DesiredObject, layers: readonly Layer[]): readonly string[] {
    this.#resources ??= new Map(
      this.#fleet.resources.map((resource) => [placeText(resource.document.source), resource]),
    );
    const resource = this.#resources.get(placeText(object.source));
    const reaching = resource ? layers.filter((layer) => reaches(layer, resource)) : [];
    const own = this.#files.has(object.source.file) ? [object.source.file] : [];
    return [...own, ...reaching.flatMap((layer) => this.#layers.get(layer) ?? [])];
  }
}

/** Finds which changed files may have caused a change of objects on some clusters. */
export interface ClusterCauses {
  of(pair: ObjectPair, subscriptions: readonly string[]): readonly string[];
  /** Of the clusters themselves. */
  files(): readonly string[];
}

/** Which changed files stand behind a change. What a file adds that a later file undoes is not taken out again. */
export class Causes {
  readonly #before: SideCauses;
  readonly #after: SideCauses;
  readonly #subscriptions: ReadonlyMap<string, string>;
  readonly #files: ReadonlySet<string>;

  /** `files`: those that say something else than before. */
  constructor({ before, after }: Sides, files: ReadonlySet<string>) {
    this.#files = files;
    this.#before = new SideCauses(before.fleet, files);
    this.#after = new SideCauses(after.fleet, files);
    const subscriptions = [...before.fleet.subscriptions, ...after.fleet.subscriptions];
    this.#subscriptions = new Map(subscriptions.map(({ key, document }) => [key, document.file]));
  }

  /** Those of these files that changed; sorted, each once. */
  among(files: readonly string[]): readonly string[] {
    return [...new Set(files)].filter((file) => this.#files.has(file)).sort(byCodePoint);
  }

  ofSubscription(key: string): readonly string[] {
    return this.among([this.#subscriptions.get(key) ?? '']);
  }

  on(clusters: readonly string[]): ClusterCauses {
    const [old, now] = [this.#before.layersOf(clusters), this.#after.layersOf(clusters)];
    const ofClusters = [...this.#before.clusterFiles(clusters), ...this.#after.clusterFiles(clusters)];
    return {
      files: () => this.among(ofClusters),
      of: ({ before, after }, subscriptions) => {
        const objects = [
          ...(before ? this.#before.objectFiles(before, old) : []),
          ...(after ? this.#after.objectFiles(after, now) : []),
        ];
        const comesOrGoes = before === undefined || after === undefined || subscriptions.length > 1;
        const others = comesOrGoes ? subscriptions.flatMap((key) => this.ofSubscription(key)) : [];
        const found = this.among([...objects, ...ofClusters, ...others]);
        return found.length > 0 ? found : this.among(['.headwaterignore', 'fleet.yaml']);
      },
    };
  }
}
