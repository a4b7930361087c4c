import type { ClusterFacts } from '../model/cluster.ts';
import { canonicalJson, sha256 } from '../model/digest.ts';
import type { Layer } from '../repository/fleet.ts';
import { stepsOf } from './step.ts';

const layerKeys = new WeakMap<Layer, string>();
const clusterKeys = new WeakMap<ClusterFacts, string>();
const readers = new WeakMap<Layer, boolean>();

/** Half a sha256: 128 bits tell apart what one memo will ever hold, and keys are hashed and compared often. */
export const fingerprint = (text: string): string => sha256(text).slice(0, 32);

/** What a layer does and to which feeds, as a hash of the documents that it was read from. */
export const layerKey = (layer: Layer): string => {
  const known = layerKeys.get(layer);
  if (known !== undefined) return known;
  const documents = stepsOf(layer).map(({ document: { file, oid, index } }) => [file, oid, index]);
  const key = fingerprint(JSON.stringify([layer.path, layer.feeds ?? null, documents]));
  layerKeys.set(layer, key);
  return key;
};

const clusterKey = (cluster: ClusterFacts): string => {
  const known = clusterKeys.get(cluster);
  if (known !== undefined) return known;
  const { name, labels, annotations, facts } = cluster;
  const key = fingerprint(canonicalJson({ name, labels, annotations, facts }));
  clusterKeys.set(cluster, key);
  return key;
};

const readsCluster = (layer: Layer): boolean => {
  const known = readers.get(layer) ?? stepsOf(layer).some((step) => step.expressions);
  readers.set(layer, known);
  return known;
};

/** Whether what these layers write differs from cluster to cluster. */
export const readCluster = (layers: readonly Layer[]): boolean => layers.some(readsCluster);

interface LayersKey {
  readonly text: string;
  readonly readsCluster: boolean;
}

const layersKey = (layers: readonly Layer[]): LayersKey => ({
  text: layers.map(layerKey).join(' '),
  readsCluster: readCluster(layers),
});

const keyFor = ({ text, readsCluster: reads }: LayersKey, cluster: ClusterFacts): string =>
  reads ? `${text} ${clusterKey(cluster)}` : text;

/** Equal keys, equal results: the cluster is part of it only where a layer reads it. */
export const stackKey = (layers: readonly Layer[], cluster: ClusterFacts): string =>
  keyFor(layersKey(layers), cluster);

const layersKeys = new WeakMap<readonly Layer[], LayersKey>();

/** The same of a list that is asked for again: a hundred Subscriptions have the layers of a cluster in common. */
export const sharedStackKey = (layers: readonly Layer[], cluster: ClusterFacts): string => {
  const key = layersKeys.get(layers) ?? layersKey(layers);
  layersKeys.set(layers, key);
  return keyFor(key, cluster);
};
