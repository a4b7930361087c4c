import { objectOf } from '../../../../overlay/small-fleet.ts';

/** A kind of its own, with what schemas of custom resources can say. */
export const gadgetDefinition = objectOf(`
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: gadgets.example.org }
spec:
  group: example.org
  scope: Namespaced
  names: { plural: gadgets, singular: gadget, kind: Gadget }
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              required: [size]
              properties:
                size: { type: integer, minimum: 1, maximum: 5 }
                ratio: { type: number, minimum: 0, exclusiveMinimum: true }
                level: { type: integer, enum: [1, 2] }
                color: { type: string, enum: [red, blue] }
                name: { type: string, minLength: 2, maxLength: 4, pattern: '^[a-z]+$' }
                port: { x-kubernetes-int-or-string: true }
                none: { type: string, nullable: true }
                mode: { type: string, default: slow }
                bag: { type: object }
                kept:
                  type: object
                  x-kubernetes-preserve-unknown-fields: true
                  properties: { text: { type: string } }
                any: { x-kubernetes-preserve-unknown-fields: true }
                tags: { type: array, minItems: 1, maxItems: 2, items: { type: string } }
                counts: { type: object, maxProperties: 1, additionalProperties: { type: integer } }
                anything: { type: object, additionalProperties: true }
                parts:
                  type: array
                  x-kubernetes-list-type: map
                  x-kubernetes-list-map-keys: [name]
                  items: { type: object, required: [name], properties: { name: { type: string } } }
                ids: { type: array, x-kubernetes-list-type: set, items: { type: string } }
                embedded:
                  type: object
                  x-kubernetes-embedded-resource: true
                  x-kubernetes-preserve-unknown-fields: true
`);
