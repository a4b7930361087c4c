import { describe, expect, it } from 'vitest';
import { isError } from '../../src/model/diagnostic.ts';
import type { KubeObject } from '../../src/model/resource.ts';
import { objectsOn, renderFolder } from './render-folder.ts';

const rendered = await renderFolder('./example-fleet');
const clusters = ['dev-1', 'eu-1', 'eu-2', 'us-1'];
const find = (cluster: string, kind: string, name: string): KubeObject =>
  objectsOn(rendered, cluster).find((object) => object.kind === kind && object.metadata.name === name)!;

interface DeploymentSpec {
  readonly replicas: number;
  readonly template: {
    readonly metadata: { readonly labels: object; readonly annotations?: object };
    readonly spec: { readonly containers: readonly { name: string; image: string; args?: string[] }[] };
  };
}
const specOf = (cluster: string) => find(cluster, 'Deployment', 'front').spec as unknown as DeploymentSpec;

describe('the design’s example fleet', () => {
  it('has no error anywhere', () => {
    const { fleet, plan } = rendered;
    const all = [
      ...fleet.diagnostics,
      ...plan.diagnostics,
      ...[...plan.bindings.values()].flatMap(({ diagnostics }) => diagnostics),
    ];

    expect(all.filter(isError)).toEqual([]);
  });

  it('runs alerts on the three prod clusters only, and the rest everywhere', () => {
    expect([...rendered.plan.bindings.keys()].sort()).toEqual([
      'default/alerts@eu-1',
      'default/alerts@eu-2',
      'default/alerts@us-1',
      ...clusters.map((cluster) => `default/platform@${cluster}`),
      ...clusters.map((cluster) => `default/shop@${cluster}`),
    ]);
  });

  const rows = [
    ['dev-1', 1, '1.4.0', ['front']],
    ['eu-1', 8, '1.5.0', ['front']],
    ['eu-2', 3, '1.4.0', ['front']],
    ['us-1', 1, '1.4.0', ['log-shipper', 'front']],
  ] as const;
  for (const [cluster, replicas, tag, names] of rows) {
    it(`gives ${cluster} ${replicas} of front:${tag} with ${names.join(' and ')}`, () => {
      const { replicas: found, template } = specOf(cluster);

      expect(found).toBe(replicas);
      expect(template.spec.containers.map(({ name }) => name)).toEqual(names);
      const front = template.spec.containers.find(({ name }) => name === 'front')!;
      expect(front.image).toBe(`reg.example.internal/shop/front:${tag}`);
    });
  }

  it('tells the log shipper of us-1 its cluster', () => {
    expect(specOf('us-1').template.spec.containers[0]).toEqual({
      name: 'log-shipper',
      image: 'reg.example.internal/base/log-shipper:2.1.0',
      args: ['--cluster', 'us-1'],
    });
  });

  for (const cluster of clusters) {
    it(`marks every object on ${cluster}, and no Pod template`, () => {
      const objects = objectsOn(rendered, cluster);

      expect(objects.length).toBeGreaterThan(5);
      for (const { metadata } of objects) {
        expect(metadata.labels?.['company.example/managed-by']).toBe('platform');
        expect(metadata.annotations?.['company.example/cluster']).toBe(cluster);
      }
      expect(specOf(cluster).template.metadata).toEqual({ labels: { app: 'front' } });
    });

    it(`gives the ConfigMap the domain and log level of ${cluster}`, () => {
      expect(find(cluster, 'ConfigMap', 'front').data).toEqual({
        DOMAIN: `shop.${cluster}.example.internal`,
        LOG_LEVEL: cluster === 'us-1' ? 'debug' : 'info',
      });
    });
  }

  it('gives Secrets as data', () => {
    const { data, stringData } = find('eu-2', 'Secret', 'front');

    expect(stringData).toBeUndefined();
    expect(data).toEqual({ SESSION_KEY: 'b25seS1hbi1leGFtcGxl' });
  });
});
