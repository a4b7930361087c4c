import { describe, expect, it } from 'vitest';
import { type OpenApiDocument, tableFromOpenApi } from '../../../../src/schema/from-openapi.ts';
import { kubernetesVersion } from '../../../../src/schema/schema.ts';
import { openApiV2, openApiV3 } from '../../../../src/simulator/openapi/documents.ts';
import { schemaTable } from '../../../../src/simulator/openapi/table-schemas.ts';
import { createObject } from '../../../../src/simulator/requests/create-object.ts';
import { plainOptions, requestTo, testState } from '../requests/test-state.ts';

const definition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'gauges.a.test' },
  spec: {
    group: 'a.test',
    scope: 'Namespaced',
    names: { kind: 'Gauge', plural: 'gauges' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: 'object', properties: { spec: { type: 'object' } } } },
      },
    ],
  },
};

describe('the OpenAPI documents of a simulated cluster', () => {
  it('say in version 2 exactly what the schema table was read from', () => {
    const { text } = openApiV2(testState().types);
    expect(tableFromOpenApi(JSON.parse(text) as OpenApiDocument, kubernetesVersion())).toEqual(schemaTable());
  });

  it('point at nothing that they do not hold', () => {
    const state = testState();
    for (const [name, { text }] of openApiV3(state.types, state.store)) {
      const { components } = JSON.parse(text) as { components: { schemas: object } };
      const missing = [...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].filter(
        ([, reference]) => !Object.hasOwn(components.schemas, reference!),
      );
      expect([name, missing]).toEqual([name, []]);
    }
  });

  it('are shared by clusters that serve the same, and hold a custom resource from its definition on', () => {
    const [one, two] = [testState(), testState()];
    const request = requestTo(one, 'apiextensions.k8s.io/customresourcedefinitions', '');
    createObject(one, request, { object: definition, duplicates: [] }, plainOptions);
    const [first, second] = [openApiV3(one.types, one.store), openApiV3(two.types, two.store)];
    expect(first.get('apis/apps/v1')).toBe(second.get('apis/apps/v1'));
    expect(second.has('apis/a.test/v1')).toBe(false);
    const document = JSON.parse(first.get('apis/a.test/v1')!.text) as {
      paths: object;
      components: { schemas: Record<string, { properties: object }> };
    };
    expect(Object.keys(document.paths)).toContain('/apis/a.test/v1/namespaces/{namespace}/gauges/{name}');
    expect(document.components.schemas['test.a.v1.Gauge']?.properties).toMatchObject({
      spec: { type: 'object' },
    });
  });
});
