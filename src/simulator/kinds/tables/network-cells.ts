import type { JsonObject } from '../../../model/json.ts';
import { byCodePoint } from '../../../model/json.ts';
import { objectAt, objectsAt } from '../defaults/missing.ts';
import {
  ageCell,
  type Cell,
  labelsText,
  metadataOf,
  nameCell,
  selectorText,
  specOf,
  statusOf,
  text,
  withMore,
} from './cell-parts.ts';

const strings = (value: unknown): readonly string[] =>
  Array.isArray(value) ? (value as readonly string[]) : [];

const balancerAddresses = (object: JsonObject): readonly string[] => {
  const ingress = objectsAt(objectAt(statusOf(object), 'loadBalancer'), 'ingress');
  const addresses = ingress.map((one) => text(one.ip) || text(one.hostname)).filter((one) => one !== '');
  return [...new Set(addresses)].sort(byCodePoint);
};

const externalAddress: Cell = (service) => {
  const spec = specOf(service);
  const external = strings(spec.externalIPs);
  switch (spec.type) {
    case 'ClusterIP':
    case 'NodePort':
      return external.length > 0 ? external.join(',') : '<none>';
    case 'LoadBalancer':
      return [...balancerAddresses(service), ...external].join(',') || '<pending>';
    case 'ExternalName':
      return text(spec.externalName);
    default:
      return '<unknown>';
  }
};

const portText = (port: JsonObject): string =>
  port.nodePort ? `${port.port}:${port.nodePort}/${port.protocol}` : `${port.port}/${port.protocol}`;

const hostsCell: Cell = (ingress) => {
  const rules = objectsAt(specOf(ingress), 'rules');
  const hosts = rules.map((rule) => text(rule.host)).filter((host) => host !== '');
  if (hosts.length === 0) return '*';
  const shown = hosts.slice(0, 3).join(',');
  return hosts.length > 3 ? `${shown} + ${rules.length - 3} more...` : shown;
};

const hostAndPort = (ip: string, port: string): string =>
  ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`;

const endpointsCell: Cell = (endpoints) => {
  const list = objectsAt(endpoints, 'subsets').flatMap((subset) => {
    const addresses = objectsAt(subset, 'addresses').map((one) => text(one.ip));
    const ports = objectsAt(subset, 'ports');
    if (ports.length === 0) return addresses;
    return ports.flatMap((port) => addresses.map((ip) => hostAndPort(ip, text(port.port))));
  });
  if (objectsAt(endpoints, 'subsets').length === 0) return '<none>';
  return withMore(list, '');
};

const slicePorts: Cell = (slice) =>
  withMore(
    objectsAt(slice, 'ports').map((port) => text(port.port) || text(port.name) || '*'),
    '<unset>',
  );

const isDefaultClass = (object: JsonObject): boolean =>
  objectAt(metadataOf(object), 'annotations')['ingressclass.kubernetes.io/is-default-class'] === 'true';

const parametersCell: Cell = (ingressClass) => {
  const parameters = specOf(ingressClass).parameters as JsonObject | undefined;
  if (parameters === undefined) return '<none>';
  const group = parameters.apiGroup === undefined ? '' : `.${parameters.apiGroup}`;
  return `${text(parameters.kind)}${group}/${text(parameters.name)}`;
};

/** The cells of kinds of the network, by `group/plural`, in the order of their columns. */
export const networkCells: Readonly<Record<string, readonly Cell[]>> = {
  '/services': [
    nameCell,
    (object) => text(specOf(object).type),
    (object) => strings(specOf(object).clusterIPs)[0] ?? '<none>',
    externalAddress,
    (object) => objectsAt(specOf(object), 'ports').map(portText).join(',') || '<none>',
    ageCell,
    (object) => labelsText(objectAt(specOf(object), 'selector')),
  ],
  '/endpoints': [nameCell, endpointsCell, ageCell],
  'discovery.k8s.io/endpointslices': [
    nameCell,
    (object) => text(object.addressType),
    slicePorts,
    (object) =>
      withMore(
        objectsAt(object, 'endpoints').flatMap((one) => strings(one.addresses)),
        '<unset>',
      ),
    ageCell,
  ],
  'networking.k8s.io/ingresses': [
    nameCell,
    (object) => text(specOf(object).ingressClassName, '<none>'),
    hostsCell,
    (object) => balancerAddresses(object).join(','),
    (object) => (objectsAt(specOf(object), 'tls').length > 0 ? '80, 443' : '80'),
    ageCell,
  ],
  'networking.k8s.io/ingressclasses': [
    (object) => `${text(metadataOf(object).name)}${isDefaultClass(object) ? ' (default)' : ''}`,
    (object) => text(specOf(object).controller),
    parametersCell,
    ageCell,
  ],
  'networking.k8s.io/networkpolicies': [
    nameCell,
    (object) => selectorText(objectAt(specOf(object), 'podSelector')),
    ageCell,
  ],
  'networking.k8s.io/servicecidrs': [nameCell, (object) => strings(specOf(object).cidrs).join(','), ageCell],
  'networking.k8s.io/ipaddresses': [
    nameCell,
    (object) => {
      const parent = objectAt(specOf(object), 'parentRef');
      const group = parent.group ? `.${text(parent.group)}` : '';
      return [`${text(parent.resource)}${group}`, text(parent.namespace), text(parent.name)].join('/');
    },
  ],
};
