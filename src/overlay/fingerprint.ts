import type { ClusterFacts } from '../model/cluster.ts';
import { canonicalJson, sha256 } from '../model/digest.ts';
import type { FeedResource, Layer } from '../repository/fleet.ts';
import { placedObject } from './placed-object.ts';
import { mayReach, stepsOf } from './step.ts';

const layerKeys = new WeakMap<Layer, string>();
const clusterKeys = new WeakMap<ClusterFacts, string>();
const reached = new WeakMap<FeedResource, Map<Layer, boolean>>();

/** Half a sha256: 128 bits tell apart what one memo will ever hold, and keys are hashed and compared often. */
const fingerprint = (text: string): string => sha256(text).slice(0, 32);

/** What a layer does, as a hash of the documents that it was read from. */
const layerKey = (layer: Layer): string => {
  const known = layerKeys.get(layer);
  if (known !== undefined) return known;
  const documents = stepsOf(layer).map(({ document: { file, oid, index } }) => [file, oid, index]);
  const key = fingerprint(JSON.stringify([layer.path, documents]));
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

const reaches = (layer: Layer, resource: FeedResource): boolean => {
  const layers = reached.get(resource) ?? new Map<Layer, boolean>();
  reached.set(resource, layers);
  const known = layers.get(layer);
  if (known !== undefined) return known;
  const result = stepsOf(layer).some((step) => mayReach(step, placedObject(resource)));
  layers.set(layer, result);
  return result;
};

/** The layers that have something to say about one resource: the others cannot change it. */
export const reachingLayers = (layers: readonly Layer[], resource: FeedResource): readonly Layer[] =>
  layers.filter((layer) => reaches(layer, resource));

/** Equal keys, equal results: the cluster is part of it only where a layer reads it. */
export const stackKey = (layers: readonly Layer[], cluster: ClusterFacts): string => {
  const readsCluster = layers.some((layer) => stepsOf(layer).some((step) => step.expressions));
  return [...layers.map(layerKey), ...(readsCluster ? [clusterKey(cluster)] : [])].join(' ');
};
