import { isJsonObject } from '../../../../model/json.ts';
import { valueAt } from '../../../../overlay/transform/workload-places.ts';
import { type Fault, faultIn } from '../fault.ts';
import { wrongDnsLabel } from './name-forms.ts';
import { itemsAt, nameOf, repeatedNames } from './repeated-names.ts';
import type { ObjectRule } from './rule.ts';

/** Ports of a Service: each has a name once there are two, and no two have one. */
export const servicePorts: ObjectRule = (object) => {
  if (object.apiVersion !== 'v1' || object.kind !== 'Service') return [];
  const ports = itemsAt(['spec', 'ports'], valueAt(object, ['spec', 'ports']));
  const names = ports.flatMap((port): readonly Fault[] => {
    const name = nameOf(port);
    if (name === undefined) {
      if (ports.length < 2 || !isJsonObject(port.value)) return [];
      const what = 'is required where a Service has several ports';
      return [faultIn(object, port.path, { code: 'FieldRequired', missing: 'name', what })];
    }
    const what = wrongDnsLabel(name);
    return what === undefined ? [] : [faultIn(object, [...port.path, 'name'], { code: 'FieldValue', what })];
  });
  return [...names, ...repeatedNames(object, ports)];
};
