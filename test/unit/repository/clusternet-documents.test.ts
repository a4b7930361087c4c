import { describe, expect, it } from 'vitest';
import { unmatchedOverlays } from '../../../src/overlay/unmatched.ts';
import { configMap, errors, fleetWith, lines } from './fleet-files.ts';

/** The shapes of Clusternet's own documentation, as a user of it has them in files. */
const paris = `apiVersion: clusters.clusternet.io/v1beta1     # produced by registration
kind: ManagedCluster
metadata: { name: paris, namespace: clusternet-abcde, labels: { region: eu, clusters.clusternet.io/cluster-id: 11111111-2222-3333-4444-555555555555 } }
spec: { clusterId: 11111111-2222-3333-4444-555555555555, clusterType: StandardCluster, syncMode: Pull, taints: [] }
`;
const web = `apiVersion: apps.clusternet.io/v1alpha1
kind: Subscription
metadata: { name: web, namespace: apps }
spec:
  schedulingStrategy: Replication
  subscribers:
    - clusterAffinity:
        matchExpressions: [{ key: region, operator: In, values: [eu, us] }]
  clusterTolerations: [{ key: maintenance, operator: Exists }]
  feeds:
    - { apiVersion: v1, kind: ConfigMap, namespace: shop, name: front }
    - { apiVersion: apps.clusternet.io/v1alpha1, kind: HelmChart, namespace: apps, name: cache }
`;
const dividing = (spec: string): string =>
  `apiVersion: apps.clusternet.io/v1alpha1\nkind: Subscription\nmetadata: { name: d, namespace: apps }\nspec:\n${spec}`;
const staticDividing = dividing(`  schedulingStrategy: Dividing
  dividingScheduling: { type: Static }
  subscribers:
    - { clusterAffinity: { matchLabels: { size: small } }, weight: 1 }
    - { clusterAffinity: { matchLabels: { size: big } }, weight: 3 }
`);
const dynamicDividing = dividing(`  schedulingStrategy: Dividing
  dividingScheduling: { type: Dynamic, dynamicDividing: { strategy: Spread } }
  schedulingBySubGroup: true
  subscribers:
    - { clusterAffinity: { matchLabels: { zone: a } }, subGroupStrategy: { minClusters: 2 } }
    - { clusterAffinity: { matchLabels: { zone: b } }, subGroupStrategy: { minClusters: 1 } }
`);
const globalization = `apiVersion: apps.clusternet.io/v1alpha1
kind: Globalization
metadata: { name: front-eu }
spec:
  overridePolicy: ApplyNow
  priority: 300
  clusterAffinity: { matchLabels: { region: eu } }
  feed: { apiVersion: apps/v1, kind: Deployment, namespace: web, name: front }
  overrides:
    - { name: tier, type: MergePatch, value: '{"metadata":{"labels":{"tier":"gold"}}}' }
    - { name: img,  type: JSONPatch,  value: '[{"op":"replace","path":"/spec/template/spec/containers/0/image","value":"reg.example/front:2"}]' }
`;
const localization = `apiVersion: apps.clusternet.io/v1alpha1
kind: Localization
metadata: { name: cache-paris, namespace: clusternet-abcde }
spec:
  priority: 700
  feed: { apiVersion: apps.clusternet.io/v1alpha1, kind: HelmChart, namespace: apps, name: cache }
  overrides:
    - { name: mem,  type: Helm, value: "master: {persistence: {size: 2Gi}}" }
    - { name: ver,  type: Helm, overrideChart: true, value: "spec: {version: 18.1.0}" }
    - { name: level, type: FieldMergePatch, fieldPath: /data/app.yaml, fieldFormat: YAML, value: "log: {level: debug}" }
`;
const chart = `apiVersion: apps.clusternet.io/v1alpha1
kind: HelmChart
metadata: { name: cache, namespace: apps }
spec: { repo: "oci://reg.example/charts", chart: redis, version: 18.0.0, targetNamespace: web, wait: true, upgradeAtomic: true }
`;
const request = `apiVersion: clusters.clusternet.io/v1beta1
kind: ClusterRegistrationRequest
metadata: { name: clusternet-11111111-2222-3333-4444-555555555555 }
spec: { clusterId: 11111111-2222-3333-4444-555555555555, clusterName: paris, clusterLabels: { region: eu }, syncMode: Pull }
`;

const manifest = `apiVersion: apps.clusternet.io/v1alpha1
kind: Manifest
metadata:
  name: deployments.web.front
  namespace: clusternet-reserved
  labels:
    apps.clusternet.io/config.group: apps
    apps.clusternet.io/config.version: v1
    apps.clusternet.io/config.kind: Deployment
    apps.clusternet.io/config.namespace: web
    apps.clusternet.io/config.name: front
template: { apiVersion: apps/v1, kind: Deployment, metadata: { name: front, namespace: web, labels: { clusternet.io/created-by: clusternet-hub } }, spec: {} }
`;
const generated = ['Base', 'Description', 'HelmRelease', 'FeedInventory'].map(
  (kind) => `apiVersion: apps.clusternet.io/v1alpha1
kind: ${kind}
metadata: { name: web-abcde, namespace: clusternet-abcde }
spec: {}
`,
);

describe("Clusternet's own documents", () => {
  it('give a ManagedCluster with its dedicated namespace', () => {
    const fleet = fleetWith({ 'clusters/paris.yaml': paris });
    expect(lines(fleet)).toEqual([]);
    expect(fleet.clusters.find(({ name }) => name === 'paris')).toMatchObject({
      dedicatedNamespace: 'clusternet-abcde',
      labels: { region: 'eu' },
      access: { context: 'paris' },
    });
  });

  it('give a Subscription, refused for its chart alone', () => {
    const fleet = fleetWith({ 'feeds/web/subscription.yaml': web });
    const found = fleet.subscriptions.find(({ key }) => key === 'apps/web');

    expect(lines(fleet)).toEqual(['NotYetSupported error feeds/web/subscription.yaml:12:7']);
    expect(found).toMatchObject({
      subscribers: [
        { clusterAffinity: { matchExpressions: [{ key: 'region', operator: 'In', values: ['eu', 'us'] }] } },
      ],
      tolerations: [{ key: 'maintenance', operator: 'Exists' }],
      refused: [{ code: 'NotYetSupported' }],
    });
    expect(found?.feeds).toHaveLength(2);
  });

  it.each([
    ['static', staticDividing, 1],
    ['dynamic, by subgroup', dynamicDividing, 2],
  ])('refuse Dividing (%s)', (_, text, count) => {
    const fleet = fleetWith({ 'feeds/web/subscription.yaml': text });
    expect(fleet.subscriptions.find(({ name }) => name === 'd')?.refused.map(({ code }) => code)).toEqual(
      Array(count).fill('NotYetSupported'),
    );
  });

  it('give a Globalization', () => {
    const fleet = fleetWith({ 'overlays/front.yaml': globalization });
    expect(lines(fleet)).toEqual([]);
    expect(fleet.layers).toMatchObject([
      {
        stage: 'globalization',
        priority: 300,
        overridePolicy: 'ApplyNow',
        clusterAffinity: { matchLabels: { region: 'eu' } },
        contents: [
          {
            type: 'clusternet',
            overrides: {
              kind: 'Globalization',
              name: 'front-eu',
              expressions: false,
              overrides: [
                { name: 'tier', type: 'MergePatch', pointer: '/spec/overrides/0' },
                { name: 'img', type: 'JSONPatch', pointer: '/spec/overrides/1' },
              ],
            },
          },
        ],
      },
    ]);
  });

  it('give a Localization with overrides of a chart, its values and a field', () => {
    const fleet = fleetWith({ 'clusters/paris.yaml': paris, 'overlays/cache.yaml': localization });
    expect(lines(fleet)).toEqual([]);
    expect(fleet.layers).toMatchObject([{ stage: 'localization', priority: 700, cluster: 'paris' }]);
  });

  it('refuse the Subscription of a folder that holds a HelmChart, and break no file', () => {
    const fleet = fleetWith({ 'feeds/shop/cache.yaml': chart });
    expect(lines(fleet)).toEqual(['NotYetSupported error feeds/shop/cache.yaml:1:1']);
    expect(fleet.subscriptions[0]?.refused.map(({ code }) => code)).toEqual(['NotYetSupported']);
    expect(fleet.brokenFiles.size).toBe(0);
  });

  it('leave a registration request out with a note', () => {
    const fleet = fleetWith({ 'clusters/request.yaml': request });
    expect(lines(fleet)).toEqual(['FileNotRead note clusters/request.yaml:2:7']);
  });

  it('may carry what an API server adds', () => {
    const exported = web
      .replace(
        'namespace: apps }',
        'namespace: apps, uid: a, resourceVersion: "1", generation: 2, creationTimestamp: 2024-01-01T00:00:00Z }',
      )
      .replace(/ {4}- \{ apiVersion: apps.cl.*\n/, 'status: { desiredReleases: 3 }\n');
    const fleet = fleetWith({
      'feeds/web/subscription.yaml': exported,
      'feeds/web/c.yaml': configMap('web'),
    });
    expect(lines(fleet)).toEqual([]);
  });

  it('parse unchanged, all of them in one repository: only what divides, and charts, are refused', () => {
    const namespace = 'apiVersion: v1\nkind: Namespace\nmetadata: { name: web }\n';
    const fleet = fleetWith({
      'clusters/paris.yaml': `${paris}---\n${request}`,
      'feeds/web/all.yaml': [web, manifest, chart, namespace, ...generated].join('---\n'),
      'feeds/divided/subscription.yaml': dynamicDividing,
      'overlays/all.yaml': [globalization, localization].join('---\n'),
    });

    expect(errors(fleet).filter((problem) => !problem.startsWith('NotYetSupported'))).toEqual([]);
    expect([...fleet.brokenFiles.keys()]).toEqual([]);
    expect(fleet.diagnostics.filter(({ code }) => code === 'UnknownDocument')).toEqual([]);
    expect(fleet.diagnostics.filter(({ code }) => code === 'FileNotRead')).toHaveLength(5);
    expect(unmatchedOverlays(fleet)).toEqual([]);
  });

  it('give the resource that a Manifest stores, each field at its place', () => {
    const fleet = fleetWith({ 'feeds/web/manifest.yaml': manifest });
    const found = fleet.resources.find(({ feed }) => feed === 'web');

    expect(lines(fleet)).toEqual([]);
    expect(found?.id).toEqual({ group: 'apps', kind: 'Deployment', namespace: 'web', name: 'front' });
    expect(found?.document.positions.at('/metadata/name')).toMatchObject({ line: 12, column: 70 });
  });

  it('give a chart that overlays may be about', () => {
    const { charts } = fleetWith({ 'feeds/web/cache.yaml': chart });

    expect(charts.map(({ id, feed }) => [feed, id.namespace, id.name])).toEqual([['web', 'apps', 'cache']]);
  });
});
