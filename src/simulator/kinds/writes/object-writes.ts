import type { JsonObject } from '../../../model/json.ts';
import { objectAt, objectsAt, withField } from '../defaults/missing.ts';
import type { WriteContext } from '../kind-rules.ts';

const kubernetesFinalizer = 'kubernetes';

export const namespaceCreate = (namespace: JsonObject): JsonObject => {
  const spec = objectAt(namespace, 'spec');
  const finalizers = Array.isArray(spec.finalizers) ? spec.finalizers : [];
  if (finalizers.includes(kubernetesFinalizer)) return namespace;
  return { ...namespace, spec: { ...spec, finalizers: [...finalizers, kubernetesFinalizer] } };
};

/** A namespace's finalizers change through `/finalize` only. */
export const namespaceUpdate = (next: JsonObject, live: JsonObject): JsonObject => {
  const { finalizers } = objectAt(live, 'spec');
  const { finalizers: _, ...spec } = objectAt(next, 'spec');
  return { ...next, spec: finalizers === undefined ? spec : { ...spec, finalizers } };
};

/** Admission's finalizer that keeps what is in use (StorageObjectInUseProtection). */
const protectedBy = (object: JsonObject, finalizer: string): JsonObject => {
  const metadata = objectAt(object, 'metadata');
  const given = Array.isArray(metadata.finalizers) ? metadata.finalizers : [];
  return given.includes(finalizer)
    ? object
    : { ...object, metadata: { ...metadata, finalizers: [...given, finalizer] } };
};

export const claimCreate = (claim: JsonObject): JsonObject =>
  withDataSources(protectedBy(claim, 'kubernetes.io/pvc-protection'));

/** The two fields that say where a claim's data comes from are copied to each other. */
export const withDataSources = (claim: JsonObject): JsonObject => {
  const spec = objectAt(claim, 'spec');
  const { dataSource, dataSourceRef } = spec;
  if (dataSource !== undefined && dataSourceRef === undefined) {
    return withField(claim, 'spec', { ...spec, dataSourceRef: dataSource });
  }
  const reference = objectAt(spec, 'dataSourceRef');
  if (dataSource !== undefined || dataSourceRef === undefined || reference.namespace !== undefined)
    return claim;
  return withField(claim, 'spec', { ...spec, dataSource: dataSourceRef });
};

export const volumeCreate = (volume: JsonObject, { now }: WriteContext): JsonObject => ({
  ...protectedBy(volume, 'kubernetes.io/pv-protection'),
  status: { phase: 'Pending', lastPhaseTransitionTime: now },
});

const notReady: JsonObject = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' };

/** A node is tainted until it says that it is ready (TaintNodesByCondition). */
export const nodeCreate = (node: JsonObject): JsonObject => {
  const spec = objectAt(node, 'spec');
  const taints = objectsAt(spec, 'taints');
  if (taints.some((taint) => taint.key === notReady.key && taint.effect === notReady.effect)) return node;
  return withField(node, 'spec', { ...spec, taints: [...taints, notReady] });
};

/** A version that begins to be stored is remembered for ever. */
export const definitionUpdate = (next: JsonObject): JsonObject => {
  const status = objectAt(next, 'status');
  const stored = Array.isArray(status.storedVersions) ? status.storedVersions : [];
  const name = objectsAt(objectAt(next, 'spec'), 'versions').find((version) => version.storage)?.name;
  if (name === undefined || stored.includes(name)) return next;
  return withField(next, 'status', { ...status, storedVersions: [...stored, name] });
};
