import type { JsonObject } from '../../../../src/model/json.ts';

const text: JsonObject = { type: 'string' };

const keyed = (keys: readonly string[], properties: JsonObject): JsonObject => ({
  type: 'array',
  'x-kubernetes-list-type': 'map',
  'x-kubernetes-list-map-keys': keys,
  items: { type: 'object', required: [keys[0]!], properties },
});

/** A custom resource with every kind of list and map. */
export const thingSchema: JsonObject = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      properties: {
        size: { type: 'integer', default: 1 },
        atomicList: { type: 'array', 'x-kubernetes-list-type': 'atomic', items: text },
        set: { type: 'array', 'x-kubernetes-list-type': 'set', items: text },
        numbers: { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'integer' } },
        one: keyed(['name'], { name: text, value: text }),
        two: keyed(['port', 'protocol'], {
          port: { type: 'integer' },
          protocol: { type: 'string', default: 'TCP' },
          note: text,
        }),
        granular: { type: 'object', additionalProperties: text },
        atomicMap: { type: 'object', 'x-kubernetes-map-type': 'atomic', properties: { a: text, b: text } },
        free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
      },
    },
    status: { type: 'object', properties: { phase: text } },
  },
};
