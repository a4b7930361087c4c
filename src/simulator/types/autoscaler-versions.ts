import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts';

// the one built-in kind that is served in two versions: v1 knows a CPU target and nothing else

const objectAt = (object: JsonObject, field: string): JsonObject => {
  const value = object[field];
  return isJsonObject(value) ? value : {};
};

const cpuMetric = (key: 'target' | 'current', averageUtilization: Json): JsonObject => ({
  type: 'Resource',
  resource: {
    name: 'cpu',
    [key]: key === 'target' ? { type: 'Utilization', averageUtilization } : { averageUtilization },
  },
});

const isCpu = (metric: Json): boolean =>
  isJsonObject(metric) && metric.type === 'Resource' && objectAt(metric, 'resource').name === 'cpu';

const cpuUtilization = (metrics: Json | undefined, key: 'target' | 'current'): Json | undefined => {
  const cpu = Array.isArray(metrics) ? (metrics as readonly Json[]).find(isCpu) : undefined;
  return isJsonObject(cpu) ? objectAt(objectAt(cpu, 'resource'), key).averageUtilization : undefined;
};

const toV2 = (object: JsonObject): JsonObject => {
  const { targetCPUUtilizationPercentage: target, ...spec } = objectAt(object, 'spec');
  const { currentCPUUtilizationPercentage: current, ...status } = objectAt(object, 'status');
  return {
    ...object,
    spec: target === undefined ? spec : { ...spec, metrics: [cpuMetric('target', target)] },
    ...(object.status !== undefined && {
      status: current === undefined ? status : { ...status, currentMetrics: [cpuMetric('current', current)] },
    }),
  };
};

const toV1 = (object: JsonObject): JsonObject => {
  const { metrics, behavior: _behavior, ...spec } = objectAt(object, 'spec');
  const { currentMetrics, conditions: _conditions, ...status } = objectAt(object, 'status');
  const target = cpuUtilization(metrics, 'target');
  const current = cpuUtilization(currentMetrics, 'current');
  return {
    ...object,
    spec: { ...spec, ...(target !== undefined && { targetCPUUtilizationPercentage: target }) },
    ...(object.status !== undefined && {
      status: { ...status, ...(current !== undefined && { currentCPUUtilizationPercentage: current }) },
    }),
  };
};

/** A HorizontalPodAutoscaler as `autoscaling/v1` or `autoscaling/v2` shows it; metrics that v1 has no word for are left out. */
export const autoscalerAs = (object: JsonObject, version: string): JsonObject =>
  version === 'v1' ? toV1(object) : toV2(object);
