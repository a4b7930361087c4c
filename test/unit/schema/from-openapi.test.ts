import { describe, expect, it } from 'vitest';
import {
  type OpenApiDocument,
  type OpenApiSchema,
  tableFromOpenApi,
} from '../../../src/schema/from-openapi.ts';
import { tableSource } from '../../../src/schema/table-source.ts';

const gvk = (kind: string, version = 'v1', group = 'shop.example') => ({ group, version, kind });
const serves = (kind: string, version = 'v1') => ({ 'x-kubernetes-group-version-kind': gvk(kind, version) });
const definition = (kind: string, version: string, schema: OpenApiSchema = {}): OpenApiSchema => ({
  type: 'object',
  ...schema,
  'x-kubernetes-group-version-kind': [gvk(kind, version)],
});

const document: OpenApiDocument = {
  definitions: {
    'shop.v1.Basket': definition('Basket', 'v1', {
      required: ['spec', 'metadata'],
      properties: {
        spec: { $ref: '#/definitions/shop.v1.Spec', 'x-kubernetes-patch-strategy': 'merge,retainKeys' },
        metadata: { type: 'object', additionalProperties: { type: 'string' } },
      },
    }),
    'shop.v1.Spec': {
      type: 'object',
      properties: {
        items: {
          type: 'array',
          items: { $ref: '#/definitions/shop.v1.Spec' },
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['sku', 'shelf'],
          'x-kubernetes-patch-merge-key': 'sku',
        },
        mode: { type: 'string', enum: [['b`$', '{x}\\'].join(''), 'a'] },
      },
    },
    'shop.v1.BasketList': definition('BasketList', 'v1'),
    'shop.v1.Unused': { type: 'object' },
    'shop.v1beta1.Basket': definition('Basket', 'v1beta1'),
    'shop.v1.Review': definition('Review', 'v1'),
  },
  paths: {
    '/apis/shop.example/': {},
    '/apis/shop.example/v1beta1/namespaces/{namespace}/baskets': { get: serves('Basket', 'v1beta1') },
    '/apis/shop.example/v1/namespaces/{namespace}/baskets': { get: serves('Basket'), post: serves('Basket') },
    '/apis/shop.example/v1/namespaces/{namespace}/baskets/{name}': {
      get: serves('Basket'),
      patch: serves('Basket'),
    },
    '/apis/shop.example/v1/namespaces/{namespace}/baskets/{name}/unused': { get: serves('Unused') },
    '/apis/shop.example/v1/baskets': { get: serves('Basket') },
    '/apis/shop.example/v1/reviews': { post: serves('Review') },
    '/apis/shop.example/v1/watch/baskets': { get: serves('Basket') },
  },
};

describe('the table from OpenAPI', () => {
  const table = tableFromOpenApi(document, 'v9.9.9');

  it('takes scope, plural, verbs and version order from the paths', () => {
    expect(
      table.kinds.map(({ kind, version, plural, namespaced, patchable }) => [
        kind,
        version,
        plural,
        namespaced,
        patchable,
      ]),
    ).toEqual([
      ['Basket', 'v1', 'baskets', true, true],
      ['Basket', 'v1beta1', 'baskets', true, false],
      ['Review', 'v1', 'reviews', false, false],
    ]);
  });

  it('keeps only the definitions that the kinds reach', () => {
    expect(Object.keys(table.definitions)).toEqual([
      'shop.v1.Basket',
      'shop.v1.Review',
      'shop.v1.Spec',
      'shop.v1beta1.Basket',
    ]);
  });

  it('keeps merge facts beside a reference, list keys in their order, everything else sorted', () => {
    expect(table.definitions['shop.v1.Basket']).toEqual({
      type: 'object',
      required: ['metadata', 'spec'],
      fields: {
        metadata: { type: 'object', values: { type: 'string' } },
        spec: { ref: 'shop.v1.Spec', strategy: ['merge', 'retainKeys'] },
      },
    });
    expect(table.definitions['shop.v1.Spec']?.fields?.items).toEqual({
      type: 'array',
      items: { ref: 'shop.v1.Spec' },
      listType: 'map',
      listKeys: ['sku', 'shelf'],
      mergeKey: 'sku',
    });
  });

  it('gives the same bytes whatever the order in which the API server answers', () => {
    const reversed = <V>(record: Readonly<Record<string, V>>): Record<string, V> =>
      Object.fromEntries(Object.entries(record).reverse());
    const shuffled = { definitions: reversed(document.definitions), paths: reversed(document.paths) };
    expect(tableSource(tableFromOpenApi(shuffled, 'v9.9.9'))).toBe(tableSource(table));
  });

  it('writes a module that gives the table back, whatever characters stand in it', async () => {
    const source = tableSource(table);
    const module = await import(`data:text/javascript,${encodeURIComponent(source)}`);
    expect(JSON.parse(module.kubernetesTableJson)).toEqual(JSON.parse(JSON.stringify(table)));
    expect(source.split('\n')[0]).toContain('v9.9.9');
  });
});
