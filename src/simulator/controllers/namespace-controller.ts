import type { JsonObject } from '../../model/json.ts';
import type { Change, TypeName } from '../storage/cluster-objects.ts';
import { type Controller, isType, type MakeController, manager, type Surroundings } from './controller.ts';
import { knownTypes } from './known-types.ts';
import { isDeleting, metadataOf, nameOf, namespaceOf, objectsAt, specOf, statusOf } from './parts.ts';
import { type ConditionFacts, withCondition, writeStatus } from './write-status.ts';

const namespaceType: TypeName = { group: '', plural: 'namespaces' };

interface Remaining {
  readonly type: TypeName;
  readonly objects: readonly JsonObject[];
}

/** What stands in a namespace that ends is deleted; Pods last, as nothing may make them again. */
const clear = ({ objects }: Surroundings, namespace: string): readonly Remaining[] => {
  const types = knownTypes(objects).filter((type) => type.namespaced);
  for (const type of types) {
    for (const object of objects.list(type, namespace)) {
      if (isDeleting(object)) continue;
      objects.delete(type, { namespace, name: nameOf(object) }, { propagationPolicy: 'Background' });
    }
  }
  return types
    .map((type) => ({ type, objects: objects.list(type, namespace) }))
    .filter((one) => one.objects.length > 0);
};

const resourceText = ({ group, plural }: TypeName): string =>
  group === '' ? `${plural}.` : `${plural}.${group}`;

const finalizerCounts = (remaining: readonly Remaining[]): string => {
  const counts = new Map<string, number>();
  for (const object of remaining.flatMap((one) => one.objects)) {
    const { finalizers } = metadataOf(object);
    for (const finalizer of Array.isArray(finalizers) ? (finalizers as readonly string[]) : []) {
      counts.set(finalizer, (counts.get(finalizer) ?? 0) + 1);
    }
  }
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([finalizer, count]) => `${finalizer} in ${count} resource instances`)
    .join(', ');
};

const settled: readonly ConditionFacts[] = [
  {
    type: 'NamespaceDeletionDiscoveryFailure',
    status: 'False',
    reason: 'ResourcesDiscovered',
    message: 'All resources successfully discovered',
  },
  {
    type: 'NamespaceDeletionGroupVersionParsingFailure',
    status: 'False',
    reason: 'ParsedGroupVersions',
    message: 'All legacy kube types successfully parsed',
  },
  {
    type: 'NamespaceDeletionContentFailure',
    status: 'False',
    reason: 'ContentDeleted',
    message: 'All content successfully deleted, may be waiting on finalization',
  },
];

const conditionsOf = (remaining: readonly Remaining[]): readonly ConditionFacts[] => {
  const shown = remaining
    .map(({ type, objects }) => `${resourceText(type)} has ${objects.length} resource instances`)
    .join(', ');
  const finalizers = finalizerCounts(remaining);
  return [
    ...settled,
    {
      type: 'NamespaceContentRemaining',
      status: 'True',
      reason: 'SomeResourcesRemain',
      message: `Some resources are remaining: ${shown}`,
    },
    finalizers === ''
      ? {
          type: 'NamespaceFinalizersRemaining',
          status: 'False',
          reason: 'ContentHasNoFinalizers',
          message: 'All content-preserving finalizers finished',
        }
      : {
          type: 'NamespaceFinalizersRemaining',
          status: 'True',
          reason: 'SomeFinalizersRemain',
          message: `Some content in the namespace has finalizers remaining: ${finalizers}`,
        },
  ];
};

const end = (surroundings: Surroundings, namespace: JsonObject): void => {
  const remaining = clear(surroundings, nameOf(namespace));
  if (remaining.length > 0) {
    const time = surroundings.time();
    const conditions = conditionsOf(remaining).reduce(
      (all, one) => withCondition(all, one, time),
      objectsAt(statusOf(namespace), 'conditions'),
    );
    const status = { ...statusOf(namespace), conditions };
    writeStatus(surroundings, { type: namespaceType, object: namespace, status });
    return;
  }
  const { finalizers } = specOf(namespace);
  const kept = (Array.isArray(finalizers) ? finalizers : []).filter((one) => one !== 'kubernetes');
  const at = { namespace: '', name: nameOf(namespace) };
  surroundings.objects.patch(
    namespaceType,
    at,
    { spec: { finalizers: kept } },
    { manager, subresource: 'finalize' },
  );
};

/** A namespace that ends: its own changes, and whatever still leaves it. */
const keysOf = ({ objects }: Surroundings, change: Change): readonly string[] => {
  if (isType(change, '', 'namespaces')) {
    return change.kind !== 'deleted' && isDeleting(change.object) ? [nameOf(change.object)] : [];
  }
  const name = namespaceOf(change.object);
  if (name === '' || change.kind !== 'deleted') return [];
  const namespace = objects.get(namespaceType, '', name);
  return namespace !== undefined && isDeleting(namespace) ? [name] : [];
};

/** Ends namespaces: deletes what is in them, tells what is left, and lets them go when nothing is. */
export const namespaceController: MakeController = (surroundings): Controller => ({
  name: 'namespaces',
  keysOf: (change) => keysOf(surroundings, change),
  reconcile(name) {
    const namespace = surroundings.objects.get(namespaceType, '', name);
    if (namespace !== undefined && isDeleting(namespace)) end(surroundings, namespace);
  },
});
