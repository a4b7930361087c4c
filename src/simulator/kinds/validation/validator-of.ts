import type { JsonObject } from '../../../model/json.ts';
import type { ResourceType } from '../../resource-type.ts';
import { validateScale } from '../../structural/validate-scale.ts';
import type { KindRules } from '../kind-rules.ts';
import {
  clusterRoleBindingFaults,
  clusterRoleFaults,
  roleBindingFaults,
  roleFaults,
} from './access-rules.ts';
import { autoscalerFaults } from './autoscaler-rules.ts';
import { definitionCreateFaults, definitionFaults, definitionUpdateFaults } from './definition-rules.ts';
import { Faults } from './faults.ts';
import { cronJobFaults, jobFaults, jobUpdateFaults } from './job-rules.ts';
import { metadataFaults, metadataUpdateFaults } from './metadata-rules.ts';
import {
  endpointSliceFaults,
  endpointsFaults,
  ingressClassFaults,
  ingressCreateFaults,
  ingressFaults,
  networkPolicyFaults,
} from './network-rules.ts';
import { podFaults, podSpecFaults, templateFaults } from './pod-rules.ts';
import { limitRangeFaults, quotaFaults } from './quota-rules.ts';
import { serviceFaults, serviceUpdateFaults } from './service-rules.ts';
import {
  apiServiceFaults,
  budgetFaults,
  configMapFaults,
  eventFaults,
  leaseFaults,
  namespaceFaults,
  nodeFaults,
  priorityClassFaults,
  revisionFaults,
  runtimeClassFaults,
  secretFaults,
} from './small-kind-rules.ts';
import { statusRules } from './status-rules.ts';
import { claimFaults, storageClassFaults, volumeObjectFaults } from './storage-rules.ts';
import { updateRules } from './update-rules.ts';
import { webhookConfigurationFaults } from './webhook-rules.ts';
import {
  daemonSetFaults,
  deploymentFaults,
  replicaSetFaults,
  replicationControllerFaults,
  statefulSetFaults,
} from './workload-rules.ts';

type Rule = (faults: Faults, object: JsonObject) => void;

/** What an object of a kind must be, by `group/plural`. */
const rules: Readonly<Record<string, Rule>> = {
  '/configmaps': configMapFaults,
  '/endpoints': endpointsFaults,
  '/events': eventFaults,
  '/limitranges': limitRangeFaults,
  '/namespaces': namespaceFaults,
  '/nodes': nodeFaults,
  '/persistentvolumeclaims': claimFaults,
  '/persistentvolumes': volumeObjectFaults,
  '/pods': podFaults,
  '/podtemplates': (faults, object) =>
    templateFaults(faults, (object.template ?? {}) as JsonObject, 'template'),
  '/replicationcontrollers': replicationControllerFaults,
  '/resourcequotas': quotaFaults,
  '/secrets': secretFaults,
  '/services': serviceFaults,
  'admissionregistration.k8s.io/mutatingwebhookconfigurations': webhookConfigurationFaults,
  'admissionregistration.k8s.io/validatingwebhookconfigurations': webhookConfigurationFaults,
  'apiextensions.k8s.io/customresourcedefinitions': definitionFaults,
  'apiregistration.k8s.io/apiservices': apiServiceFaults,
  'apps/controllerrevisions': revisionFaults,
  'apps/daemonsets': daemonSetFaults,
  'apps/deployments': deploymentFaults,
  'apps/replicasets': replicaSetFaults,
  'apps/statefulsets': statefulSetFaults,
  'autoscaling/horizontalpodautoscalers': autoscalerFaults,
  'batch/cronjobs': cronJobFaults,
  'batch/jobs': jobFaults,
  'coordination.k8s.io/leases': leaseFaults,
  'discovery.k8s.io/endpointslices': endpointSliceFaults,
  'networking.k8s.io/ingressclasses': ingressClassFaults,
  'networking.k8s.io/ingresses': ingressFaults,
  'networking.k8s.io/networkpolicies': networkPolicyFaults,
  'node.k8s.io/runtimeclasses': runtimeClassFaults,
  'policy/poddisruptionbudgets': budgetFaults,
  'rbac.authorization.k8s.io/clusterrolebindings': clusterRoleBindingFaults,
  'rbac.authorization.k8s.io/clusterroles': clusterRoleFaults,
  'rbac.authorization.k8s.io/rolebindings': roleBindingFaults,
  'rbac.authorization.k8s.io/roles': roleFaults,
  'scheduling.k8s.io/priorityclasses': priorityClassFaults,
  'storage.k8s.io/storageclasses': storageClassFaults,
};

const createRules: Readonly<Record<string, Rule>> = {
  ...rules,
  'apiextensions.k8s.io/customresourcedefinitions': definitionCreateFaults,
  'networking.k8s.io/ingresses': ingressCreateFaults,
};

/** A Pod that exists keeps whatever else is wrong with it; only what changes is looked at. */
const updateOnly: Readonly<Record<string, Rule>> = {
  ...rules,
  '/pods': (faults, object) => podSpecFaults(faults, (object.spec ?? {}) as JsonObject, 'spec'),
  'batch/jobs': jobUpdateFaults,
};

const moreUpdateRules: Readonly<
  Record<string, (faults: Faults, next: JsonObject, live: JsonObject) => void>
> = {
  ...updateRules,
  '/services': serviceUpdateFaults,
  'apiextensions.k8s.io/customresourcedefinitions': definitionUpdateFaults,
};

/** Kinds of which the real server looks at the whole object before it looks at what changed. */
const wholeFirst = new Set(['apps/statefulsets', 'batch/jobs']);

const validateCreate = (type: ResourceType, object: JsonObject): Faults => {
  const faults = new Faults();
  metadataFaults(faults, type, object);
  if (type.structural) {
    for (const cause of type.structural.validate(object)) faults.add(cause);
    for (const cause of validateScale(object, type.scale)) faults.add(cause);
  } else createRules[`${type.group}/${type.plural}`]?.(faults, object);
  return faults;
};

const validateUpdate = (type: ResourceType, next: JsonObject, live: JsonObject): Faults => {
  const faults = new Faults();
  const key = `${type.group}/${type.plural}`;
  metadataUpdateFaults(faults, type, next, live);
  if (type.structural) {
    for (const cause of type.structural.validate(next, live)) faults.add(cause);
    for (const cause of validateScale(next, type.scale)) faults.add(cause);
    return faults;
  }
  if (wholeFirst.has(key)) updateOnly[key]?.(faults, next);
  moreUpdateRules[key]?.(faults, next, live);
  if (!wholeFirst.has(key)) updateOnly[key]?.(faults, next);
  return faults;
};

const validateStatusUpdate = (type: ResourceType, next: JsonObject, live: JsonObject): Faults => {
  const faults = new Faults();
  metadataUpdateFaults(faults, type, next, live);
  statusRules[`${type.group}/${type.plural}`]?.(faults, next);
  return faults;
};

type Validator = Pick<KindRules, 'validateCreate' | 'validateUpdate' | 'validateStatusUpdate'>;

/** What a type refuses, in the real server's words and order. */
export const validatorOf = (type: ResourceType): Validator => ({
  validateCreate: (object) => validateCreate(type, object).causes,
  validateUpdate: (next, live) => validateUpdate(type, next, live).causes,
  validateStatusUpdate: (next, live) => validateStatusUpdate(type, next, live).causes,
});
