import { isJsonObject } from '../../../../model/json.ts';
import type { KubeObject } from '../../../../model/resource.ts';
import { valueAt } from '../../../../overlay/transform/workload-places.ts';
import { type Fault, faultIn } from '../fault.ts';
import { wrongDnsLabel, wrongPortName } from './name-forms.ts';
import { itemsAt, nameOf, type PlacedItem, repeatedNames } from './repeated-names.ts';
import type { ObjectRule } from './rule.ts';

const isNameless = ({ value }: PlacedItem): boolean =>
  isJsonObject(value) && (value.name === undefined || value.name === null || value.name === '');

const nameFaults = (object: KubeObject, port: PlacedItem, isOne: boolean): readonly Fault[] => {
  const name = nameOf(port);
  if (name === undefined) {
    if (isOne || !isNameless(port)) return [];
    const what = 'is required where a Service has several ports';
    return [faultIn(object, port.path, { code: 'FieldRequired', missing: 'name', what })];
  }
  const what = wrongDnsLabel(name);
  return what === undefined ? [] : [faultIn(object, [...port.path, 'name'], { code: 'FieldValue', what })];
};

/** By name it is the port of a container. */
const targetFaults = (object: KubeObject, { path, value }: PlacedItem): readonly Fault[] => {
  const target = isJsonObject(value) ? value.targetPort : undefined;
  const what = typeof target === 'string' && target !== '' ? wrongPortName(target) : undefined;
  return what === undefined ? [] : [faultIn(object, [...path, 'targetPort'], { code: 'FieldValue', what })];
};

/** Ports of a Service: each has a name once there are two, and no two have one. */
export const servicePorts: ObjectRule = (object) => {
  if (object.apiVersion !== 'v1' || object.kind !== 'Service') return [];
  const ports = itemsAt(['spec', 'ports'], valueAt(object, ['spec', 'ports']));
  return [
    ...ports.flatMap((port) => nameFaults(object, port, ports.length === 1)),
    ...ports.flatMap((port) => targetFaults(object, port)),
    ...repeatedNames(object, ports),
  ];
};
