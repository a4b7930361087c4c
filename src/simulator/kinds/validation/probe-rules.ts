import type { Json, JsonObject } from '../../../model/json.ts';
import { objectAt } from '../defaults/missing.ts';
import type { Faults } from './faults.ts';
import { portName, portNumber } from './name-rules.ts';

export const portFaults = (faults: Faults, port: Json | undefined, field: string): void => {
  if (typeof port === 'string') faults.invalidAll(field, port, portName(port));
  else if (typeof port === 'number') faults.invalidAll(field, port, portNumber(port));
};

const actionFaults = (faults: Faults, kind: string, action: JsonObject, field: string): void => {
  if (kind === 'exec') {
    if (!Array.isArray(action.command) || action.command.length === 0) faults.required(`${field}.command`);
    return;
  }
  if (kind === 'httpGet') {
    if (!action.path) faults.required(`${field}.path`);
    portFaults(faults, action.port, `${field}.port`);
    faults.oneOf(`${field}.scheme`, action.scheme, ['HTTP', 'HTTPS']);
    return;
  }
  if (kind === 'sleep') faults.nonNegative(`${field}.seconds`, action.seconds);
  else portFaults(faults, action.port, `${field}.port`);
};

/** A handler of a probe or of a lifecycle: exactly one. */
export const handlerFaults = (
  faults: Faults,
  handler: JsonObject,
  field: string,
  kinds: readonly string[],
): void => {
  const given = kinds.filter((kind) => handler[kind] !== undefined);
  for (const [index, kind] of given.entries()) {
    if (index > 0) faults.forbidden(`${field}.${kind}`, 'may not specify more than 1 handler type');
    else actionFaults(faults, kind, objectAt(handler, kind), `${field}.${kind}`);
  }
  if (given.length === 0) faults.required(field, 'must specify a handler type');
};

const probeHandlers = ['exec', 'httpGet', 'tcpSocket', 'grpc'];
const probeNumbers = [
  'initialDelaySeconds',
  'timeoutSeconds',
  'periodSeconds',
  'successThreshold',
  'failureThreshold',
] as const;

/** A probe; only a readiness probe may want more than one success. */
export const probeFaults = (faults: Faults, container: JsonObject, name: string, field: string): void => {
  if (container[name] === undefined) return;
  const probe = objectAt(container, name);
  handlerFaults(faults, probe, field, probeHandlers);
  for (const number of probeNumbers) faults.nonNegative(`${field}.${number}`, probe[number]);
  if (name !== 'readinessProbe' && probe.successThreshold !== 1) {
    faults.invalid(`${field}.successThreshold`, probe.successThreshold, 'must be 1');
  }
};
