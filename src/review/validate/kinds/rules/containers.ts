import { isJsonObject, type Json, type JsonObject } from '../../../../model/json.ts';
import type { KubeObject } from '../../../../model/resource.ts';
import { pathsAt, valueAt, workloadPlaces } from '../../../../overlay/transform/workload-places.ts';
import type { FieldPath } from '../../../../patch/write-fields.ts';
import { nearestHint } from '../../../../repository/nearest.ts';
import { type Fault, faultIn } from '../fault.ts';
import { wrongDnsLabel, wrongPortName } from './name-forms.ts';
import { itemsAt, nameOf, type PlacedItem, repeatedNames } from './repeated-names.ts';
import type { ObjectRule } from './rule.ts';

const memberOf = (value: Json, name: string): Json | undefined =>
  isJsonObject(value) ? value[name] : undefined;

const nameFaults = (
  object: KubeObject,
  items: readonly PlacedItem[],
  form: (name: string) => string | undefined,
): readonly Fault[] =>
  items.flatMap((item) => {
    const name = nameOf(item);
    const what = name === undefined ? undefined : form(name);
    return what === undefined ? [] : [faultIn(object, [...item.path, 'name'], { code: 'FieldValue', what })];
  });

const imageFaults = (object: KubeObject, container: PlacedItem): readonly Fault[] => {
  const image = memberOf(container.value, 'image');
  if (!isJsonObject(container.value) || (image !== undefined && image !== null && image !== '')) return [];
  return [faultIn(object, container.path, { code: 'FieldRequired', missing: 'image', what: 'is required' })];
};

const portFaults = (object: KubeObject, { path, value }: PlacedItem): readonly Fault[] => {
  const ports = itemsAt([...path, 'ports'], memberOf(value, 'ports'));
  return [...nameFaults(object, ports, wrongPortName), ...repeatedNames(object, ports)];
};

/** The names that mounts may have: volumes, and the claims that a StatefulSet gives its Pods. */
const volumesOf = (object: KubeObject, spec: Json): readonly string[] =>
  [
    ...itemsAt([], memberOf(spec, 'volumes')),
    ...itemsAt([], valueAt(object, ['spec', 'volumeClaimTemplates'])).map(({ path, value }) => ({
      path,
      value: memberOf(value, 'metadata') ?? null,
    })),
  ].flatMap((item) => nameOf(item) ?? []);

const mountFaults = (
  object: KubeObject,
  { path, value }: PlacedItem,
  volumes: readonly string[],
): readonly Fault[] =>
  ['volumeMounts', 'volumeDevices']
    .flatMap((list) => itemsAt([...path, list], memberOf(value, list)))
    .flatMap((mount) => {
      const name = nameOf(mount);
      if (name === undefined || volumes.includes(name)) return [];
      const what = `names ${JSON.stringify(name)}, and the Pod has no such volume`;
      const hint = nearestHint(name, volumes);
      return [faultIn(object, [...mount.path, 'name'], { code: 'FieldValue', what, ...hint })];
    });

const podFaults = (object: KubeObject, path: FieldPath): readonly Fault[] => {
  const spec = valueAt(object, path) as JsonObject;
  const containers = ['initContainers', 'containers'].flatMap((list) =>
    itemsAt([...path, list], memberOf(spec, list)),
  );
  const apart = Map.groupBy(containers, (item) => item.path.at(-2));
  const repeats = new Set(
    [...apart.values()].flatMap((items) => repeatedNames(object, items).map(({ pointer }) => pointer)),
  );
  const volumes = volumesOf(object, spec);
  return [
    ...nameFaults(object, containers, wrongDnsLabel),
    // within one list the schema says so already
    ...repeatedNames(object, containers).filter((fault) => !repeats.has(fault.pointer)),
    ...containers.flatMap((container) => [
      ...imageFaults(object, container),
      ...portFaults(object, container),
      ...mountFaults(object, container, volumes),
    ]),
  ];
};

/** What holds between the containers of a Pod, their ports and its volumes: the classics of a layer that adds one. */
export const podContainers: ObjectRule = (object) =>
  (workloadPlaces(object)?.podSpecs ?? [])
    .flatMap((place) => pathsAt(object, place))
    .filter((path) => isJsonObject(valueAt(object, path)))
    .flatMap((path) => podFaults(object, path));
