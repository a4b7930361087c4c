import { byCodePoint } from '../../model/json.ts';
import { renderObject } from '../../render/render-object.ts';
import type { FeedResource, Layer, ManagedCluster } from '../../repository/fleet.ts';
import { compareLayers } from '../../repository/layers.ts';
import { isSameObject, type ObjectPair } from './object-pairs.ts';
import type { Sides } from './side.ts';
import { SideCauses } from './side-causes.ts';

/** A part of an object that changed files have a say in: its feed's document, or a layer. */
interface Maker {
  readonly files: readonly string[];
  /** The newer object, had this part not changed. */
  readonly resource: FeedResource | undefined;
  readonly layers: () => readonly Layer[];
}

/** Finds which changed files are behind a change of an object on some clusters. */
export interface ClusterCauses {
  of(pair: ObjectPair, subscriptions: readonly string[]): readonly string[];
  /** Of the clusters themselves. */
  files(): readonly string[];
}

/**
 * Which changed files stand behind a change. Where several have a say, each is asked for: had it not changed, would
 * the object be another one? A layer that a later one overrules is no cause.
 */
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

  #feed({ before, after }: ObjectPair, cluster: string): readonly Maker[] {
    const files = this.among([before, after].flatMap((object) => object?.source.file ?? []));
    const resource = before && this.#before.resource(before);
    return files.length === 0 ? [] : [{ files, resource, layers: () => this.#after.layers(cluster) }];
  }

  /** The newer layers, but for one: that as it was. */
  #layersBut(path: string, cluster: string): readonly Layer[] {
    const [old, now] = [this.#before.layers(cluster), this.#after.layers(cluster)];
    return [
      ...now.filter((layer) => layer.path !== path),
      ...old.filter((layer) => layer.path === path),
    ].sort(compareLayers);
  }

  #layers({ before, after }: ObjectPair, cluster: string): readonly Maker[] {
    const resource = after && this.#after.resource(after);
    const old = this.#before.reaching(cluster, before && this.#before.resource(before));
    const now = this.#after.reaching(cluster, resource);
    return [...new Set([...old.keys(), ...now.keys()])].map((path) => ({
      files: [...(old.get(path) ?? []), ...(now.get(path) ?? [])],
      resource,
      layers: () => this.#layersBut(path, cluster),
    }));
  }

  #matters({ after }: ObjectPair, { resource, layers }: Maker, cluster: ManagedCluster): boolean {
    if (!after || !resource) return true;
    const { fleet } = this.#after;
    const feed = resource.feed;
    const own = layers().filter((layer) => !layer.feeds || layer.feeds.includes(feed));
    const { desired } = renderObject({ fleet, cluster, resource, layers: own });
    return desired === undefined || !isSameObject(desired, after);
  }

  #onOne(pair: ObjectPair, name: string): readonly string[] {
    const makers = [...this.#feed(pair, name), ...this.#layers(pair, name)];
    const cluster = this.#after.cluster(name);
    const isTold = makers.length < 2 || !pair.before || !pair.after || !cluster;
    const found = isTold ? makers : makers.filter((maker) => this.#matters(pair, maker, cluster));
    // where two files say the same, none of them alone is the cause
    return (found.length > 0 ? found : makers).flatMap(({ files }) => files);
  }

  /** One cluster for each kind of layers. */
  #kinds(clusters: readonly string[]): readonly string[] {
    const kinds = new Map<string, string>();
    for (const name of clusters) {
      const kind = `${this.#before.stackText(name)}\n\n${this.#after.stackText(name)}`;
      if (!kinds.has(kind)) kinds.set(kind, name);
    }
    return [...kinds.values()];
  }

  on(clusters: readonly string[]): ClusterCauses {
    const kinds = this.#kinds(clusters);
    const ofClusters = this.among(
      [this.#before, this.#after].flatMap((side) =>
        clusters.flatMap((name) => side.cluster(name)?.document.file ?? []),
      ),
    );
    return {
      files: () => ofClusters,
      of: (pair, subscriptions) => {
        const objects = kinds.flatMap((name) => this.#onOne(pair, name));
        const comesOrGoes = !pair.before || !pair.after || subscriptions.length > 1;
        const others = comesOrGoes ? subscriptions.flatMap((key) => this.ofSubscription(key)) : [];
        const found = this.among([...objects, ...ofClusters, ...others]);
        return found.length > 0 ? found : this.among(['.headwaterignore', 'fleet.yaml']);
      },
    };
  }
}
