import type { DesiredObject } from '../../model/desired.ts';
import type { Source } from '../../model/source.ts';
import { reaches } from '../../overlay/reach.ts';
import { stackOf } from '../../overlay/stack.ts';
import type { FeedResource, Fleet, Layer, ManagedCluster } from '../../repository/fleet.ts';

const placeText = ({ file, line, column }: Source): string => `${file}:${line}:${column}`;

/** The changed files below each layer that has some. */
const changedLayers = (fleet: Fleet, files: ReadonlySet<string>): ReadonlyMap<Layer, readonly string[]> =>
  new Map(
    fleet.layers.flatMap((layer) => {
      const own = [...files].filter((file) => file === layer.path || file.startsWith(`${layer.path}/`));
      return own.length === 0 ? [] : [[layer, own] as const];
    }),
  );

/** What one side has that changed files may have had a say in. */
export class SideCauses {
  readonly fleet: Fleet;
  readonly #layers: ReadonlyMap<Layer, readonly string[]>;
  readonly #clusters: ReadonlyMap<string, ManagedCluster>;
  readonly #stackTexts = new Map<string, string>();
  #resources: ReadonlyMap<string, FeedResource> | undefined;

  /** `files`: those that say something else than on the other side. */
  constructor(fleet: Fleet, files: ReadonlySet<string>) {
    this.fleet = fleet;
    this.#layers = changedLayers(fleet, files);
    this.#clusters = new Map(fleet.clusters.map((cluster) => [cluster.name, cluster]));
  }

  cluster(name: string): ManagedCluster | undefined {
    return this.#clusters.get(name);
  }

  /** Equal texts, the same layers; clusters that have no changed layer share one. */
  stackText(name: string): string {
    if (this.#layers.size === 0) return '';
    const known = this.#stackTexts.get(name) ?? this.#writeStack(name);
    this.#stackTexts.set(name, known);
    return known;
  }

  #writeStack(name: string): string {
    const layers = this.layers(name);
    if (!layers.some((layer) => this.#layers.has(layer))) return '';
    return layers.map(({ path, name: own }) => `${path} ${own}`).join('\n');
  }

  layers(name: string): readonly Layer[] {
    const cluster = this.#clusters.get(name);
    return cluster ? stackOf(this.fleet, cluster).layers : [];
  }

  resource(object: DesiredObject): FeedResource | undefined {
    this.#resources ??= new Map(
      this.fleet.resources.map((resource) => [placeText(resource.document.source), resource]),
    );
    return this.#resources.get(placeText(object.source));
  }

  /** Changed layers that have something to say about a resource on a cluster, by path: their changed files. */
  reaching(name: string, resource: FeedResource | undefined): ReadonlyMap<string, readonly string[]> {
    if (this.#layers.size === 0 || !resource) return new Map();
    const found = this.layers(name).filter((layer) => this.#layers.has(layer) && reaches(layer, resource));
    return new Map(found.map((layer) => [layer.path, this.#layers.get(layer) ?? []]));
  }
}
