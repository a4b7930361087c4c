import { dump } from 'js-yaml';
import type { JsonObject } from '../../src/model/json.ts';
import { atOnce, clusterFile } from '../e2e/support/fleet-files.ts';

type Files = Readonly<Record<string, string>>;

/** Ten Subscriptions of five objects on every cluster, and so many different sets of overlays among the clusters. */
export const scaleShape = { subscriptions: 10, objectsEach: 5, objects: 50, stacks: 20 } as const;

export const scaleNamespace = 'shop';

/** `c-0042`. */
export const scaleClusters = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `c-${String(index).padStart(4, '0')}`);

const container = (name: string, version: string): JsonObject => ({
  name: 'app',
  image: `shop/${name}:${version}`,
  args: ['--listen=:8080', '--log=json'],
  ports: [{ name: 'http', containerPort: 8080 }],
  env: [
    { name: 'LEVEL', value: 'info' },
    { name: 'POD', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
  ],
  resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '256Mi' } },
});

/** Five kinds, so five watches a cluster; a suspended CronJob has a workload's body and is healthy without controllers. */
export const scaleObjects = (subscription: number, version: string): readonly JsonObject[] => {
  const name = `app-${subscription}`;
  const metadata = { name, namespace: scaleNamespace, labels: { app: name } };
  const pod = { restartPolicy: 'Never', containers: [container(name, version)] };
  return [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata,
      data: { version, LEVEL: 'info', REGION: 'eu-central-1' },
    },
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata,
      type: 'Opaque',
      data: { password: Buffer.from(`s3cret-${name}`).toString('base64') },
    },
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: { selector: { app: name }, ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
    },
    {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata,
      spec: { schedule: '0 3 * * *', suspend: true, jobTemplate: { spec: { template: { spec: pod } } } },
    },
  ];
};

const subscriptionText = (name: string): string => `apiVersion: apps.clusternet.io/v1alpha1
kind: Subscription
metadata: { name: ${name}, namespace: default }
spec: { subscribers: [{ clusterAffinity: {} }] }
`;

const overlayText = (selector: string, label: string): string => `apiVersion: headwater.dev/v1alpha1
kind: Overlay
${selector === '' ? '' : `clusterAffinity: { matchLabels: { ${selector} } }\n`}labels: [{ pairs: { ${label} } }]
`;

/** Fleet, clusters and overlays: nothing to deploy yet. */
export const emptyScaleFleet = (clusters: readonly string[]): Files => {
  const files: Record<string, string> = {
    ...(atOnce as Files),
    'overlays/globalizations/100-company/overlay.yaml': overlayText('', 'company: acme'),
  };
  for (const [index, name] of clusters.entries())
    Object.assign(files, clusterFile(name, { labels: `group: g-${index % scaleShape.stacks}` }));
  for (let group = 0; group < scaleShape.stacks; group += 1)
    files[`overlays/globalizations/${200 + group}-group/overlay.yaml`] = overlayText(
      `group: g-${group}`,
      `group: g-${group}`,
    );
  return files;
};

/** The first Subscription's ConfigMap at another version: one object of every cluster changes. */
export const oneObjectChanged = (version: string): Files => ({
  'feeds/app-0/configmap.yaml': dump(scaleObjects(0, version)[0], { noRefs: true }),
});

/** A commit that concerns no cluster. */
export const nothingChanged = (text: string): Files => ({ 'README.md': `${text}\n` });

/** The whole repository. */
export const fullScaleFleet = (clusters: readonly string[], version: string): Files => {
  const files: Record<string, string> = { ...emptyScaleFleet(clusters) };
  for (let index = 0; index < scaleShape.subscriptions; index += 1) {
    const folder = `feeds/app-${index}`;
    files[`${folder}/subscription.yaml`] = subscriptionText(`app-${index}`);
    for (const object of scaleObjects(index, version))
      files[`${folder}/${String(object.kind).toLowerCase()}.yaml`] = dump(object, { noRefs: true });
  }
  return files;
};
