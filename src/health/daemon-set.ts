import { numberAt, textAt } from './live-fields.ts';
import { current, type Health, type HealthRules, inProgress, type LiveObject } from './verdict.ts';

/** kstatus `daemonsetConditions`; with OnDelete a Pod of the old template is what was asked for. */
const daemonSet = (object: LiveObject): Health => {
  if (numberAt(object, 'status', 'observedGeneration') === undefined) {
    return inProgress('its controller has not seen it yet');
  }
  const wanted = numberAt(object, 'status', 'desiredNumberScheduled');
  if (wanted === undefined) return inProgress('how many Pods it needs is not known yet');
  const onDelete = textAt(object, 'spec', 'updateStrategy', 'type') === 'OnDelete';
  const steps = [
    ['currentNumberScheduled', 'scheduled'],
    ...(onDelete ? [] : [['updatedNumberScheduled', 'updated'] as const]),
    ['numberAvailable', 'available'],
    ['numberReady', 'ready'],
  ] as const;
  for (const [field, word] of steps) {
    const count = numberAt(object, 'status', field) ?? 0;
    if (count < wanted) return inProgress(`${count} of ${wanted} Pods are ${word}`);
  }
  return current(`${wanted} Pods are ready`);
};

export const daemonSetRules: HealthRules = { 'apps|DaemonSet': daemonSet };
