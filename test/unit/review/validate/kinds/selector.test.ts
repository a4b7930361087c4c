import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../../src/model/json.ts';
import type { KubeObject } from '../../../../../src/model/resource.ts';
import { workloadSelector } from '../../../../../src/review/validate/kinds/rules/selector.ts';

const deployment = (values: Json): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'front' },
  spec: {
    selector: { matchExpressions: [{ key: 'app', operator: 'In', values }] },
    template: { metadata: { labels: { app: 'front' } } },
  },
});

describe('the selector of a workload', () => {
  it.each([[null], ['front'], [[1]], [{}]])('with the values %j says nothing of its template', (values) => {
    expect(workloadSelector(deployment(values))).toEqual([]);
  });

  it('must select the Pods of its template', () => {
    expect(workloadSelector(deployment(['front']))).toEqual([]);
    expect(workloadSelector(deployment(['back']))).toHaveLength(1);
  });
});
