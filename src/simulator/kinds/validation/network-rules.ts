import { BlockList, isIP } from 'node:net';
import type { Json, JsonObject } from '../../../model/json.ts';
import { objectAt, objectsAt } from '../defaults/missing.ts';
import type { Faults } from './faults.ts';
import {
  dnsLabel,
  dnsSubdomain,
  ipAddress,
  isIpAddress,
  portName,
  portNumber,
  wildcardSubdomain,
} from './name-rules.ts';
import { portFaults } from './probe-rules.ts';
import { selectorFaults } from './selector-rules.ts';

const strings = (value: Json | undefined): readonly string[] =>
  Array.isArray(value) ? (value as readonly string[]) : [];

const backendFaults = (faults: Faults, backend: JsonObject, field: string): void => {
  const { resource, service } = backend;
  if (resource !== undefined && service !== undefined) {
    faults.invalid(field, '', 'cannot set both resource and service backends');
  } else if (resource !== undefined) {
    const { kind, name } = objectAt(backend, 'resource');
    if (!kind) faults.required(`${field}.resource.kind`);
    if (!name) faults.required(`${field}.resource.name`);
  } else if (service === undefined) faults.invalid(field, '', 'resource or service backend is required');
  else serviceBackendFaults(faults, objectAt(backend, 'service'), field);
};

const serviceBackendFaults = (faults: Faults, service: JsonObject, field: string): void => {
  const name = String(service.name ?? '');
  if (name === '') faults.required(`${field}.service.name`);
  else faults.invalidAll(`${field}.service.name`, name, dnsLabel(name));
  const port = objectAt(service, 'port');
  if (port.name && port.number) faults.invalid(field, '', 'cannot set both port name & port number');
  else if (port.name) faults.invalidAll(`${field}.service.port.name`, port.name, portName(String(port.name)));
  else if (port.number) {
    faults.invalidAll(`${field}.service.port.number`, port.number, portNumber(Number(port.number)));
  } else faults.required(field, 'port name or number is required');
};

const forbiddenSequences = ['//', '/./', '/../', '%2f', '%2F'];

const pathFaults = (faults: Faults, rule: JsonObject, field: string): void => {
  const path = String(rule.path ?? '');
  const type = rule.pathType;
  if (type === undefined || type === null) {
    faults.required(`${field}.pathType`, 'pathType must be specified');
  } else if (type === 'Exact' || type === 'Prefix') {
    if (!path.startsWith('/')) faults.invalid(`${field}.path`, path, 'must be an absolute path');
    for (const one of forbiddenSequences) {
      if (path.includes(one)) faults.invalid(`${field}.path`, path, `must not contain '${one}'`);
    }
    for (const end of ['/..', '/.']) {
      if (path.endsWith(end)) faults.invalid(`${field}.path`, path, `cannot end with '${end}'`);
    }
  } else if (type === 'ImplementationSpecific') {
    if (path !== '' && !path.startsWith('/'))
      faults.invalid(`${field}.path`, path, 'must be an absolute path');
  } else faults.unsupported(`${field}.pathType`, type, ['Exact', 'ImplementationSpecific', 'Prefix']);
  backendFaults(faults, objectAt(rule, 'backend'), `${field}.backend`);
};

const hostFaults = (faults: Faults, host: string, field: string): void => {
  if (isIpAddress(host)) {
    faults.invalid(field, host, 'must be a DNS name, not an IP address');
    return;
  }
  faults.invalidAll(field, host, host.includes('*') ? wildcardSubdomain(host) : dnsSubdomain(host));
};

const tlsFaults = (faults: Faults, spec: JsonObject): void => {
  for (const [index, tls] of objectsAt(spec, 'tls').entries()) {
    for (const [position, host] of strings(tls.hosts).entries()) {
      const rule = host.includes('*') ? wildcardSubdomain : dnsSubdomain;
      faults.invalidAll(`spec.tls[${index}].hosts[${position}]`, host, rule(host));
    }
    const secret = String(tls.secretName ?? '');
    if (secret !== '') faults.invalidAll(`spec.tls[${index}].secretName`, secret, dnsSubdomain(secret));
  }
};

export const ingressFaults = (faults: Faults, ingress: JsonObject): void => {
  const spec = objectAt(ingress, 'spec');
  const rules = objectsAt(spec, 'rules');
  if (rules.length === 0 && spec.defaultBackend === undefined) {
    faults.invalid('spec', null, 'either `defaultBackend` or `rules` must be specified');
  }
  if (spec.defaultBackend !== undefined) {
    backendFaults(faults, objectAt(spec, 'defaultBackend'), 'spec.defaultBackend');
  }
  for (const [index, rule] of rules.entries()) {
    const field = `spec.rules[${index}]`;
    if (rule.host) hostFaults(faults, String(rule.host), `${field}.host`);
    if (rule.http === undefined) continue;
    const paths = objectsAt(objectAt(rule, 'http'), 'paths');
    if (paths.length === 0) faults.required(`${field}.http.paths`);
    for (const [position, one] of paths.entries()) {
      pathFaults(faults, one, `${field}.http.paths[${position}]`);
    }
  }
  tlsFaults(faults, spec);
  const { ingressClassName } = spec;
  if (typeof ingressClassName === 'string') {
    faults.invalidAll('spec.ingressClassName', ingressClassName, dnsSubdomain(ingressClassName));
  }
};

/** On create: the old annotation may not contradict the field. */
export const ingressCreateFaults = (faults: Faults, ingress: JsonObject): void => {
  ingressFaults(faults, ingress);
  const annotations = objectAt(objectAt(ingress, 'metadata'), 'annotations');
  const old = annotations['kubernetes.io/ingress.class'];
  const { ingressClassName } = objectAt(ingress, 'spec');
  if (old !== undefined && ingressClassName !== undefined && old !== ingressClassName) {
    const field = 'annotations.kubernetes.io/ingress.class';
    faults.invalid(field, old, 'must match `ingressClassName` when both are specified');
  }
};

export const ingressClassFaults = (faults: Faults, object: JsonObject): void => {
  const controller = String(objectAt(object, 'spec').controller ?? '');
  if (controller === '') faults.required('spec.controller');
  else if (!/^[^/]+\/.+$/.test(controller)) {
    faults.invalid('spec.controller', controller, 'must be a domain-prefixed path (such as "acme.io/foo")');
  }
};

interface Cidr {
  readonly address: string;
  readonly bits: number;
  readonly family: 'ipv4' | 'ipv6';
}

const parseCidr = (text: string): Cidr | undefined => {
  const [address = '', bits = ''] = text.split('/');
  const version = isIP(address);
  const most = version === 4 ? 32 : 128;
  if (version === 0 || !/^\d+$/.test(bits) || Number(bits) > most) return undefined;
  return { address, bits: Number(bits), family: version === 4 ? 'ipv4' : 'ipv6' };
};

const isInside = (outer: Cidr, inner: Cidr): boolean => {
  const list = new BlockList();
  list.addSubnet(outer.address, outer.bits, outer.family);
  return inner.bits > outer.bits && list.check(inner.address, inner.family);
};

const cidrText = 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)';

const blockFaults = (faults: Faults, block: JsonObject, field: string): void => {
  const outer = parseCidr(String(block.cidr ?? ''));
  if (!block.cidr) faults.required(`${field}.cidr`);
  else if (outer === undefined) faults.invalid(`${field}.cidr`, block.cidr, cidrText);
  if (outer === undefined) return;
  for (const [index, text] of strings(block.except).entries()) {
    const inner = parseCidr(text);
    if (inner === undefined) faults.invalid(`${field}.except[${index}]`, text, cidrText);
    else if (!isInside(outer, inner)) {
      faults.invalid(`${field}.except[${index}]`, text, 'must be a strict subset of `cidr`');
    }
  }
};

const peerFaults = (faults: Faults, peer: JsonObject, field: string): void => {
  const given = ['podSelector', 'namespaceSelector', 'ipBlock'].filter((name) => peer[name] !== undefined);
  for (const name of given) {
    if (name === 'ipBlock') blockFaults(faults, objectAt(peer, name), `${field}.ipBlock`);
    else selectorFaults(faults, objectAt(peer, name), `${field}.${name}`);
  }
  if (given.length === 0) faults.required(field, 'must specify a peer');
  else if (given.length > 1 && peer.ipBlock !== undefined) {
    faults.forbidden(field, 'may not specify both ipBlock and another peer');
  }
};

const directionFaults = (
  faults: Faults,
  rules: readonly JsonObject[],
  field: string,
  peers: string,
): void => {
  for (const [index, rule] of rules.entries()) {
    for (const [position, port] of objectsAt(rule, 'ports').entries()) {
      const at = `${field}[${index}].ports[${position}]`;
      faults.oneOf(`${at}.protocol`, port.protocol, ['TCP', 'UDP', 'SCTP']);
      portFaults(faults, port.port, `${at}.port`);
    }
    for (const [position, peer] of objectsAt(rule, peers).entries()) {
      peerFaults(faults, peer, `${field}[${index}].${peers}[${position}]`);
    }
  }
};

export const networkPolicyFaults = (faults: Faults, policy: JsonObject): void => {
  const spec = objectAt(policy, 'spec');
  selectorFaults(faults, objectAt(spec, 'podSelector'), 'spec.podSelector');
  directionFaults(faults, objectsAt(spec, 'ingress'), 'spec.ingress', 'from');
  directionFaults(faults, objectsAt(spec, 'egress'), 'spec.egress', 'to');
  for (const [index, type] of strings(spec.policyTypes).entries()) {
    faults.oneOf(`spec.policyTypes[${index}]`, type, ['Ingress', 'Egress']);
  }
};

export const endpointsFaults = (faults: Faults, endpoints: JsonObject): void => {
  for (const [index, subset] of objectsAt(endpoints, 'subsets').entries()) {
    const field = `subsets[${index}]`;
    const ready = objectsAt(subset, 'addresses');
    const waiting = objectsAt(subset, 'notReadyAddresses');
    if (ready.length + waiting.length === 0) {
      faults.required(field, 'must specify `addresses` or `notReadyAddresses`');
    }
    for (const [name, list] of [
      ['addresses', ready],
      ['notReadyAddresses', waiting],
    ] as const) {
      for (const [position, { ip }] of list.entries()) {
        const at = `${field}.${name}[${position}].ip`;
        const wrong = ipAddress(String(ip ?? ''));
        faults.invalidAll(at, ip ?? '', wrong);
        if (wrong.length > 0) faults.invalid(at, ip ?? '', 'must be a valid IP address');
      }
    }
    for (const [position, port] of objectsAt(subset, 'ports').entries()) {
      faults.invalidAll(`${field}.ports[${position}].port`, port.port, portNumber(Number(port.port)));
      faults.oneOf(`${field}.ports[${position}].protocol`, port.protocol, ['SCTP', 'TCP', 'UDP']);
    }
  }
};

const addressTypes = ['FQDN', 'IPv4', 'IPv6'];

export const endpointSliceFaults = (faults: Faults, slice: JsonObject): void => {
  const type = slice.addressType;
  if (!type) faults.required('addressType');
  else faults.oneOf('addressType', type, addressTypes);
  for (const [index, endpoint] of objectsAt(slice, 'endpoints').entries()) {
    const field = `endpoints[${index}].addresses`;
    const addresses = strings(endpoint.addresses);
    if (addresses.length === 0) faults.required(field, 'must contain at least 1 address');
    if (type !== 'IPv4' && type !== 'IPv6') continue;
    for (const [position, address] of addresses.entries()) {
      faults.invalidAll(`${field}[${position}]`, address, ipAddress(address));
    }
  }
  const names = new Set<Json>();
  for (const [index, port] of objectsAt(slice, 'ports').entries()) {
    const name = port.name ?? '';
    if (names.has(name)) faults.duplicate(`ports[${index}].name`, name);
    names.add(name);
    faults.oneOf(`ports[${index}].protocol`, port.protocol, ['SCTP', 'TCP', 'UDP']);
  }
};
