import type { JsonObject } from '../../../model/json.ts';
import { objectAt, objectsAt } from '../defaults/missing.ts';
import { containersFaults } from './container-rules.ts';
import type { Faults } from './faults.ts';
import { annotationFaults, labelFaults } from './metadata-rules.ts';
import { dnsLabel, dnsSubdomain, qualifiedName } from './name-rules.ts';
import { volumeFaults } from './volume-rules.ts';

const restartPolicies = ['Always', 'OnFailure', 'Never'];
const dnsPolicies = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'];
const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];
const largest = 2_147_483_647;

/** On the node's network a container's ports are the node's. */
const hostNetworkFaults = (faults: Faults, spec: JsonObject, field: string): void => {
  if (spec.hostNetwork !== true) return;
  for (const [index, container] of objectsAt(spec, 'containers').entries()) {
    for (const [position, port] of objectsAt(container, 'ports').entries()) {
      if (!port.hostPort || port.hostPort === port.containerPort) continue;
      const at = `${field}.containers[${index}].ports[${position}].hostPort`;
      faults.invalid(at, port.hostPort, 'must match `containerPort` when `hostNetwork` is true');
    }
  }
};

const tolerationFaults = (faults: Faults, spec: JsonObject, field: string): void => {
  for (const [index, one] of objectsAt(spec, 'tolerations').entries()) {
    const at = `${field}.tolerations[${index}]`;
    if (one.key) faults.invalidAll(`${at}.key`, one.key, qualifiedName(String(one.key)));
    if (!one.key && one.operator !== 'Exists') {
      const detail =
        'operator must be Exists when `key` is empty, which means "match all values and all keys"';
      faults.invalid(`${at}.operator`, one.operator ?? '', detail);
    }
    const operator = one.operator ?? 'Equal';
    if (operator !== 'Equal' && operator !== 'Exists') {
      faults.unsupported(`${at}.operator`, operator, ['Equal', 'Exists']);
    }
    if (operator === 'Exists' && one.value) {
      faults.invalid(`${at}.operator`, one.value, "value must be empty when `operator` is 'Exists'");
    }
    if (one.effect) faults.oneOf(`${at}.effect`, one.effect, effects);
  }
};

const spreadFaults = (faults: Faults, spec: JsonObject, field: string): void => {
  for (const [index, one] of objectsAt(spec, 'topologySpreadConstraints').entries()) {
    const at = `${field}.topologySpreadConstraints[${index}]`;
    if (typeof one.maxSkew === 'number' && one.maxSkew <= 0) {
      faults.invalid(`${at}.maxSkew`, one.maxSkew, 'must be greater than zero');
    }
    if (!one.topologyKey) faults.required(`${at}.topologyKey`, 'can not be empty');
    faults.oneOf(`${at}.whenUnsatisfiable`, one.whenUnsatisfiable, ['DoNotSchedule', 'ScheduleAnyway']);
  }
};

const textFaults = (faults: Faults, spec: JsonObject, field: string): void => {
  const account = spec.serviceAccountName;
  if (account) faults.invalidAll(`${field}.serviceAccountName`, account, dnsSubdomain(String(account)));
  if (spec.nodeName)
    faults.invalidAll(`${field}.nodeName`, spec.nodeName, dnsSubdomain(String(spec.nodeName)));
  const deadline = spec.activeDeadlineSeconds;
  if (typeof deadline === 'number' && (deadline < 1 || deadline > largest)) {
    faults.invalid(`${field}.activeDeadlineSeconds`, deadline, `must be between 1 and ${largest}, inclusive`);
  }
  for (const name of ['hostname', 'subdomain']) {
    const value = spec[name];
    if (value) faults.invalidAll(`${field}.${name}`, value, dnsLabel(String(value)));
  }
};

const securityFaults = (faults: Faults, spec: JsonObject, field: string): void => {
  const context = objectAt(spec, 'securityContext');
  for (const name of ['fsGroup', 'runAsUser', 'runAsGroup']) {
    const id = context[name];
    if (typeof id === 'number' && (id < 0 || id > largest)) {
      faults.invalid(`${field}.securityContext.${name}`, id, `must be between 0 and ${largest}, inclusive`);
    }
  }
};

/** A Pod's spec, of the Pod itself or in a template, in the order in which the real server looks. */
export const podSpecFaults = (faults: Faults, spec: JsonObject, field: string): void => {
  const volumes = volumeFaults(faults, spec, field);
  containersFaults(faults, spec, field, volumes);
  hostNetworkFaults(faults, spec, field);
  faults.oneOf(`${field}.restartPolicy`, spec.restartPolicy, restartPolicies);
  faults.oneOf(`${field}.dnsPolicy`, spec.dnsPolicy, dnsPolicies);
  labelFaults(faults, objectAt(spec, 'nodeSelector'), `${field}.nodeSelector`);
  securityFaults(faults, spec, field);
  spreadFaults(faults, spec, field);
  textFaults(faults, spec, field);
  tolerationFaults(faults, spec, field);
  const grace = spec.terminationGracePeriodSeconds;
  if (grace !== undefined) faults.nonNegative(`${field}.terminationGracePeriodSeconds`, grace);
};

export const podFaults = (faults: Faults, pod: JsonObject): void => {
  const spec = objectAt(pod, 'spec');
  podSpecFaults(faults, spec, 'spec');
  if (objectsAt(spec, 'ephemeralContainers').length > 0) {
    faults.forbidden('spec.ephemeralContainers', 'cannot be set on create');
  }
};

/** A Pod template: its labels and annotations, and its spec. */
export const templateFaults = (faults: Faults, template: JsonObject, field: string): void => {
  const metadata = objectAt(template, 'metadata');
  labelFaults(faults, objectAt(metadata, 'labels'), `${field}.labels`);
  annotationFaults(faults, objectAt(metadata, 'annotations'), `${field}.annotations`);
  podSpecFaults(faults, objectAt(template, 'spec'), `${field}.spec`);
};
