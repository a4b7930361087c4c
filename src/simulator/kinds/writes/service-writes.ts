import type { Json, JsonObject } from '../../../model/json.ts';
import { ApiError } from '../../api-error.ts';
import { mapObjects, objectAt, objectsAt, withField, withMissing } from '../defaults/missing.ts';
import type { WriteContext } from '../kind-rules.ts';
import { sameJson } from './same-json.ts';

const needsClusterIp = (spec: JsonObject): boolean => spec.type !== 'ExternalName';
const needsNodePorts = (spec: JsonObject): boolean =>
  spec.type === 'NodePort' || spec.type === 'LoadBalancer';
const needsHealthPort = (spec: JsonObject): boolean =>
  spec.type === 'LoadBalancer' && spec.externalTrafficPolicy === 'Local';

const without = (object: JsonObject, ...names: readonly string[]): JsonObject =>
  names.some((name) => object[name] !== undefined)
    ? Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)))
    : object;

const portOf = ({ nodePort }: JsonObject): number => (typeof nodePort === 'number' ? nodePort : 0);

/** One node port for all ports of one number: of TCP and UDP that is right, of two alike it is refused later. */
const firstPorts = (ports: readonly JsonObject[], next: () => number): readonly JsonObject[] => {
  const shared = new Map<Json | undefined, number>();
  return ports.map((port) => {
    const known = shared.get(port.port);
    if (known !== undefined) return portOf(port) === 0 ? { ...port, nodePort: known } : port;
    const wanted = ports.find((other) => other.port === port.port && portOf(other) !== 0);
    const nodePort = wanted === undefined ? next() : portOf(wanted);
    if (nodePort !== 0) shared.set(port.port, nodePort);
    return nodePort === 0 ? port : { ...port, nodePort };
  });
};

/** An update takes one for each port, and has words of its own for two alike. */
const laterPorts = (ports: readonly JsonObject[], next: () => number): readonly JsonObject[] => {
  const taken = new Set<string>();
  return ports.map((port) => {
    const nodePort = portOf(port) || next();
    if (nodePort === 0) return port;
    const key = `{${String(port.protocol)} ${nodePort}}`;
    if (taken.has(key)) throw new ApiError(500, '', `duplicate nodePort: ${key}`);
    taken.add(key);
    return { ...port, nodePort };
  });
};

const allocatePorts = (spec: JsonObject, isCreate: boolean, context: WriteContext): JsonObject => {
  if (!needsNodePorts(spec)) return spec;
  const wantsNone = spec.type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts === false;
  const next = (): number => (wantsNone ? 0 : context.nodePort());
  const ports = (isCreate ? firstPorts : laterPorts)(objectsAt(spec, 'ports'), next);
  return ports.length === 0 ? spec : { ...spec, ports };
};

const takeWantedPorts = (spec: JsonObject, held: ReadonlySet<Json>, context: WriteContext): void => {
  const wanted = new Set(
    objectsAt(spec, 'ports')
      .map((port) => port.nodePort)
      .filter((port): port is number => typeof port === 'number' && port !== 0 && !held.has(port)),
  );
  for (const port of wanted) context.nodePort(port);
};

/** The fields of a dual-stack Service on a cluster that has one family, IPv4. */
const withFamilies = (spec: JsonObject): JsonObject =>
  withMissing(spec, { ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack' });

const withAddress = (spec: JsonObject, context: WriteContext): JsonObject => {
  if (!needsClusterIp(spec)) return spec;
  const list = Array.isArray(spec.clusterIPs) ? (spec.clusterIPs as readonly Json[]) : [];
  const wanted = spec.clusterIP ?? list[0];
  if (wanted === 'None') {
    const bare = withMissing(spec, { clusterIP: 'None', clusterIPs: ['None'] });
    const selects = Object.keys(objectAt(spec, 'selector')).length > 0;
    return selects
      ? withFamilies(bare)
      : withMissing(bare, { ipFamilies: ['IPv4', 'IPv6'], ipFamilyPolicy: 'RequireDualStack' });
  }
  const address = context.clusterIp(typeof wanted === 'string' && wanted !== '' ? wanted : undefined);
  return withFamilies({ ...spec, clusterIP: address, clusterIPs: [address] });
};

const withHealthPort = (spec: JsonObject, context: WriteContext): JsonObject =>
  needsHealthPort(spec) && !spec.healthCheckNodePort
    ? { ...spec, healthCheckNodePort: context.nodePort() }
    : spec;

/** `held` are the node ports of the live Service; undefined at a create. */
const allocate = (
  spec: JsonObject,
  held: ReadonlySet<Json> | undefined,
  context: WriteContext,
): JsonObject => {
  if (needsNodePorts(spec)) takeWantedPorts(spec, held ?? new Set(), context);
  return withHealthPort(allocatePorts(spec, held === undefined, context), context);
};

export const serviceCreate = (service: JsonObject, context: WriteContext): JsonObject => {
  const spec = withAddress(objectAt(service, 'spec'), context);
  return withField(service, 'spec', allocate(spec, undefined, context));
};

const heldPorts = (spec: JsonObject): ReadonlySet<Json> =>
  new Set(objectsAt(spec, 'ports').flatMap((port) => (port.nodePort ? [port.nodePort] : [])));

/** By the ports' names: whatever else of a port may have changed. */
const keepNodePorts = (spec: JsonObject, live: JsonObject): JsonObject => {
  const had = heldPorts(live);
  const used = new Set([...heldPorts(spec)].filter((port) => had.has(port)));
  const known = new Map(objectsAt(live, 'ports').map((port) => [port.name, port.nodePort]));
  return mapObjects(spec, 'ports', (port) => {
    const nodePort = known.get(port.name);
    if (port.nodePort || nodePort === undefined || used.has(nodePort)) return port;
    return { ...port, nodePort };
  });
};

/** What the live Service was given and a client that PUTs does not repeat. */
const keepAllocated = (spec: JsonObject, live: JsonObject): JsonObject => {
  let next = spec;
  if (needsClusterIp(spec) && needsClusterIp(live)) {
    if (!next.clusterIP && live.clusterIP) next = withField(next, 'clusterIP', live.clusterIP);
    if (next.clusterIP === live.clusterIP) next = withMissing(next, { clusterIPs: live.clusterIPs ?? [] });
  }
  if (needsNodePorts(spec) && needsNodePorts(live)) {
    next = keepNodePorts(next, live);
  }
  if (needsHealthPort(spec) && needsHealthPort(live) && live.healthCheckNodePort) {
    next = withMissing(next, { healthCheckNodePort: live.healthCheckNodePort });
  }
  return next;
};

const dropNodePorts = (spec: JsonObject, live: JsonObject): JsonObject => {
  const before = new Set(objectsAt(live, 'ports').map((port) => port.nodePort));
  const ports = objectsAt(spec, 'ports');
  const same = ports.every((port) => !port.nodePort || before.has(port.nodePort));
  return same && ports.some((port) => port.nodePort)
    ? { ...spec, ports: ports.map((port) => without(port, 'nodePort')) }
    : spec;
};

const isOpen = (spec: JsonObject): boolean =>
  needsNodePorts(spec) || (Array.isArray(spec.externalIPs) && spec.externalIPs.length > 0);

/** What goes when a Service changes its type and the client did not touch it. */
const dropTypeFields = (given: JsonObject, live: JsonObject): JsonObject => {
  let spec = given;
  const same = (name: string): boolean => sameJson(spec[name], live[name]);
  const drop = (name: string): void => {
    if (same(name)) spec = without(spec, name);
  };
  if (needsClusterIp(live) && !needsClusterIp(spec)) {
    if (same('clusterIP') && same('clusterIPs')) spec = without(spec, 'clusterIP', 'clusterIPs');
    drop('ipFamilies');
    drop('ipFamilyPolicy');
    drop('internalTrafficPolicy');
  }
  if (needsNodePorts(live) && !needsNodePorts(spec)) spec = dropNodePorts(spec, live);
  if (needsHealthPort(live) && !needsHealthPort(spec)) drop('healthCheckNodePort');
  if (live.type === 'LoadBalancer' && spec.type !== 'LoadBalancer') {
    drop('allocateLoadBalancerNodePorts');
    drop('loadBalancerClass');
  }
  if (isOpen(live) && !isOpen(spec)) drop('externalTrafficPolicy');
  return spec;
};

export const serviceUpdate = (next: JsonObject, live: JsonObject, context: WriteContext): JsonObject => {
  const before = objectAt(live, 'spec');
  let spec = keepAllocated(dropTypeFields(objectAt(next, 'spec'), before), before);
  if (needsClusterIp(spec) && !needsClusterIp(before)) spec = withAddress(spec, context);
  else if (needsClusterIp(spec)) {
    spec = withMissing(spec, {
      ipFamilies: before.ipFamilies ?? ['IPv4'],
      ipFamilyPolicy: before.ipFamilyPolicy ?? 'SingleStack',
    });
  }
  const settled = withField(next, 'spec', allocate(spec, heldPorts(before), context));
  return spec.type === 'LoadBalancer' ? settled : withField(settled, 'status', { loadBalancer: {} });
};
