import type { FeedReference, FeedResource } from './fleet.ts';

/** Whether a Clusternet reference names this resource: same apiVersion, kind and name; an empty namespace is any. */
export const isReferredTo = (reference: FeedReference, resource: FeedResource): boolean =>
  reference.apiVersion === resource.object.apiVersion &&
  reference.kind === resource.object.kind &&
  reference.name === resource.id.name &&
  (!reference.namespace || reference.namespace === resource.id.namespace);

export const describeReference = ({ kind, namespace, name }: FeedReference): string =>
  namespace ? `${kind} ${namespace}/${name}` : `${kind} ${name}`;
