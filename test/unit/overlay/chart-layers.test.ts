import { describe, expect, it } from 'vitest';
import type { Touch } from '../../../src/model/source.ts';
import { applyStack } from '../../../src/overlay/apply-layer.ts';
import { stackFor } from '../../../src/overlay/stack.ts';
import type { Layer } from '../../../src/repository/fleet.ts';
import { fleetWith, lines } from '../repository/fleet-files.ts';

const chart = `apiVersion: apps.clusternet.io/v1alpha1
kind: HelmChart
metadata: { name: cache, namespace: apps }
spec:
  repo: oci://reg.example/charts
  chart: redis
  version: 18.0.0
  targetNamespace: web
  values: { replicas: 1, auth: { enabled: true } }
`;
const helm = (kind: string, name: string, overrides: string): string =>
  `apiVersion: apps.clusternet.io/v1alpha1
kind: ${kind}
metadata: { name: ${name} }
spec:
  feed: { apiVersion: apps.clusternet.io/v1alpha1, kind: HelmChart, namespace: apps, name: cache }
  overrides:
${overrides}`;

const fleet = fleetWith({
  'feeds/cache/chart.yaml': chart,
  'overlays/globalizations/100-mem.yaml': helm(
    'Globalization',
    'mem',
    '    - { name: a, type: Helm, value: "master: { size: 1Gi }" }\n',
  ),
  'overlays/globalizations/200-auth/overlay.yaml': `apiVersion: headwater.dev/v1alpha1
kind: Overlay
values:
  - target: { name: cache }
    values: { auth: null, host: "$\{{ cluster.name }}" }
`,
  'overlays/localizations/eu-1/300-big.yaml': helm(
    'Localization',
    'big',
    `    - { name: a, type: Helm, value: "master: { size: 2Gi }" }
    - { name: b, type: Helm, overrideChart: true, value: "spec: { version: 18.1.0 }" }
`,
  ),
  'feeds/cache/overlays/localizations/eu-1/400-wait/cache.yaml': `apiVersion: apps.clusternet.io/v1alpha1
kind: HelmChart
metadata: { name: cache, namespace: apps }
spec: { wait: true }
`,
});

const chartOn = (name: string) => {
  const touches: (Touch & { readonly layer: string })[] = [];
  const cluster = fleet.clusters.find((one) => one.name === name)!;
  const { layers } = stackFor(fleet, cluster, 'cache');
  const record = (touch: Touch, layer: Layer) => touches.push({ ...touch, layer: layer.name });
  return { ...applyStack(fleet.charts[0]!.object, layers, cluster, record), touches };
};

describe('the layers of a chart', () => {
  it('come to one document a cluster, values and all', () => {
    expect(lines(fleet)).toEqual(['NotYetSupported error feeds/cache/chart.yaml:1:1']);
    expect(chartOn('eu-1')).toMatchObject({ diagnostics: [] });
    expect(chartOn('eu-1').object.spec).toEqual({
      repo: 'oci://reg.example/charts',
      chart: 'redis',
      version: '18.1.0',
      targetNamespace: 'web',
      wait: true,
      values: { replicas: 1, auth: null, host: 'eu-1', master: { size: '2Gi' } },
    });
    expect(chartOn('us-1').object.spec).toMatchObject({
      version: '18.0.0',
      values: { replicas: 1, auth: null, host: 'us-1', master: { size: '1Gi' } },
    });
  });

  it('tell each value with its layer and line, as for any object', () => {
    const { touches } = chartOn('eu-1');

    expect(touches.map(({ path, layer, source }) => `${layer} ${path} ${source.line}`)).toEqual([
      '100-mem /spec/values/master 7',
      '200-auth /spec/values/auth 5',
      '200-auth /spec/values/host 5',
      '300-big /spec/values/master/size 7',
      '300-big /spec/version 8',
      '400-wait /spec/wait 4',
    ]);
  });
});
