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

const exhausted = (what: string): ApiError =>
  new ApiError(500, 'InternalError', `Internal error occurred: failed to allocate a ${what}: range is full`);

/** The numbers of a range, one after the other and round again: what was just given back is not given out at once. */
class Rotation {
  readonly #first: number;
  readonly #size: number;
  #next = 0;

  constructor(first: number, last: number) {
    this.#first = first;
    this.#size = last - first + 1;
  }

  take(isFree: (number: number) => boolean): number | undefined {
    for (let tries = 0; tries < this.#size; tries += 1) {
      const number = this.#first + this.#next;
      this.#next = (this.#next + 1) % this.#size;
      if (isFree(number)) return number;
    }
    return undefined;
  }
}

/** Gives each write of a cluster its addresses and ports: those of the Services that are stored are taken. */
export const serviceNetwork = (store: ObjectStore, prefix: string): ((now: string) => WriteContext) => {
  // the first address is the Service `kubernetes`
  const hosts = new Rotation(2, 254);
  const ports = new Rotation(firstPort, lastPort);
  return (now) => ({
    now,
    clusterIp: (wanted) => {
      const used = usedAddresses(store);
      if (wanted === undefined) {
        const host = hosts.take((number) => !used.has(`${prefix}.${number}`));
        if (host === undefined) throw exhausted('serviceIP');
        return `${prefix}.${host}`;
      }
      if (!used.has(wanted)) return wanted;
      const why = `failed to allocate IP ${wanted}: provided IP is already allocated`;
      throw taken('spec.clusterIPs', `[]string{${JSON.stringify(wanted)}}`, why);
    },
    nodePort: (wanted) => {
      const used = usedPorts(store);
      if (wanted === undefined) {
        const port = ports.take((number) => !used.has(number));
        if (port === undefined) throw exhausted('nodePort');
        return port;
      }
      if (!used.has(wanted)) return wanted;
      throw taken('spec.ports[0].nodePort', String(wanted), 'provided port is already allocated');
    },
  });
};
