import { conditionOf, explain } from './live-fields.ts';
import { current, failed, type Health, type HealthRules, inProgress, type LiveObject } from './verdict.ts';

/** Reasons of ScalingActive=False that no waiting mends: the spec itself is wrong. */
const invalid: ReadonlySet<string> = new Set([
  'InvalidSelector',
  'InvalidMetricSourceType',
  'AmbiguousSelector',
]);

/**
 * The horizontal controller's two conditions. A missing target and missing metrics are in progress: both come
 * after the autoscaler when everything is installed at once. ScalingDisabled: the target has 0 replicas on purpose.
 */
const autoscaler = (object: LiveObject): Health => {
  const able = conditionOf(object, 'AbleToScale');
  if (able === undefined) return inProgress('its controller has not seen it yet');
  if (able.status === 'False') return inProgress(explain(able, 'cannot scale its target'));
  const active = conditionOf(object, 'ScalingActive');
  if (active?.status !== 'False' || active.reason === 'ScalingDisabled') return current('scaling');
  return invalid.has(active.reason)
    ? failed(explain(active, 'its spec is invalid'))
    : inProgress(explain(active, 'no metrics yet'));
};

export const autoscalingRules: HealthRules = { 'autoscaling|HorizontalPodAutoscaler': autoscaler };
