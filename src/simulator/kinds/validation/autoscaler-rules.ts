import type { Json, JsonObject } from '../../../model/json.ts';
import { objectAt, objectsAt } from '../defaults/missing.ts';
import type { Faults } from './faults.ts';
import { pathSegment } from './name-rules.ts';

const metricTypes = ['ContainerResource', 'External', 'Object', 'Pods', 'Resource'];
const sourceField: Readonly<Record<string, string>> = {
  ContainerResource: 'containerResource',
  External: 'external',
  Object: 'object',
  Pods: 'pods',
  Resource: 'resource',
};

const targetFaults = (faults: Faults, target: JsonObject, field: string): void => {
  const { type, averageUtilization: share } = target;
  if (!type) faults.required(`${field}.type`, 'must specify a metric target type');
  else if (!['Utilization', 'Value', 'AverageValue'].includes(String(type))) {
    faults.invalid(`${field}.type`, type, 'must be either Utilization, Value, or AverageValue');
  }
  if (typeof share === 'number' && share < 1) {
    faults.invalid(`${field}.averageUtilization`, share, 'must be greater than 0');
  }
};

const resourceFaults = (faults: Faults, source: JsonObject, field: string): void => {
  if (!source.name) faults.required(`${field}.name`, 'must specify a resource name');
  const target = objectAt(source, 'target');
  targetFaults(faults, target, `${field}.target`);
  const share = target.averageUtilization;
  const raw = target.averageValue;
  const at = `${field}.target.averageUtilization`;
  if (share === undefined && raw === undefined) {
    faults.required(at, 'must set either a target raw value or a target utilization');
  }
  if (share !== undefined && raw !== undefined) {
    const detail = 'may not set both a target raw value and a target utilization';
    faults.forbidden(`${field}.target.averageValue`, detail);
  }
};

const metricFaults = (faults: Faults, metric: JsonObject, field: string): void => {
  const type = String(metric.type ?? '');
  if (type === '') faults.required(`${field}.type`, 'must specify a metric source type');
  else if (!metricTypes.includes(type)) {
    faults.unsupported(`${field}.type`, type, metricTypes);
    faults.unsupported(`${field}.type`, type, metricTypes);
  }
  const source = sourceField[type];
  if (source === undefined) return;
  if (metric[source] === undefined) {
    faults.required(`${field}.${source}`, 'must populate information for the given metric source');
  } else if (source === 'resource' || source === 'containerResource') {
    resourceFaults(faults, objectAt(metric, source), `${field}.${source}`);
  } else targetFaults(faults, objectAt(objectAt(metric, source), 'target'), `${field}.${source}.target`);
};

const policyFaults = (faults: Faults, policy: JsonObject, field: string): void => {
  faults.oneOf(`${field}.type`, policy.type, ['Percent', 'Pods']);
  for (const name of ['value', 'periodSeconds']) {
    const value = policy[name];
    if (typeof value !== 'number' || value <= 0) {
      faults.invalid(`${field}.${name}`, value ?? 0, 'must be greater than zero');
    }
  }
  if (typeof policy.periodSeconds === 'number' && policy.periodSeconds > 1800) {
    const detail = 'must be less than or equal to 1800';
    faults.invalid(`${field}.periodSeconds`, policy.periodSeconds, detail);
  }
};

const rulesFaults = (faults: Faults, rules: JsonObject, field: string): void => {
  const window = rules.stabilizationWindowSeconds;
  faults.nonNegative(`${field}.stabilizationWindowSeconds`, window);
  if (typeof window === 'number' && window > 3600) {
    faults.invalid(`${field}.stabilizationWindowSeconds`, window, 'must be less than or equal to 3600');
  }
  faults.oneOf(`${field}.selectPolicy`, rules.selectPolicy, ['Disabled', 'Max', 'Min']);
  const policies = objectsAt(rules, 'policies');
  if (policies.length === 0) faults.required(`${field}.policies`, 'must specify at least one Policy');
  for (const [index, policy] of policies.entries()) {
    policyFaults(faults, policy, `${field}.policies[${index}]`);
  }
};

const targetReference = (faults: Faults, reference: JsonObject): void => {
  const field = 'spec.scaleTargetRef';
  for (const name of ['kind', 'name']) {
    const value = String(reference[name] ?? '');
    if (value === '') faults.required(`${field}.${name}`);
    else faults.invalidAll(`${field}.${name}`, value, pathSegment(value));
  }
  const version = reference.apiVersion;
  if (!version && !reference.kind) {
    faults.invalid(`${field}.apiVersion`, version ?? '', 'apiVersion must specify API group');
  }
};

const number = (value: Json | undefined): number => (typeof value === 'number' ? value : 0);

export const autoscalerFaults = (faults: Faults, scaler: JsonObject): void => {
  const spec = objectAt(scaler, 'spec');
  const least = number(spec.minReplicas);
  const most = number(spec.maxReplicas);
  if (spec.minReplicas !== undefined && least < 1) {
    faults.invalid('spec.minReplicas', least, 'must be greater than or equal to 1');
  }
  if (most < 1) faults.required('spec.maxReplicas', 'must be set and greater than 0');
  if (spec.minReplicas !== undefined && most < least) {
    faults.invalid('spec.maxReplicas', most, 'must be greater than or equal to `minReplicas`');
  }
  targetReference(faults, objectAt(spec, 'scaleTargetRef'));
  const metrics = objectsAt(spec, 'metrics');
  for (const [index, metric] of metrics.entries()) metricFaults(faults, metric, `spec.metrics[${index}]`);
  const outside = metrics.some((metric) => metric.type === 'Object' || metric.type === 'External');
  if (spec.minReplicas === 0 && !outside) {
    const detail = 'must specify at least one Object or External metric to support scaling to zero replicas';
    faults.forbidden('spec.metrics', detail);
  }
  const behavior = objectAt(spec, 'behavior');
  for (const name of ['scaleUp', 'scaleDown']) {
    if (behavior[name] !== undefined) rulesFaults(faults, objectAt(behavior, name), `spec.behavior.${name}`);
  }
};
