import type { JsonObject } from '../../../model/json.ts';
import { mapObjects, objectAt, withField, withMissing } from './missing.ts';

const portDefaults = (port: JsonObject): JsonObject => {
  const protocol = withMissing(port, { protocol: 'TCP' });
  const target = protocol.targetPort;
  const isUnset = target === undefined || target === 0 || target === '';
  return isUnset ? { ...protocol, targetPort: port.port ?? 0 } : protocol;
};

const threeHours: JsonObject = { clientIP: { timeoutSeconds: 10_800 } };

const affinity = (spec: JsonObject): JsonObject => {
  if (spec.sessionAffinity === 'None' && spec.sessionAffinityConfig !== undefined) {
    const { sessionAffinityConfig: _, ...rest } = spec;
    return rest;
  }
  if (spec.sessionAffinity !== 'ClientIP') return spec;
  const given = objectAt(objectAt(spec, 'sessionAffinityConfig'), 'clientIP').timeoutSeconds;
  return given === undefined ? { ...spec, sessionAffinityConfig: threeHours } : spec;
};

const isReachableFromOutside = (spec: JsonObject): boolean =>
  spec.type === 'LoadBalancer' ||
  spec.type === 'NodePort' ||
  (spec.type === 'ClusterIP' && Array.isArray(spec.externalIPs) && spec.externalIPs.length > 0);

const servicePolicies = (spec: JsonObject): JsonObject =>
  withMissing(spec, {
    ...(isReachableFromOutside(spec) && { externalTrafficPolicy: 'Cluster' }),
    ...(spec.type !== 'ExternalName' && { internalTrafficPolicy: 'Cluster' }),
    ...(spec.type === 'LoadBalancer' && { allocateLoadBalancerNodePorts: true }),
  });

const serviceConstants: JsonObject = { sessionAffinity: 'None', type: 'ClusterIP' };

const ingressModes = (service: JsonObject): JsonObject => {
  const status = objectAt(service, 'status');
  const balancer = mapObjects(objectAt(status, 'loadBalancer'), 'ingress', (ingress) =>
    ingress.ip ? withMissing(ingress, { ipMode: 'VIP' }) : ingress,
  );
  return balancer === status.loadBalancer || status.loadBalancer === undefined
    ? service
    : { ...service, status: { ...status, loadBalancer: balancer } };
};

export const serviceDefaults = (service: JsonObject): JsonObject => {
  const base = affinity(withMissing(objectAt(service, 'spec'), serviceConstants));
  const spec = servicePolicies(mapObjects(base, 'ports', portDefaults));
  const next = withField(service, 'spec', spec);
  return spec.type === 'LoadBalancer' ? ingressModes(next) : next;
};
