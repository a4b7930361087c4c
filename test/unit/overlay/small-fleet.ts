import { sha256 } from '../../../src/model/digest.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import { asKubeObject, type KubeObject } from '../../../src/model/resource.ts';
import type {
  FeedResource,
  Fleet,
  FleetDocument,
  Layer,
  LayerContent,
  ManagedCluster,
  Subscription,
} from '../../../src/repository/fleet.ts';
import { readClusternetOverrides } from '../../../src/repository/kinds/clusternet-overrides.ts';
import { defaultConfig } from '../../../src/repository/kinds/fleet-config.ts';
import { readOverlay } from '../../../src/repository/kinds/overlay.ts';
import { scopedIdOf } from '../../../src/repository/scope.ts';
import type { Validated } from '../../../src/repository/validate.ts';
import { parseDocuments } from '../../../src/repository/yaml/documents.ts';

/** Hand-made parts of a fleet, each from the YAML that a repository would hold. */

/** An expression as it stands in YAML. */
export const cel = (expression: string): string => `$\{{ ${expression} }}`;

export const documentsOf = (file: string, text: string): readonly FleetDocument[] => {
  const { documents, diagnostics } = parseDocuments(text, { file });
  if (diagnostics.length > 0) throw new Error(JSON.stringify(diagnostics));
  return documents.map(({ value, source, positions }, index) => ({
    file,
    oid: sha256(text).slice(0, 40),
    index,
    value: value as JsonObject,
    source,
    positions,
  }));
};

export const documentOf = (file: string, text: string): FleetDocument => documentsOf(file, text)[0]!;

export const objectOf = (text: string): KubeObject => asKubeObject(documentOf('object.yaml', text).value);

export const clusterOf = (
  name: string,
  labels: Readonly<Record<string, string>> = {},
  facts: Readonly<Record<string, string>> = {},
): ManagedCluster => ({
  document: documentOf(`clusters/${name}.yaml`, `metadata: {name: ${name}}`),
  name,
  labels,
  annotations: {},
  facts,
  taints: [],
  access: { context: name },
});

export const resourcesOfFeed = (feed: string, text: string): readonly FeedResource[] =>
  documentsOf(`feeds/${feed}/objects.yaml`, text).map((document) => {
    const object = asKubeObject(document.value);
    return { document, feed, id: scopedIdOf(object, new Map()), object };
  });

export const partial = (file: string, text: string): LayerContent => {
  const document = documentOf(file, text);
  const object = asKubeObject(document.value);
  const merge = object.metadata.annotations?.['headwater.dev/patch'] === 'merge';
  return { type: 'partial', document, object, merge };
};

const versioned = (document: FleetDocument, head: JsonObject): FleetDocument => ({
  ...document,
  value: { ...head, ...document.value },
});

const readOrThrow = <T>({ value, diagnostics }: Validated<T>): T => {
  if (value === undefined || diagnostics.length > 0) throw new Error(JSON.stringify(diagnostics));
  return value;
};

/** apiVersion and kind may be left out. */
export const overlay = (file: string, text: string): LayerContent => {
  const head = { apiVersion: 'headwater.dev/v1alpha1', kind: 'Overlay' };
  const document = versioned(documentOf(file, text), head);
  return { type: 'overlay', document, overlay: readOrThrow(readOverlay(document)).overlay };
};

/** apiVersion may be left out. */
export const clusternet = (file: string, text: string): LayerContent => {
  const document = versioned(documentOf(file, text), { apiVersion: 'apps.clusternet.io/v1alpha1' });
  const kind = document.value.kind as 'Globalization' | 'Localization';
  const { overrides } = readOrThrow(readClusternetOverrides(document, kind));
  return { type: 'clusternet', document, overrides };
};

export const layerOf = (
  path: string,
  contents: readonly LayerContent[],
  more: Partial<Layer> = {},
): Layer => {
  const localization = path.includes('localizations/');
  const name = path.split('/').at(-1)!;
  return {
    stage: localization ? 'localization' : 'globalization',
    priority: Number.parseInt(name, 10),
    path,
    name,
    cluster: localization ? path.split('/').at(-2)! : '',
    overridePolicy: 'ApplyNow',
    contents,
    ...more,
  };
};

export const subscriptionOf = (name: string, more: Partial<Subscription> = {}): Subscription => ({
  document: documentOf(`feeds/${name}/subscription.yaml`, `metadata: {name: ${name}}`),
  namespace: 'default',
  name,
  key: `default/${name}`,
  annotations: {},
  subscribers: [{ clusterAffinity: {} }],
  tolerations: [],
  folder: name,
  dependsOn: [],
  strategy: '',
  refused: [],
  ...more,
});

export const fleetOf = (parts: Partial<Omit<Fleet, 'resourcesByFeed'>>): Fleet => ({
  commit: 'c'.repeat(40),
  config: defaultConfig,
  clusters: [],
  subscriptions: [],
  resources: [],
  resourcesByFeed: Map.groupBy(parts.resources ?? [], ({ feed }) => feed),
  charts: [],
  layers: [],
  strategies: [],
  customScopes: new Map(),
  brokenFiles: new Map(),
  diagnostics: [],
  ...parts,
});
