import { expect, it } from 'vitest';
import type { JsonObject } from '../../../../src/model/json.ts';
import { Bench, deployments } from './ownership-bench.ts';

const scaled = (bench: Bench, replicas: number): JsonObject => ({
  ...bench.live,
  spec: { ...(bench.live!.spec as JsonObject), replicas },
});

it('an owner by /scale is of the parent, has no time, and is named as of a Scale in conflicts', () => {
  const bench = new Bench(deployments);
  bench.apply('m', bench.object({ spec: { replicas: 2, paused: true } }));
  bench.update('hpa', scaled(bench, 4), 'scale');
  expect(bench.entry('hpa', 'Update')).toEqual({
    manager: 'hpa',
    operation: 'Update',
    apiVersion: 'apps/v1',
    fieldsType: 'FieldsV1',
    fieldsV1: { 'f:spec': { 'f:replicas': {} } },
    subresource: 'scale',
  });
  expect(bench.fields('m')).toEqual({ 'f:spec': { 'f:paused': {} } });
  const byMain = () => bench.apply('m', bench.object({ spec: { replicas: 2, paused: true } }));
  expect(byMain).toThrow('conflict with "hpa" with subresource "scale" using apps/v1: .spec.replicas');
  const byScale = () => bench.apply('s', bench.object({ spec: { replicas: 2 } }), { subresource: 'scale' });
  expect(byScale).toThrow(
    'conflict with "hpa" with subresource "scale" using autoscaling/v1: .spec.replicas',
  );
});
