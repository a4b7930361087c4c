import { isJsonObject, type Json } from '../../../../model/json.ts';
import type { KubeObject } from '../../../../model/resource.ts';
import { pathsAt, valueAt } from '../../../../overlay/transform/workload-places.ts';
import type { FieldPath } from '../../../../patch/write-fields.ts';
import { type Fault, faultIn } from '../fault.ts';
import { wrongPortName } from './name-forms.ts';
import type { ObjectRule } from './rule.ts';

const places = [
  ['spec', 'defaultBackend', 'service'],
  ['spec', 'rules', '[]', 'http', 'paths', '[]', 'backend', 'service'],
];

const isSet = (value: Json | undefined): boolean =>
  value !== undefined && value !== null && value !== '' && value !== 0;

const backendFaults = (object: KubeObject, path: FieldPath): readonly Fault[] => {
  const service = valueAt(object, path);
  if (!isJsonObject(service)) return [];
  const port = isJsonObject(service.port) ? service.port : {};
  const { name, number } = port;
  if (isSet(name) && isSet(number)) {
    return [
      faultIn(object, [...path, 'port'], { code: 'FieldValue', what: 'takes a name or a number, not both' }),
    ];
  }
  if (!isSet(name) && !isSet(number)) {
    return [
      faultIn(object, path, { code: 'FieldRequired', missing: 'port', what: 'needs a name or a number' }),
    ];
  }
  const what = typeof name === 'string' && name !== '' ? wrongPortName(name) : undefined;
  return what === undefined ? [] : [faultIn(object, [...path, 'port', 'name'], { code: 'FieldValue', what })];
};

/** The ports that an Ingress sends to: one by name or by number. */
export const ingressBackends: ObjectRule = (object) => {
  if (object.apiVersion !== 'networking.k8s.io/v1' || object.kind !== 'Ingress') return [];
  return places.flatMap((place) => pathsAt(object, place)).flatMap((path) => backendFaults(object, path));
};
