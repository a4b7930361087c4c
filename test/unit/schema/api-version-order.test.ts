import { expect, it } from 'vitest';
import { byApiVersion } from '../../../src/schema/api-version-order.ts';

it('orders versions as Kubernetes does: stable, beta, alpha, newest first, then the rest by name', () => {
  const versions = [
    'foo10',
    'v1',
    'v11alpha2',
    'v10',
    'v3beta1',
    'v2',
    'v12alpha1',
    'v11beta2',
    'foo1',
    'v10beta3',
  ];
  expect(versions.sort(byApiVersion)).toEqual([
    'v10',
    'v2',
    'v1',
    'v11beta2',
    'v10beta3',
    'v3beta1',
    'v12alpha1',
    'v11alpha2',
    'foo1',
    'foo10',
  ]);
});
