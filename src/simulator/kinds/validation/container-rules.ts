import type { JsonObject } from '../../../model/json.ts';
import { objectAt, objectsAt } from '../defaults/missing.ts';
import { environmentFaults } from './environment-rules.ts';
import type { Faults } from './faults.ts';
import { goSecurityContext } from './go-structs.ts';
import { nameLabel, portName, portNumber } from './name-rules.ts';
import { handlerFaults, probeFaults } from './probe-rules.ts';
import { resourcesFaults } from './resource-rules.ts';
import { mountFaults } from './volume-rules.ts';

const containerPortFaults = (faults: Faults, container: JsonObject, field: string): void => {
  const names = new Set<string>();
  for (const [index, port] of objectsAt(container, 'ports').entries()) {
    const at = `${field}.ports[${index}]`;
    const name = String(port.name ?? '');
    if (name !== '') {
      const wrong = portName(name);
      faults.invalidAll(`${at}.name`, name, wrong);
      if (wrong.length === 0 && names.has(name)) faults.duplicate(`${at}.name`, name);
      names.add(name);
    }
    const number = port.containerPort;
    if (typeof number !== 'number' || number === 0) faults.required(`${at}.containerPort`);
    else faults.invalidAll(`${at}.containerPort`, number, portNumber(number));
    const host = port.hostPort;
    if (typeof host === 'number' && host !== 0) faults.invalidAll(`${at}.hostPort`, host, portNumber(host));
    if (!port.protocol) faults.required(`${at}.protocol`);
    else faults.oneOf(`${at}.protocol`, port.protocol, ['SCTP', 'TCP', 'UDP']);
  }
};

const securityFaults = (faults: Faults, container: JsonObject, field: string): void => {
  const context = objectAt(container, 'securityContext');
  const user = context.runAsUser;
  if (typeof user === 'number' && (user < 0 || user > 2_147_483_647)) {
    faults.invalid(`${field}.runAsUser`, user, 'must be between 0 and 2147483647, inclusive');
  }
  if (context.privileged === true && context.allowPrivilegeEscalation === false) {
    const detail = 'cannot set `allowPrivilegeEscalation` to false and `privileged` to true';
    faults.invalid(field, goSecurityContext(context), detail);
  }
};

const imageFaults = (faults: Faults, container: JsonObject, field: string): void => {
  const image = String(container.image ?? '');
  if (image === '') faults.required(`${field}.image`);
  else if (image.trim() !== image) {
    faults.invalid(`${field}.image`, image, 'must not have leading or trailing whitespace');
  }
};

interface ContainerPlace {
  readonly field: string;
  readonly volumes: ReadonlySet<string>;
}

/** What holds for every container, in the order in which the real server looks. */
const commonFaults = (faults: Faults, container: JsonObject, { field, volumes }: ContainerPlace): void => {
  const name = String(container.name ?? '');
  if (name === '') faults.required(`${field}.name`);
  else faults.invalidAll(`${field}.name`, name, nameLabel(name));
  imageFaults(faults, container, field);
  const policy = container.terminationMessagePolicy;
  faults.oneOf(`${field}.terminationMessagePolicy`, policy, ['File', 'FallbackToLogsOnError']);
  containerPortFaults(faults, container, field);
  environmentFaults(faults, container, field);
  mountFaults(faults, container, field, volumes);
  faults.oneOf(`${field}.imagePullPolicy`, container.imagePullPolicy, ['Always', 'IfNotPresent', 'Never']);
  resourcesFaults(faults, objectAt(container, 'resources'), `${field}.resources`);
  securityFaults(faults, container, `${field}.securityContext`);
};

const handlers = ['exec', 'httpGet', 'tcpSocket', 'sleep'];

const lifecycleFaults = (faults: Faults, container: JsonObject, field: string): void => {
  const lifecycle = objectAt(container, 'lifecycle');
  for (const hook of ['postStart', 'preStop']) {
    if (lifecycle[hook] !== undefined) {
      handlerFaults(faults, objectAt(lifecycle, hook), `${field}.lifecycle.${hook}`, handlers);
    }
  }
};

/** No two containers may want one port of the node. */
const hostPortFaults = (faults: Faults, containers: readonly JsonObject[], field: string): void => {
  const taken = new Set<string>();
  for (const [index, container] of containers.entries()) {
    for (const [position, port] of objectsAt(container, 'ports').entries()) {
      if (!port.hostPort) continue;
      const key = `${port.protocol}/${port.hostIP ?? ''}/${port.hostPort}`;
      if (taken.has(key)) faults.duplicate(`${field}[${index}].ports[${position}].hostPort`, key);
      taken.add(key);
    }
  }
};

const probes = ['livenessProbe', 'readinessProbe', 'startupProbe'];

const namedTwice = (faults: Faults, names: Set<string>, container: JsonObject, field: string): void => {
  const name = String(container.name ?? '');
  if (name === '') return;
  if (names.has(name)) faults.duplicate(`${field}.name`, name);
  names.add(name);
};

/** Containers and init containers of a Pod spec at `field`. */
export const containersFaults = (
  faults: Faults,
  spec: JsonObject,
  field: string,
  volumes: ReadonlySet<string>,
): void => {
  const containers = objectsAt(spec, 'containers');
  const names = new Set<string>();
  if (containers.length === 0) faults.required(`${field}.containers`);
  for (const [index, container] of containers.entries()) {
    const at = `${field}.containers[${index}]`;
    commonFaults(faults, container, { field: at, volumes });
    namedTwice(faults, names, container, at);
    lifecycleFaults(faults, container, at);
    for (const probe of probes) probeFaults(faults, container, probe, `${at}.${probe}`);
  }
  hostPortFaults(faults, containers, `${field}.containers`);
  for (const [index, container] of objectsAt(spec, 'initContainers').entries()) {
    const at = `${field}.initContainers[${index}]`;
    commonFaults(faults, container, { field: at, volumes });
    namedTwice(faults, names, container, at);
  }
};
