import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts';
import { ApiError } from '../api-error.ts';
import type { WriteContext } from '../kinds/kind-rules.ts';
import type { ObjectStore } from '../storage/object-store.ts';

const services = '/services';
const firstPort = 30_000;
const lastPort = 32_767;

const specOf = (object: JsonObject): JsonObject => (isJsonObject(object.spec) ? object.spec : {});

const usedAddresses = (store: ObjectStore): ReadonlySet<Json> =>
  new Set(store.list(services).flatMap(({ object }) => specOf(object).clusterIP ?? []));

const usedPorts = (store: ObjectStore): ReadonlySet<Json> =>
  new Set(
    store.list(services).flatMap(({ object }) => {
      const spec = specOf(object);
      const ports = (spec.ports ?? []) as readonly JsonObject[];
      return [...ports.map((port) => port.nodePort ?? 0), spec.healthCheckNodePort ?? 0];
    }),
  );

const taken = (kind: 'spec.clusterIPs' | 'spec.ports[0].nodePort', value: string, why: string): ApiError =>
  new ApiError(422, 'Invalid', `Service "" is invalid: ${kind}: Invalid value: ${value}: ${why}`, {
    kind: 'Service',
    causes: [{ reason: 'FieldValueInvalid', message: `Invalid value: ${value}: ${why}`, field: kind }],
  });

/** Addresses and ports of the Services that are stored; the lowest free one is given first. */
export const serviceNetwork = (store: ObjectStore, prefix: string, now: string): WriteContext => {
  // what this write has been given already
  const given = new Set<Json>();
  return {
    now,
    clusterIp: (wanted) => {
      const used = usedAddresses(store);
      if (wanted !== undefined) {
        if (!used.has(wanted)) return wanted;
        const why = `failed to allocate IP ${wanted}: provided IP is already allocated`;
        throw taken('spec.clusterIPs', `[]string{${JSON.stringify(wanted)}}`, why);
      }
      for (let host = 2; host < 255; host += 1) {
        const address = `${prefix}.${host}`;
        if (used.has(address) || given.has(address)) continue;
        given.add(address);
        return address;
      }
      throw new ApiError(
        500,
        'InternalError',
        'Internal error occurred: failed to allocate a serviceIP: range is full',
      );
    },
    nodePort: (wanted) => {
      const used = usedPorts(store);
      if (wanted !== undefined) {
        if (!used.has(wanted)) return wanted;
        throw taken('spec.ports[0].nodePort', String(wanted), 'provided port is already allocated');
      }
      for (let port = firstPort; port <= lastPort; port += 1) {
        if (used.has(port) || given.has(port)) continue;
        given.add(port);
        return port;
      }
      throw new ApiError(
        500,
        'InternalError',
        'Internal error occurred: failed to allocate a nodePort: range is full',
      );
    },
  };
};
