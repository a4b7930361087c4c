import type { Json, JsonObject } from '../../../model/json.ts';
import { objectAt } from '../defaults/missing.ts';
import type { Faults } from './faults.ts';
import { goPartition, goStrategy } from './go-structs.ts';
import { dnsLabel, isPercent, percentText } from './name-rules.ts';
import { templateFaults } from './pod-rules.ts';
import { isEmptySelector, selectorFaults, selectorMatches } from './selector-rules.ts';

const labelsOfTemplate = (spec: JsonObject): JsonObject =>
  objectAt(objectAt(objectAt(spec, 'template'), 'metadata'), 'labels');

const noMatch = '`selector` does not match template `labels`';
const shownLabels = (labels: JsonObject): Json => (Object.keys(labels).length === 0 ? null : labels);

/** A number, or a percentage. */
export const amountFaults = (faults: Faults, value: Json | undefined, field: string): void => {
  if (typeof value === 'string' && !isPercent(value)) faults.invalid(field, value, percentText);
  else faults.nonNegative(field, value);
};

export const mostAll = (faults: Faults, value: Json | undefined, field: string): void => {
  if (typeof value === 'string' && isPercent(value) && Number.parseInt(value, 10) > 100) {
    faults.invalid(field, value, 'must not be greater than 100%');
  }
};

const isNothing = (value: Json | undefined): boolean => value === 0 || value === '0%' || value === undefined;

/** The selector of a workload that must have one; whether it can be used. */
const ownSelectorFaults = (faults: Faults, spec: JsonObject, kind: string): boolean => {
  if (spec.selector === undefined || spec.selector === null) {
    faults.required('spec.selector');
    return false;
  }
  const selector = objectAt(spec, 'selector');
  const before = faults.causes.length;
  selectorFaults(faults, selector, 'spec.selector');
  if (isEmptySelector(selector)) faults.invalid('spec.selector', {}, `empty selector is invalid for ${kind}`);
  return faults.causes.length === before;
};

const restartFaults = (faults: Faults, spec: JsonObject, kind: string): void => {
  const template = objectAt(objectAt(spec, 'template'), 'spec');
  const policy = template.restartPolicy;
  if (policy !== undefined && policy !== 'Always' && ['OnFailure', 'Never'].includes(String(policy))) {
    faults.unsupported('spec.template.spec.restartPolicy', policy, ['Always']);
  }
  if (template.activeDeadlineSeconds !== undefined) {
    const field = 'spec.template.spec.activeDeadlineSeconds';
    faults.forbidden(field, `activeDeadlineSeconds in ${kind} is not Supported`);
  }
};

const rollingDeploymentFaults = (faults: Faults, strategy: JsonObject): void => {
  const field = 'spec.strategy.rollingUpdate';
  if (strategy.rollingUpdate === undefined) {
    faults.required(field, 'this should be defaulted and never be nil');
    return;
  }
  const { maxSurge, maxUnavailable } = objectAt(strategy, 'rollingUpdate');
  amountFaults(faults, maxUnavailable, `${field}.maxUnavailable`);
  amountFaults(faults, maxSurge, `${field}.maxSurge`);
  if (isNothing(maxUnavailable) && isNothing(maxSurge)) {
    faults.invalid(`${field}.maxUnavailable`, maxUnavailable, 'may not be 0 when `maxSurge` is 0');
  }
  mostAll(faults, maxUnavailable, `${field}.maxUnavailable`);
};

const strategyFaults = (faults: Faults, strategy: JsonObject): void => {
  if (strategy.type === 'Recreate') {
    if (strategy.rollingUpdate !== undefined) {
      const detail = "may not be specified when strategy `type` is 'Recreate'";
      faults.forbidden('spec.strategy.rollingUpdate', detail);
    }
  } else if (strategy.type === 'RollingUpdate') rollingDeploymentFaults(faults, strategy);
  else faults.unsupported('spec.strategy', goStrategy(strategy), ['Recreate', 'RollingUpdate']);
};

/** The selector of a Deployment must be usable before it can be compared with the template's labels. */
const deploymentSelector = (faults: Faults, spec: JsonObject): boolean => {
  const given = spec.selector;
  if (given === undefined || given === null) return ownSelectorFaults(faults, spec, 'deployment');
  const usable = ownSelectorFaults(faults, spec, 'deployment');
  if (!usable && !isEmptySelector(given as JsonObject)) {
    faults.invalid('spec.selector', given, 'invalid label selector');
  }
  return usable;
};

const workloadTemplate = (faults: Faults, spec: JsonObject, kind: string): void => {
  const labels = labelsOfTemplate(spec);
  const selector = spec.selector as JsonObject | null | undefined;
  const isEmpty = selector !== undefined && selector !== null && isEmptySelector(selector);
  if (!isEmpty && !selectorMatches(selector, labels)) {
    faults.invalid('spec.template.metadata.labels', shownLabels(labels), noMatch);
  }
  templateFaults(faults, objectAt(spec, 'template'), 'spec.template');
  restartFaults(faults, spec, kind);
};

export const deploymentFaults = (faults: Faults, object: JsonObject): void => {
  const spec = objectAt(object, 'spec');
  const { replicas, minReadySeconds, progressDeadlineSeconds: deadline } = spec;
  faults.nonNegative('spec.replicas', replicas);
  const missing = spec.selector === undefined || spec.selector === null;
  if (deploymentSelector(faults, spec) || missing) workloadTemplate(faults, spec, 'ReplicaSet');
  strategyFaults(faults, objectAt(spec, 'strategy'));
  faults.nonNegative('spec.minReadySeconds', minReadySeconds);
  faults.nonNegative('spec.revisionHistoryLimit', spec.revisionHistoryLimit);
  if (typeof deadline !== 'number') return;
  faults.nonNegative('spec.progressDeadlineSeconds', deadline);
  if (deadline <= (typeof minReadySeconds === 'number' ? minReadySeconds : 0)) {
    faults.invalid('spec.progressDeadlineSeconds', deadline, 'must be greater than minReadySeconds');
  }
};

export const replicaSetFaults = (faults: Faults, object: JsonObject): void => {
  const spec = objectAt(object, 'spec');
  faults.nonNegative('spec.replicas', spec.replicas);
  faults.nonNegative('spec.minReadySeconds', spec.minReadySeconds);
  ownSelectorFaults(faults, spec, 'replicaset');
  workloadTemplate(faults, spec, 'ReplicaSet');
};

export const replicationControllerFaults = (faults: Faults, object: JsonObject): void => {
  const spec = objectAt(object, 'spec');
  const selector = objectAt(spec, 'selector');
  faults.nonNegative('spec.minReadySeconds', spec.minReadySeconds);
  if (Object.keys(selector).length === 0) faults.required('spec.selector');
  faults.nonNegative('spec.replicas', spec.replicas);
  if (spec.template === undefined || spec.template === null) {
    faults.required('spec.template');
    return;
  }
  const labels = labelsOfTemplate(spec);
  if (Object.keys(selector).length > 0 && !selectorMatches({ matchLabels: selector }, labels)) {
    faults.invalid('spec.template.metadata.labels', shownLabels(labels), noMatch);
  }
  templateFaults(faults, objectAt(spec, 'template'), 'spec.template');
  restartFaults(faults, spec, 'ReplicationController');
};

const statefulStrategy = (faults: Faults, spec: JsonObject): void => {
  const strategy = objectAt(spec, 'updateStrategy');
  const field = 'spec.updateStrategy';
  const update = objectAt(strategy, 'rollingUpdate');
  if (strategy.type === 'OnDelete') {
    if (strategy.rollingUpdate !== undefined) {
      const detail = "only allowed for updateStrategy 'RollingUpdate'";
      faults.invalid(`${field}.rollingUpdate`, goPartition(update), detail);
    }
  } else if (strategy.type === 'RollingUpdate') {
    faults.nonNegative(`${field}.rollingUpdate.partition`, update.partition);
  } else faults.invalid(field, goStrategyOfSet(strategy), "must be 'RollingUpdate' or 'OnDelete'");
};

const goStrategyOfSet = (strategy: JsonObject): JsonObject => ({
  Type: strategy.type ?? '',
  RollingUpdate:
    strategy.rollingUpdate === undefined ? null : goPartition(objectAt(strategy, 'rollingUpdate')),
});

const listAt = (object: JsonObject, key: string): readonly JsonObject[] =>
  Array.isArray(object[key]) ? (object[key] as readonly JsonObject[]) : [];

/** The volumes that a Pod of the set will have: each claim's template stands for one, whatever the template says. */
const withClaims = (spec: JsonObject): JsonObject => {
  const names = listAt(spec, 'volumeClaimTemplates').map((claim) => objectAt(claim, 'metadata').name ?? '');
  if (names.length === 0) return spec;
  const template = objectAt(spec, 'template');
  const pod = objectAt(template, 'spec');
  const claims = names.map((name) => ({ name, persistentVolumeClaim: { claimName: name } }));
  const others = listAt(pod, 'volumes').filter(({ name }) => !names.includes(name ?? ''));
  return { ...spec, template: { ...template, spec: { ...pod, volumes: [...claims, ...others] } } };
};

export const statefulSetFaults = (faults: Faults, object: JsonObject): void => {
  const spec = objectAt(object, 'spec');
  const policy = spec.podManagementPolicy;
  if (policy !== 'OrderedReady' && policy !== 'Parallel') {
    faults.invalid('spec.podManagementPolicy', policy, "must be 'OrderedReady' or 'Parallel'");
  }
  statefulStrategy(faults, spec);
  faults.nonNegative('spec.replicas', spec.replicas);
  faults.nonNegative('spec.minReadySeconds', spec.minReadySeconds);
  if (spec.serviceName)
    faults.invalidAll('spec.serviceName', spec.serviceName, dnsLabel(String(spec.serviceName)));
  ownSelectorFaults(faults, spec, 'statefulset');
  workloadTemplate(faults, withClaims(spec), 'StatefulSet');
};

const daemonStrategy = (faults: Faults, spec: JsonObject): void => {
  const strategy = objectAt(spec, 'updateStrategy');
  const field = 'spec.updateStrategy';
  if (strategy.type === 'OnDelete') return;
  if (strategy.type !== 'RollingUpdate') {
    faults.unsupported(field, goStrategyOfSet(strategy), ['RollingUpdate', 'OnDelete']);
    return;
  }
  const { maxSurge, maxUnavailable } = objectAt(strategy, 'rollingUpdate');
  amountFaults(faults, maxUnavailable, `${field}.rollingUpdate.maxUnavailable`);
  amountFaults(faults, maxSurge, `${field}.rollingUpdate.maxSurge`);
  if (!isNothing(maxUnavailable) && !isNothing(maxSurge)) {
    faults.invalid(
      `${field}.rollingUpdate.maxSurge`,
      maxSurge,
      'may not be set when maxUnavailable is non-zero',
    );
  }
  if (isNothing(maxUnavailable) && isNothing(maxSurge)) {
    faults.required(`${field}.rollingUpdate.maxUnavailable`, 'cannot be 0 when maxSurge is 0');
  }
  mostAll(faults, maxUnavailable, `${field}.rollingUpdate.maxUnavailable`);
};

export const daemonSetFaults = (faults: Faults, object: JsonObject): void => {
  const spec = objectAt(object, 'spec');
  const selector = spec.selector as JsonObject | null | undefined;
  if (selector !== undefined && selector !== null) selectorFaults(faults, selector, 'spec.selector');
  const labels = labelsOfTemplate(spec);
  if (!selectorMatches(selector, labels)) {
    faults.invalid('spec.template.metadata.labels', shownLabels(labels), noMatch);
  }
  if (selector && isEmptySelector(selector)) {
    faults.invalid('spec.selector', {}, 'empty selector is invalid for daemonset');
  }
  templateFaults(faults, objectAt(spec, 'template'), 'spec.template');
  restartFaults(faults, spec, 'DaemonSet');
  faults.nonNegative('spec.minReadySeconds', spec.minReadySeconds);
  daemonStrategy(faults, spec);
  faults.nonNegative('spec.revisionHistoryLimit', spec.revisionHistoryLimit);
};
