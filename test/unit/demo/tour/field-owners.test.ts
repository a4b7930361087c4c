import { describe, expect, it } from 'vitest';
import { fieldsOwnedBy, ownersOf } from '../../../../src/demo/tour/field-owners.ts';
import type { KubeObject } from '../../../../src/model/resource.ts';

const object: KubeObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {
    name: 'front',
    managedFields: [
      {
        manager: 'headwater',
        operation: 'Apply',
        fieldsV1: {
          'f:spec': {
            'f:template': {
              'f:spec': {
                'f:containers': { 'k:{"name":"front"}': { '.': {}, 'f:image': {}, 'f:name': {} } },
              },
            },
          },
        },
      },
      { manager: 'kubectl-patch', operation: 'Update', fieldsV1: { 'f:spec': { 'f:replicas': {} } } },
      { manager: 'kubectl-patch', subresource: 'status', fieldsV1: { 'f:status': { 'f:replicas': {} } } },
    ],
  },
};

describe('the owners of fields', () => {
  it('are told by paths, items of lists by their keys', () => {
    expect(fieldsOwnedBy(object, 'headwater')).toEqual([
      '.spec.template.spec.containers[{"name":"front"}].image',
      '.spec.template.spec.containers[{"name":"front"}].name',
    ]);
  });

  it('are told without what a manager owns by a subresource', () => {
    expect(fieldsOwnedBy(object, 'kubectl-patch')).toEqual(['.spec.replicas']);
    expect(ownersOf(object, '.spec.replicas')).toEqual(['kubectl-patch']);
    expect(ownersOf(object, '.status.replicas')).toEqual([]);
  });

  it('are none on an object that says nothing of them', () => {
    const bare: KubeObject = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' } };
    expect(fieldsOwnedBy(bare, 'headwater')).toEqual([]);
  });
});
