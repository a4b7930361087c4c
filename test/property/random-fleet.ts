import fc from 'fast-check';
import type { Json } from '../../src/model/json.ts';
import type { FleetPlan } from '../../src/render/plan-fleet.ts';
import { renderYaml } from '../../src/render/render-yaml.ts';
import { cel } from '../unit/overlay/small-fleet.ts';
import {
  clusterFile,
  configMap,
  type Files,
  overlayText,
  subscriptionFile,
} from '../unit/render/memory-fleet.ts';

const base: Files = {
  ...clusterFile('a', '{ region: eu, size: "2" }'),
  ...clusterFile('b', '{ region: us, size: "3" }'),
  ...clusterFile('c', '{ region: eu, size: "4" }'),
  ...subscriptionFile('shop'),
  ...subscriptionFile('tools'),
  'feeds/tools/tool.yaml': configMap('tool'),
};
const name = fc.constantFrom('front', 'back', 'side');
const data = fc.dictionary(
  fc.constantFrom('k', 'l', 'm'),
  fc.constantFrom('1', '2', `${cel('cluster.name')}`),
  {
    minKeys: 1,
    noNullPrototype: true,
  },
);
const layerFile = fc.record({
  folder: fc.constantFrom(
    'globalizations/100-a',
    'globalizations/200-b',
    'localizations/a/100-c',
    'localizations/b/100-d',
    'localizations/a/900-e',
  ),
  name,
  data,
});
/** A fleet of three clusters and two Subscriptions, with objects and layers of all kinds. */
export const files: fc.Arbitrary<Files> = fc
  .record({
    objects: fc.uniqueArray(fc.record({ name, data: fc.constantFrom('{ k: v }', '{ k: v, z: w }') }), {
      selector: (object) => object.name,
      minLength: 1,
    }),
    layers: fc.array(layerFile, { maxLength: 5 }),
    labelled: fc.boolean(),
  })
  .map(
    ({ objects, layers, labelled }): Files => ({
      ...base,
      ...Object.fromEntries(
        objects.map((object) => [`feeds/shop/${object.name}.yaml`, configMap(object.name, object.data)]),
      ),
      ...Object.fromEntries(
        layers.map((layer) => [
          `overlays/${layer.folder}/${layer.name}.yaml`,
          configMap(layer.name, JSON.stringify(layer.data)),
        ]),
      ),
      ...(labelled && {
        'overlays/globalizations/50-all/overlay.yaml': overlayText(
          `labels: [{ pairs: { by: platform } }]\nannotations: { cluster: "${cel('cluster.name')}" }\n`,
        ),
      }),
    }),
  );

/** All that a plan says, as text. */
export const bytesOf = (plan: FleetPlan): string =>
  JSON.stringify(
    [...plan.bindings]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, { state }]) => [key, state, state && renderYaml(state)]),
  );

/** The same values with the keys of every object the other way round. */
export const turned = (value: Json): Json => {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, item]) => [key, turned(item as Json)]),
  );
};
