import { conditionOf, explain } from './live-fields.ts';
import { current, failed, type Health, type HealthRules, inProgress, type LiveObject } from './verdict.ts';

/** kstatus `crdConditions`: names may clash with another CRD's, and then it is never established. */
const customResourceDefinition = (object: LiveObject): Health => {
  const names = conditionOf(object, 'NamesAccepted');
  if (names?.status === 'False') return failed(explain(names, 'its names are taken'));
  const established = conditionOf(object, 'Established');
  if (established?.status === 'True') return current('established');
  if (established?.status === 'False' && established.reason !== 'Installing') {
    return failed(explain(established, 'not established'));
  }
  return inProgress('not yet established');
};

/** The aggregator keeps trying: an extension server that starts later makes it available. */
const apiService = (object: LiveObject): Health => {
  const available = conditionOf(object, 'Available');
  if (available?.status === 'True') return current('available');
  return inProgress(available ? explain(available, 'not available') : 'availability is not known yet');
};

export const extensionRules: HealthRules = {
  'apiextensions.k8s.io|CustomResourceDefinition': customResourceDefinition,
  'apiregistration.k8s.io|APIService': apiService,
};
