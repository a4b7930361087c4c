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

export const volumeCreate = (volume: JsonObject, { now }: WriteContext): JsonObject => ({
  ...volume,
  status: { phase: 'Pending', lastPhaseTransitionTime: now },
});

/** A version that begins to be stored is remembered for ever. */
export const definitionUpdate = (next: JsonObject): JsonObject => {
  const status = objectAt(next, 'status');
  const stored = Array.isArray(status.storedVersions) ? status.storedVersions : [];
  const name = objectsAt(objectAt(next, 'spec'), 'versions').find((version) => version.storage)?.name;
  if (name === undefined || stored.includes(name)) return next;
  return withField(next, 'status', { ...status, storedVersions: [...stored, name] });
};
