import { textAt } from './live-fields.ts';
import {
  current,
  type Health,
  type HealthRules,
  inProgress,
  type LiveObject,
  terminating,
} from './verdict.ts';

const namespace = (object: LiveObject): Health => {
  const phase = textAt(object, 'status', 'phase');
  if (phase === 'Active') return current('active');
  return phase === 'Terminating' ? terminating('being deleted') : inProgress('phase not set');
};

export const namespaceRules: HealthRules = { '|Namespace': namespace };
