import { expect, it } from 'vitest';
import { builtInTypes } from '../../../../src/simulator/kinds/built-in-types.ts';
import { asVersion } from '../../../../src/simulator/types/convert.ts';

const typeAt = (version: string) =>
  builtInTypes().find((type) => type.kind === 'HorizontalPodAutoscaler' && type.version === version)!;

it('shows a HorizontalPodAutoscaler in both of its versions', () => {
  const v1 = {
    kind: 'HorizontalPodAutoscaler',
    apiVersion: 'autoscaling/v1',
    metadata: { name: 'a' },
    spec: { maxReplicas: 3, targetCPUUtilizationPercentage: 80 },
  };
  const v2 = asVersion(v1, typeAt('v2'));
  expect(v2).toMatchObject({
    apiVersion: 'autoscaling/v2',
    spec: {
      maxReplicas: 3,
      metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { averageUtilization: 80 } } }],
    },
  });
  expect(asVersion(v2, typeAt('v1'))).toEqual(v1);
  expect(asVersion(v1, typeAt('v1'))).toBe(v1);
});
