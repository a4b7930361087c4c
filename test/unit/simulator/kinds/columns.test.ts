import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../src/model/json.ts';
import { builtInTypes } from '../../../../src/simulator/kinds/built-in-types.ts';
import { rulesOf } from '../../../../src/simulator/kinds/rules-of.ts';
import { customColumns } from '../../../../src/simulator/kinds/tables/custom-columns.ts';
import { humanDuration } from '../../../../src/simulator/kinds/tables/human-duration.ts';
import { jsonPath } from '../../../../src/simulator/kinds/tables/json-path.ts';

const now = Date.parse('2026-01-01T01:00:00Z');
const metadata = { name: 'x', creationTimestamp: '2026-01-01T00:00:00Z' };

const row = (kind: string, object: JsonObject): readonly unknown[] => {
  const type = builtInTypes().find((one) => one.kind === kind)!;
  return rulesOf(type).columns.map((column) => column.cell({ metadata, ...object }, now));
};

describe('columns', () => {
  it('show a Pod that cannot pull its image', () => {
    const containerStatuses = [
      { name: 'c', ready: false, restartCount: 0, state: { waiting: { reason: 'ImagePullBackOff' } } },
    ];
    const pod = { spec: { containers: [{ name: 'c' }] }, status: { phase: 'Pending', containerStatuses } };
    expect(row('Pod', pod).slice(0, 5)).toEqual(['x', '0/1', 'ImagePullBackOff', '0', '60m']);
  });

  it('show a Deployment with its wide ones', () => {
    const spec = {
      replicas: 3,
      selector: { matchLabels: { b: '1', a: '2' } },
      template: {
        spec: {
          containers: [
            { name: 'c', image: 'i' },
            { name: 'd', image: 'j' },
          ],
        },
      },
    };
    const status = { readyReplicas: 2, updatedReplicas: 3, availableReplicas: 2 };
    expect(row('Deployment', { spec, status })).toEqual(['x', '2/3', 3, 2, '60m', 'c,d', 'i,j', 'a=2,b=1']);
  });

  it('show a Service by its type', () => {
    const ports = [{ port: 80, protocol: 'TCP', nodePort: 30_000 }];
    const spec = { type: 'LoadBalancer', clusterIPs: ['10.0.0.1'], ports };
    expect(row('Service', { spec })).toEqual([
      'x',
      'LoadBalancer',
      '10.0.0.1',
      '<pending>',
      '80:30000/TCP',
      '60m',
      '<none>',
    ]);
  });

  it('of a kind without its own are its name and when it was made', () => {
    expect(row('Role', {})).toEqual(['x', '2026-01-01T00:00:00Z']);
  });

  it('of a custom resource come from its definition', () => {
    const columns = customColumns(
      [
        { name: 'Size', type: 'integer', jsonPath: '.spec.size' },
        { name: 'Ready', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
        { name: 'Since', type: 'date', jsonPath: '.metadata.creationTimestamp', priority: 1 },
      ],
      { name: 'n', age: 'a' },
    );
    const object = {
      metadata,
      spec: { size: 3 },
      status: { conditions: [{ type: 'Ready', status: 'True' }] },
    };
    expect(columns.map((column) => column.cell(object, now))).toEqual(['x', 3, 'True', '60m']);
    expect(columns.map((column) => column.cell({ metadata }, now))).toEqual(['x', null, null, '60m']);
  });
});

describe('durations', () => {
  it.each([
    [0, '0s'],
    [119_000, '119s'],
    [125_000, '2m5s'],
    [600_000, '10m'],
    [3 * 3_600_000, '3h'],
    [3 * 3_600_000 + 60_000, '3h1m'],
    [49 * 3_600_000, '2d1h'],
    [10 * 86_400_000, '10d'],
    [800 * 86_400_000, '2y70d'],
  ])('%d ms are %s', (milliseconds, shown) => {
    expect(humanDuration(milliseconds)).toBe(shown);
  });
});

describe('JSONPaths of columns', () => {
  it('reach fields, positions, keys with points and filtered items', () => {
    const object = { a: { 'b.c': [{ n: 1 }, { n: 2 }] } };
    expect(jsonPath('.a.b\\.c[1].n')(object)).toEqual([2]);
    expect(jsonPath(".a['b.c'][*].n")(object)).toEqual([1, 2]);
    expect(jsonPath('.a.x')(object)).toEqual([]);
    expect(jsonPath('a b')(object)).toEqual([]);
  });
});
