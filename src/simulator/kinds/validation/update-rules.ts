import type { Json, JsonObject } from '../../../model/json.ts';
import { objectAt, objectsAt } from '../defaults/missing.ts';
import { quantityNano } from '../quantity/quantity.ts';
import { sameJson } from '../writes/same-json.ts';
import type { Faults } from './faults.ts';
import { goRoleRef } from './go-structs.ts';

type UpdateRule = (faults: Faults, next: JsonObject, live: JsonObject) => void;

const immutable = 'field is immutable';

/** Fields that stay: dotted paths. */
const keeps =
  (...paths: readonly string[]): UpdateRule =>
  (faults, next, live) => {
    for (const path of paths) {
      const [after, before] = [next, live].map((object) => valueAt(object, path));
      if (!sameJson(after, before)) faults.invalid(path, after, immutable);
    }
  };

const valueAt = (object: JsonObject, path: string): Json | undefined => {
  const parts = path.split('.');
  const last = parts.pop()!;
  return parts.reduce(objectAt, object)[last];
};

/** Data of what was made immutable stays, and immutable it stays too. */
const sealed =
  (...fields: readonly string[]): UpdateRule =>
  (faults, next, live) => {
    if (live.immutable !== true) return;
    const detail = 'field is immutable when `immutable` is set';
    if (next.immutable !== true) faults.forbidden('immutable', detail);
    for (const field of fields) if (!sameJson(next[field], live[field])) faults.forbidden(field, detail);
  };

const statefulFields = new Set([
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'revisionHistoryLimit',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
]);

const without = (spec: JsonObject, names: ReadonlySet<string>): JsonObject =>
  Object.fromEntries(Object.entries(spec).filter(([name]) => !names.has(name)));

const statefulSet: UpdateRule = (faults, next, live) => {
  const [after, before] = [next, live].map((object) => without(objectAt(object, 'spec'), statefulFields));
  if (sameJson(after, before)) return;
  const list =
    "'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds'";
  faults.forbidden('spec', `updates to statefulset spec for fields other than ${list} are forbidden`);
};

const job: UpdateRule = (faults, next, live) => {
  const [after, before] = [objectAt(next, 'spec'), objectAt(live, 'spec')];
  const elastic = after.completionMode === 'Indexed' && after.completions === after.parallelism;
  if (!elastic && !sameJson(after.completions, before.completions)) {
    faults.invalid('spec.completions', after.completions, immutable);
  }
  keeps('spec.selector')(faults, next, live);
  const suspended = before.suspend === true && objectAt(live, 'status').startTime === undefined;
  if (!suspended) keeps('spec.template')(faults, next, live);
  keeps('spec.completionMode', 'spec.podFailurePolicy', 'spec.backoffLimitPerIndex')(faults, next, live);
};

const podFields = new Set(['activeDeadlineSeconds', 'tolerations', 'terminationGracePeriodSeconds']);
const podDetail =
  'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';

const withoutImages = (spec: JsonObject): JsonObject => ({
  ...without(spec, podFields),
  containers: objectsAt(spec, 'containers').map(({ image: _, ...rest }) => rest),
  ...(spec.initContainers !== undefined && {
    initContainers: objectsAt(spec, 'initContainers').map(({ image: _, ...rest }) => rest),
  }),
});

const pod: UpdateRule = (faults, next, live) => {
  const [after, before] = [objectAt(next, 'spec'), objectAt(live, 'spec')];
  const [seconds, was] = [after.activeDeadlineSeconds, before.activeDeadlineSeconds];
  if (typeof was === 'number' && typeof seconds === 'number' && seconds > was) {
    const detail = 'must be less than or equal to previous value';
    faults.invalid('spec.activeDeadlineSeconds', seconds, detail);
  } else if (was !== undefined && seconds === undefined) {
    faults.invalid(
      'spec.activeDeadlineSeconds',
      null,
      'must not update from a positive integer to nil value',
    );
  }
  if (!sameJson(withoutImages(after), withoutImages(before))) faults.forbidden('spec', podDetail);
};

/** A bound claim may grow, and a volume's name may be filled in once. */
const claim: UpdateRule = (faults, next, live) => {
  const [after, before] = [objectAt(next, 'spec'), objectAt(live, 'spec')];
  const bound = objectAt(live, 'status').phase === 'Bound';
  const grows = new Set(bound ? ['resources', 'volumeAttributesClassName'] : []);
  if (before.volumeName === undefined) grows.add('volumeName');
  if (before.storageClassName === undefined) grows.add('storageClassName');
  if (!sameJson(without(after, grows), without(before, grows))) {
    const detail =
      'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims';
    faults.forbidden('spec', detail);
  }
  const size = (spec: JsonObject): bigint =>
    quantityNano(String(objectAt(objectAt(spec, 'resources'), 'requests').storage)) ?? 0n;
  if (bound && size(after) < size(before)) {
    faults.forbidden('spec.resources.requests.storage', 'field can not be less than status.capacity');
  }
};

const volumeFields = new Set([
  'accessModes',
  'capacity',
  'claimRef',
  'mountOptions',
  'nodeAffinity',
  'persistentVolumeReclaimPolicy',
  'storageClassName',
  'volumeAttributesClassName',
  'volumeMode',
]);

const volume: UpdateRule = (faults, next, live) => {
  const [after, before] = [next, live].map((object) => without(objectAt(object, 'spec'), volumeFields));
  if (!sameJson(after, before)) {
    const field = 'spec.persistentvolumesource';
    faults.forbidden(field, `${field} is immutable after creation`);
  }
  keeps('spec.volumeMode')(faults, next, live);
};

const roleRef: UpdateRule = (faults, next, live) => {
  if (sameJson(next.roleRef, live.roleRef)) return;
  faults.invalid('roleRef', goRoleRef(objectAt(next, 'roleRef')), 'cannot change roleRef');
};

const secret: UpdateRule = (faults, next, live) => {
  keeps('type')(faults, next, live);
  sealed('data')(faults, next, live);
};

const priorityClass: UpdateRule = (faults, next, live) => {
  if (next.value !== live.value) faults.forbidden('value', 'may not be changed in an update.');
  keeps('preemptionPolicy')(faults, next, live);
};

/** What an update of a kind may not do, by `group/plural`. */
export const updateRules: Readonly<Record<string, UpdateRule>> = {
  '/pods': pod,
  '/configmaps': sealed('data', 'binaryData'),
  '/secrets': secret,
  '/persistentvolumeclaims': claim,
  '/persistentvolumes': volume,
  'apps/deployments': keeps('spec.selector'),
  'apps/replicasets': keeps('spec.selector'),
  'apps/daemonsets': keeps('spec.selector'),
  'apps/statefulsets': statefulSet,
  'apps/controllerrevisions': keeps('data'),
  'batch/jobs': job,
  'discovery.k8s.io/endpointslices': keeps('addressType'),
  'networking.k8s.io/ingressclasses': keeps('spec.controller'),
  'node.k8s.io/runtimeclasses': keeps('handler'),
  'rbac.authorization.k8s.io/rolebindings': roleRef,
  'rbac.authorization.k8s.io/clusterrolebindings': roleRef,
  'scheduling.k8s.io/priorityclasses': priorityClass,
  'storage.k8s.io/storageclasses': keeps('parameters', 'provisioner', 'reclaimPolicy', 'volumeBindingMode'),
};
