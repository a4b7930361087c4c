import type { JsonObject } from '../../../model/json.ts';
import { objectAt, objectsAt } from '../defaults/missing.ts';
import { ageCell, type Cell, count, metadataOf, nameCell, specOf, statusOf, text } from './cell-parts.ts';

const metricText = (metric: JsonObject, status: JsonObject | undefined): string => {
  const source = text(metric.type);
  const field = `${source.charAt(0).toLowerCase()}${source.slice(1)}`;
  const { target } = objectAt(metric, field);
  const wanted = (target ?? {}) as JsonObject;
  const current = objectAt(objectAt(status ?? {}, field), 'current');
  const named = source === 'Resource' || source === 'ContainerResource';
  const prefix = named ? `${text(objectAt(metric, field).name)}: ` : '';
  if (wanted.averageValue !== undefined) {
    const suffix = source === 'External' || source === 'Object' ? ' (avg)' : '';
    return `${prefix}${text(current.averageValue, '<unknown>')}/${text(wanted.averageValue)}${suffix}`;
  }
  if (!named) return `${text(current.value, '<unknown>')}/${text(wanted.value)}`;
  const percent = (value: unknown, empty: string): string => (value === undefined ? empty : `${value}%`);
  return `${prefix}${percent(current.averageUtilization, '<unknown>')}/${percent(wanted.averageUtilization, '<auto>')}`;
};

const targetsCell: Cell = (scaler) => {
  const metrics = objectsAt(specOf(scaler), 'metrics');
  if (metrics.length === 0) return '<none>';
  const statuses = objectsAt(statusOf(scaler), 'currentMetrics');
  const shown = metrics.slice(0, 2).map((metric, index) => metricText(metric, statuses[index]));
  return metrics.length > 2 ? `${shown.join(', ')} + ${metrics.length - 2} more...` : shown.join(', ');
};

const subjects =
  (kind: string): Cell =>
  (binding) =>
    objectsAt(binding, 'subjects')
      .filter((subject) => subject.kind === kind)
      .map((subject) =>
        kind === 'ServiceAccount' && subject.namespace
          ? `${text(subject.namespace)}/${text(subject.name)}`
          : text(subject.name),
      )
      .join(', ');

const bindingCells: readonly Cell[] = [
  nameCell,
  (object) => `${text(objectAt(object, 'roleRef').kind)}/${text(objectAt(object, 'roleRef').name)}`,
  ageCell,
  subjects('User'),
  subjects('Group'),
  subjects('ServiceAccount'),
];

const controllerCell: Cell = (revision) => {
  const owner = objectsAt(metadataOf(revision), 'ownerReferences').find((one) => one.controller === true);
  if (owner === undefined) return '<none>';
  const [group, version] = text(owner.apiVersion).split('/');
  const suffix = version === undefined ? '' : `.${group}`;
  return `${text(owner.kind).toLowerCase()}${suffix}/${text(owner.name)}`;
};

const serviceCell: Cell = (service) => {
  const reference = specOf(service).service as JsonObject | undefined;
  return reference === undefined || reference === null
    ? 'Local'
    : `${text(reference.namespace)}/${text(reference.name)}`;
};

const availableCell: Cell = (service) => {
  const condition = objectsAt(statusOf(service), 'conditions').find((one) => one.type === 'Available');
  if (condition === undefined) return 'Unknown';
  return condition.status === 'True' || !condition.reason
    ? text(condition.status)
    : `${text(condition.status)} (${text(condition.reason)})`;
};

const webhooksCell: Cell = (object) => objectsAt(object, 'webhooks').length;

/** The cells of kinds of policy and access, by `group/plural`, in the order of their columns. */
export const policyCells: Readonly<Record<string, readonly Cell[]>> = {
  'autoscaling/horizontalpodautoscalers': [
    nameCell,
    (object) => {
      const target = objectAt(specOf(object), 'scaleTargetRef');
      return `${text(target.kind)}/${text(target.name)}`;
    },
    targetsCell,
    (object) => text(specOf(object).minReplicas, '<unset>'),
    (object) => count(specOf(object).maxReplicas),
    (object) => count(statusOf(object).currentReplicas),
    ageCell,
  ],
  'policy/poddisruptionbudgets': [
    nameCell,
    (object) => text(specOf(object).minAvailable, 'N/A'),
    (object) => text(specOf(object).maxUnavailable, 'N/A'),
    (object) => count(statusOf(object).disruptionsAllowed),
    ageCell,
  ],
  'rbac.authorization.k8s.io/rolebindings': bindingCells,
  'rbac.authorization.k8s.io/clusterrolebindings': bindingCells,
  'scheduling.k8s.io/priorityclasses': [
    nameCell,
    (object) => count(object.value),
    (object) => object.globalDefault === true,
    ageCell,
    (object) => text(object.preemptionPolicy),
  ],
  'apps/controllerrevisions': [nameCell, controllerCell, (object) => count(object.revision), ageCell],
  'coordination.k8s.io/leases': [nameCell, (object) => text(specOf(object).holderIdentity), ageCell],
  'node.k8s.io/runtimeclasses': [nameCell, (object) => text(object.handler), ageCell],
  'apiregistration.k8s.io/apiservices': [nameCell, serviceCell, availableCell, ageCell],
  'admissionregistration.k8s.io/mutatingwebhookconfigurations': [nameCell, webhooksCell, ageCell],
  'admissionregistration.k8s.io/validatingwebhookconfigurations': [nameCell, webhooksCell, ageCell],
};
