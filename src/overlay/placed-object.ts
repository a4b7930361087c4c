import type { KubeObject } from '../model/resource.ts';
import type { FeedResource } from '../repository/fleet.ts';

const placed = new WeakMap<FeedResource, KubeObject>();

/** A resource with the namespace that it lands in: what targets and partial manifests are compared with. */
export const placedObject = (resource: FeedResource): KubeObject => {
  const known = placed.get(resource);
  if (known !== undefined) return known;
  const { id, object } = resource;
  const result =
    id.namespace === '' || object.metadata.namespace
      ? object
      : { ...object, metadata: { ...object.metadata, namespace: id.namespace } };
  placed.set(resource, result);
  return result;
};
