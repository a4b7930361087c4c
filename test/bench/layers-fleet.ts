import { deploymentText } from './deployment-text.ts';

/** A repository of 100 feeds × 10 objects for 1,000 clusters, as files; `distinct`: every cluster has a stack of its own. */
export const layersShape = { feeds: 100, objects: 10, clusters: 1000, stacks: 20 } as const;

export type LayersCase = 'shared' | 'distinct';

/** What a commit changes: one line of one file, where it is said. */
export interface LayersEdit {
  readonly localization?: string;
  readonly globalization?: string;
  readonly feed?: string;
}

const clusterText = (index: number): string => `apiVersion: headwater.dev/v1alpha1
kind: ManagedCluster
metadata:
  name: c-${index}
  labels: { group: g-${index % layersShape.stacks}, tier: t-${index % 2} }
spec:
  facts: { domain: c-${index}.example.internal }
`;

const service = (feed: number, index: number): string => `apiVersion: v1
kind: Service
metadata: { name: app-${index}, namespace: team-${feed}, labels: { app: app-${index}, part: bench } }
spec:
  selector: { app: app-${index} }
  ports: [{ name: http, port: 80, targetPort: http }]
`;

const configMap = (feed: number, index: number): string => `apiVersion: v1
kind: ConfigMap
metadata: { name: app-${index}, namespace: team-${feed}, labels: { app: app-${index}, part: bench } }
data:
  LOG_LEVEL: info
  settings.yaml: |
    listen: 8080
    upstream: http://app-${index}.team-${feed}
`;

const objectText = (feed: number, index: number, image: string): string => {
  if (index < 4) return deploymentText(`app-${index}`, `team-${feed}`, image);
  return index < 7 ? service(feed, index - 4) : configMap(feed, index - 7);
};

const overlay = (lines: readonly string[]): string =>
  `${['apiVersion: headwater.dev/v1alpha1', 'kind: Overlay', ...lines].join('\n')}\n`;

const replicas = (feed: number, count: string): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: app-0, namespace: team-${feed} }\nspec: { replicas: ${count} }\n`;

const globalizations = (edit: LayersEdit): Record<string, string> => {
  const folder = 'overlays/globalizations';
  const files: Record<string, string> = {
    [`${folder}/100-company/overlay.yaml`]: overlay([
      `labels: [{ pairs: { company: ${edit.globalization ?? 'acme'} } }]`,
      'annotations: { example.com/owner: platform }',
    ]),
  };
  for (const tier of [0, 1]) {
    files[`${folder}/20${tier}-tier/overlay.yaml`] = overlay([
      `clusterAffinity: { matchLabels: { tier: t-${tier} } }`,
      `labels: [{ pairs: { tier: t-${tier} } }]`,
    ]);
  }
  for (let group = 0; group < layersShape.stacks; group += 1) {
    files[`${folder}/${300 + group}-group/overlay.yaml`] = overlay([
      `clusterAffinity: { matchLabels: { group: g-${group} } }`,
      `labels: [{ pairs: { group: g-${group} } }]`,
    ]);
    files[`${folder}/${300 + group}-group/app.yaml`] = replicas(group, String(3 + group));
  }
  return files;
};

/** Shared: one cluster in a hundred has a Localization, of one object. Distinct: every cluster has one, of every object. */
const localizations = (which: LayersCase, edit: LayersEdit): Record<string, string> => {
  const files: Record<string, string> = {};
  for (let index = 0; index < layersShape.clusters; index += 1) {
    const folder = `overlays/localizations/c-${index}`;
    const count = index === 0 ? edit.localization : undefined;
    if (which === 'distinct') {
      files[`${folder}/500-own/overlay.yaml`] = overlay([`labels: [{ pairs: { cluster: c-${index} } }]`]);
    }
    if (index % 100 === 0) files[`${folder}/600-size/app.yaml`] = replicas(50, count ?? '8');
  }
  return files;
};

export const layersFiles = (which: LayersCase, edit: LayersEdit = {}): Readonly<Record<string, string>> => {
  const files: Record<string, string> = {
    'fleet.yaml': 'apiVersion: headwater.dev/v1alpha1\nkind: FleetConfig\nmetadata: { name: bench }\n',
    ...globalizations(edit),
    ...localizations(which, edit),
  };
  for (let index = 0; index < layersShape.clusters; index += 1) {
    files[`clusters/c-${index}.yaml`] = clusterText(index);
  }
  for (let feed = 0; feed < layersShape.feeds; feed += 1) {
    const folder = `feeds/team-${feed}`;
    files[`${folder}/subscription.yaml`] =
      `apiVersion: apps.clusternet.io/v1alpha1\nkind: Subscription\nmetadata: { name: team-${feed} }\nspec: { subscribers: [{ clusterAffinity: {} }] }\n`;
    for (let index = 0; index < layersShape.objects; index += 1) {
      const image = feed === 0 && index === 0 ? (edit.feed ?? '1.0.0') : '1.0.0';
      files[`${folder}/object-${index}.yaml`] = objectText(feed, index, image);
    }
  }
  return files;
};
