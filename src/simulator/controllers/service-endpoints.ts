import type { Json, JsonObject } from '../../model/json.ts';
import { labelsOf, nameOf, namespaceOf, objectAt, objectsAt, specOf, statusOf, uidOf } from './parts.ts';
import { isReady } from './pod-status.ts';

const targetOf = (pod: JsonObject): JsonObject => ({
  kind: 'Pod',
  namespace: namespaceOf(pod),
  name: nameOf(pod),
  uid: uidOf(pod),
});

/** The number of a Service's target port in a Pod: a name is looked up in its containers. */
const portNumber = (port: JsonObject, pod: JsonObject | undefined): number | undefined => {
  const target = port.targetPort;
  if (typeof target === 'number') return target;
  if (pod === undefined) return undefined;
  return objectsAt(specOf(pod), 'containers')
    .flatMap((container) => objectsAt(container, 'ports'))
    .find((one) => one.name === target)?.containerPort as number | undefined;
};

const portsOf = (service: JsonObject, pods: readonly JsonObject[]): readonly JsonObject[] =>
  objectsAt(specOf(service), 'ports').flatMap((port) => {
    const number = portNumber(port, pods[0]);
    if (number === undefined) return [];
    return [
      {
        name: port.name ?? '',
        port: number,
        protocol: port.protocol ?? 'TCP',
        ...(port.appProtocol !== undefined && { appProtocol: port.appProtocol }),
      },
    ];
  });

const without = (labels: JsonObject, ...names: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(labels).filter(([name]) => !names.includes(name)));

const isHeadless = (service: JsonObject): boolean => specOf(service).clusterIP === 'None';
const headlessLabel = (service: JsonObject): JsonObject =>
  isHeadless(service) ? { 'service.kubernetes.io/headless': '' } : {};

/** What the endpointslice controller writes: a Service's labels, and an endpoint for each Pod that has an address. */
export const sliceContent = (service: JsonObject, pods: readonly JsonObject[]): JsonObject => {
  const addressed = pods.filter((pod) => statusOf(pod).podIP !== undefined);
  const publishes = specOf(service).publishNotReadyAddresses === true;
  if (addressed.length === 0) return { addressType: 'IPv4', endpoints: null, ports: null };
  return {
    addressType: 'IPv4',
    endpoints: addressed.map((pod) => ({
      addresses: [statusOf(pod).podIP!],
      conditions: { ready: publishes || isReady(pod), serving: isReady(pod), terminating: false },
      targetRef: targetOf(pod),
      ...(specOf(pod).nodeName !== undefined && { nodeName: specOf(pod).nodeName! }),
    })),
    ports: portsOf(service, addressed),
  };
};

export const sliceLabels = (service: JsonObject): JsonObject => ({
  ...labelsOf(service),
  ...headlessLabel(service),
  'kubernetes.io/service-name': nameOf(service),
  'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
});

const addressOf = (pod: JsonObject): JsonObject => ({ ip: statusOf(pod).podIP!, targetRef: targetOf(pod) });

const withoutEmptyName = (port: JsonObject): JsonObject => (port.name === '' ? without(port, 'name') : port);

/** What the endpoints controller writes. */
export const endpointsContent = (service: JsonObject, pods: readonly JsonObject[]): Json => {
  const addressed = pods.filter((pod) => statusOf(pod).podIP !== undefined);
  const publishes = specOf(service).publishNotReadyAddresses === true;
  const ready = addressed.filter((pod) => publishes || isReady(pod));
  const waiting = addressed.filter((pod) => !ready.includes(pod));
  const ports = portsOf(service, addressed).map(withoutEmptyName);
  if (addressed.length === 0) return null;
  return [
    {
      ...(ready.length > 0 && { addresses: ready.map(addressOf) }),
      ...(waiting.length > 0 && { notReadyAddresses: waiting.map(addressOf) }),
      ...(ports.length > 0 && { ports }),
    },
  ];
};

export const endpointsLabels = (service: JsonObject): JsonObject => ({
  ...labelsOf(service),
  'endpoints.kubernetes.io/managed-by': 'endpoint-controller',
  ...headlessLabel(service),
});

export const selectorOf = (service: JsonObject): JsonObject | undefined => {
  const selector = objectAt(specOf(service), 'selector');
  return Object.keys(selector).length === 0 || specOf(service).type === 'ExternalName' ? undefined : selector;
};
