import type { Json, JsonObject } from '../../../model/json.ts';
import { objectAt, objectsAt } from '../defaults/missing.ts';
import type { Faults } from './faults.ts';
import { goServicePort } from './go-structs.ts';
import { labelFaults } from './metadata-rules.ts';
import { dnsLabel, dnsSubdomain, ipAddress, portNumber } from './name-rules.ts';
import { portFaults } from './probe-rules.ts';

const types = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
const policies = ['Cluster', 'Local'];
const balancerOnly = "may only be used when `type` is 'LoadBalancer'";

const strings = (value: Json | undefined): readonly string[] =>
  Array.isArray(value) ? (value as readonly string[]) : [];

const isHeadless = (spec: JsonObject): boolean => spec.clusterIP === 'None';

const servicePortFaults = (
  faults: Faults,
  port: JsonObject,
  at: string,
  spec: JsonObject,
  named: Set<string>,
): void => {
  const name = String(port.name ?? '');
  const isAlone = objectsAt(spec, 'ports').length === 1;
  if (name === '' && !isAlone) faults.required(`${at}.name`);
  if (name !== '') {
    const wrong = dnsLabel(name);
    faults.invalidAll(`${at}.name`, name, wrong);
    if (wrong.length === 0 && named.has(name)) faults.duplicate(`${at}.name`, name);
    named.add(name);
  }
  faults.invalidAll(`${at}.port`, port.port, portNumber(Number(port.port)));
  if (!port.protocol) faults.required(`${at}.protocol`);
  else faults.oneOf(`${at}.protocol`, port.protocol, ['SCTP', 'TCP', 'UDP']);
  portFaults(faults, port.targetPort, `${at}.targetPort`);
};

const portsFaults = (faults: Faults, spec: JsonObject): void => {
  const ports = objectsAt(spec, 'ports');
  if (ports.length === 0 && !isHeadless(spec) && spec.type !== 'ExternalName') faults.required('spec.ports');
  const named = new Set<string>();
  for (const [index, port] of ports.entries()) {
    servicePortFaults(faults, port, `spec.ports[${index}]`, spec, named);
  }
};

const addressFaults = (faults: Faults, spec: JsonObject): void => {
  const list = strings(spec.clusterIPs);
  const addresses = list.length > 0 ? list : spec.clusterIP ? [String(spec.clusterIP)] : [];
  const type = String(spec.type);
  if (spec.type === 'ExternalName') {
    if (addresses.length > 0) {
      faults.forbidden('spec.clusterIPs', 'may not be set for ExternalName services');
    }
    return;
  }
  for (const [index, address] of addresses.entries()) {
    const field = `spec.clusterIPs[${index}]`;
    if (address === 'None') {
      if (type === 'NodePort' || type === 'LoadBalancer') {
        faults.invalid(field, address, `may not be set to 'None' for ${type} services`);
      }
    } else faults.invalidAll(field, address, ipAddress(address));
  }
};

const familyFaults = (faults: Faults, spec: JsonObject): void => {
  const policy = spec.ipFamilyPolicy;
  faults.oneOf('spec.ipFamilyPolicy', policy, ['PreferDualStack', 'RequireDualStack', 'SingleStack']);
  const dual = isHeadless(spec) && Object.keys(objectAt(spec, 'selector')).length === 0;
  if (policy === 'RequireDualStack' && !dual) {
    const detail = 'this cluster is not configured for dual-stack services';
    faults.invalid('spec.ipFamilyPolicy', policy, detail);
  }
  for (const [index, family] of strings(spec.ipFamilies).entries()) {
    if (family === 'IPv6' && !dual) {
      faults.invalid(`spec.ipFamilies[${index}]`, family, 'not configured on this cluster');
    }
  }
};

const affinityFaults = (faults: Faults, spec: JsonObject): void => {
  if (!spec.sessionAffinity) faults.required('spec.sessionAffinity');
  else faults.oneOf('spec.sessionAffinity', spec.sessionAffinity, ['ClientIP', 'None']);
  if (spec.sessionAffinity !== 'ClientIP') return;
  const seconds = objectAt(objectAt(spec, 'sessionAffinityConfig'), 'clientIP').timeoutSeconds;
  if (typeof seconds === 'number' && (seconds <= 0 || seconds > 86_400)) {
    const field = 'spec.sessionAffinityConfig.clientIP.timeoutSeconds';
    faults.invalid(field, seconds, 'must be greater than 0 and less than 86400');
  }
};

const nodePortFaults = (faults: Faults, spec: JsonObject): void => {
  const taken = new Set<string>();
  const opens = spec.type === 'NodePort' || spec.type === 'LoadBalancer';
  for (const [index, port] of objectsAt(spec, 'ports').entries()) {
    const field = `spec.ports[${index}].nodePort`;
    if (!port.nodePort) continue;
    if (!opens) faults.forbidden(field, `may not be used when \`type\` is '${spec.type}'`);
    const key = `${port.protocol}/${port.nodePort}`;
    if (taken.has(key)) faults.duplicate(field, port.nodePort);
    taken.add(key);
  }
};

const repeatedPorts = (faults: Faults, spec: JsonObject): void => {
  const seen = new Set<string>();
  for (const [index, port] of objectsAt(spec, 'ports').entries()) {
    const key = `${port.protocol}/${port.port}`;
    if (seen.has(key)) faults.duplicate(`spec.ports[${index}]`, goServicePort(port));
    seen.add(key);
  }
};

const balancerFaults = (faults: Faults, spec: JsonObject): void => {
  if (spec.type === 'LoadBalancer') return;
  if (strings(spec.loadBalancerSourceRanges).length > 0) {
    faults.forbidden('spec.LoadBalancerSourceRanges', balancerOnly);
  }
  if (spec.allocateLoadBalancerNodePorts !== undefined) {
    faults.forbidden('spec.allocateLoadBalancerNodePorts', balancerOnly);
  }
  if (spec.loadBalancerClass !== undefined) faults.forbidden('spec.loadBalancerClass', balancerOnly);
};

const isOpen = (spec: JsonObject): boolean =>
  spec.type === 'NodePort' ||
  spec.type === 'LoadBalancer' ||
  (spec.type === 'ClusterIP' && strings(spec.externalIPs).length > 0);

const trafficFaults = (faults: Faults, spec: JsonObject): void => {
  const policy = spec.externalTrafficPolicy;
  if (!isOpen(spec)) {
    if (policy) {
      const detail = 'may only be set for externally-accessible services';
      faults.invalid('spec.externalTrafficPolicy', policy, detail);
    }
  } else if (!policy) faults.required('spec.externalTrafficPolicy');
  else faults.oneOf('spec.externalTrafficPolicy', policy, policies);
  const local = spec.type === 'LoadBalancer' && policy === 'Local';
  if (!local && spec.healthCheckNodePort) {
    const detail = "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'";
    faults.invalid('spec.healthCheckNodePort', spec.healthCheckNodePort, detail);
  }
  faults.oneOf('spec.internalTrafficPolicy', spec.internalTrafficPolicy, policies);
};

/** A Service, in the order in which the real server looks. */
export const serviceFaults = (faults: Faults, service: JsonObject): void => {
  const spec = objectAt(service, 'spec');
  portsFaults(faults, spec);
  addressFaults(faults, spec);
  if (spec.type === 'ExternalName') {
    const name = String(spec.externalName ?? '').replace(/\.$/, '');
    if (name === '') faults.required('spec.externalName');
    else faults.invalidAll('spec.externalName', name, dnsSubdomain(name));
  }
  labelFaults(faults, objectAt(spec, 'selector'), 'spec.selector');
  affinityFaults(faults, spec);
  for (const [index, address] of strings(spec.externalIPs).entries()) {
    faults.invalidAll(`spec.externalIPs[${index}]`, address, ipAddress(address));
  }
  if (!spec.type) faults.required('spec.type');
  else faults.oneOf('spec.type', spec.type, types);
  nodePortFaults(faults, spec);
  repeatedPorts(faults, spec);
  balancerFaults(faults, spec);
  trafficFaults(faults, spec);
  familyFaults(faults, spec);
};

/** A cluster address stays once it was given, while the Service has one. */
export const serviceUpdateFaults = (faults: Faults, next: JsonObject, live: JsonObject): void => {
  const before = objectAt(live, 'spec');
  const after = objectAt(next, 'spec');
  const had = strings(before.clusterIPs)[0];
  const has = strings(after.clusterIPs)[0];
  const bothNeed = before.type !== 'ExternalName' && after.type !== 'ExternalName';
  if (bothNeed && had !== undefined && (had !== has || before.clusterIP !== after.clusterIP)) {
    faults.invalid('spec.clusterIPs[0]', [after.clusterIP ?? ''], 'may not change once set');
  }
};
