import { objectsAt, textAt } from './live-fields.ts';
import { current, type Health, type HealthRules, inProgress, type LiveObject } from './verdict.ts';

/** Only a LoadBalancer has something to wait for: the address that its provider gives. */
const service = (object: LiveObject): Health => {
  if (textAt(object, 'spec', 'type') !== 'LoadBalancer') return current('applied');
  if (objectsAt(object, 'status', 'loadBalancer', 'ingress').length === 0) {
    return inProgress('the load balancer has no address yet');
  }
  return current('the load balancer has an address');
};

export const networkRules: HealthRules = { '|Service': service };
