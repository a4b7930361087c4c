import { isError } from '../model/diagnostic.ts';
import { isJsonObject } from '../model/json.ts';
import { idOf } from '../model/resource.ts';
import { type Draft, type LayerDraft, report, reportRefusal, reportSubscription } from './draft.ts';
import type { FleetDocument, Folders } from './fleet.ts';
import { readClusternetOverrides } from './kinds/clusternet-overrides.ts';
import { readHelmChart } from './kinds/helm-chart.ts';
import { type DocumentKind, kindOf, knownKinds } from './kinds/kind-of.ts';
import { readClusternetManagedCluster, readManagedCluster } from './kinds/managed-cluster.ts';
import { readOverlay } from './kinds/overlay.ts';
import { readRolloutStrategy } from './kinds/rollout-strategy.ts';
import { feedOf, readSubscription } from './kinds/subscription.ts';
import { layerPlaceOf } from './layer-path.ts';
import { nearestHint } from './nearest.ts';
import { readObject } from './objects.ts';
import { positionsWithin } from './positions-within.ts';
import { problemAt } from './problem.ts';
import type { Validated } from './validate.ts';

/** Where a file of a known folder stands. */
export interface Place {
  readonly folder: keyof Folders;
  /** The folder under feeds/; '' elsewhere. */
  readonly feed: string;
  /** In an overlays folder, the fleet's or a feed's. */
  readonly inOverlays: boolean;
  readonly layer?: LayerDraft;
}

/** Says where a path stands, and opens its layer in the draft. */
export const placeOf = (draft: Draft, path: string, folders: Folders): Place => {
  const top = path.slice(0, path.indexOf('/'));
  const names = Object.keys(folders) as (keyof Folders)[];
  const folder = names.find((name) => folders[name] === top)!;
  const feed = folder === 'feeds' ? feedOf(path, folders.feeds) : '';
  const overlays = feed === '' ? folders.overlays : `${folders.feeds}/${feed}/overlays`;
  const inOverlays = path.startsWith(`${overlays}/`);
  const place = inOverlays ? layerPlaceOf(path, overlays) : undefined;
  if (!place) return { folder, feed, inOverlays };
  const layer = draft.layers.get(place.path) ?? { place, feed, files: [], partials: [], clusternet: [] };
  layer.files.push(path);
  draft.layers.set(place.path, layer);
  return { folder, feed, inOverlays, layer };
};

/** One document, where it stands, and the draft that it goes into. */
interface Sorting {
  readonly draft: Draft;
  readonly document: FleetDocument;
  readonly place: Place;
  readonly folders: Folders;
}

const refuse = ({ draft, document }: Sorting, pointer: string, message: string): void =>
  report(draft, [problemAt(document, pointer, { code: 'UnknownDocument', message })]);

const misplaced = (sorting: Sorting, where: string): void =>
  refuse(sorting, '', `a ${String(sorting.document.value.kind)} stands ${where}, and is not read elsewhere`);

const unknown = ({ draft, document }: Sorting, message: string): void => {
  const { apiVersion, kind } = document.value;
  const hint = nearestHint(`${String(apiVersion)} ${String(kind)}`, knownKinds);
  report(draft, [problemAt(document, '/kind', { code: 'UnknownDocument', message, ...hint })]);
};

/** Keeps the name of a document that cannot be trusted: what refers to it is not mistyped. */
const rememberBroken = (names: Set<string>, { document }: Sorting, read: Validated<unknown>): void => {
  if (read.value !== undefined && !read.diagnostics.some(isError)) return;
  const { metadata } = document.value;
  if (isJsonObject(metadata) && typeof metadata.name === 'string') names.add(metadata.name);
};

const cluster = (sorting: Sorting): void => {
  const { draft, document, place } = sorting;
  if (place.folder !== 'clusters') {
    misplaced(sorting, 'in the clusters folder');
    return;
  }
  const isOurs = kindOf(document) === 'ManagedCluster';
  const read = isOurs ? readManagedCluster(document) : readClusternetManagedCluster(document);
  report(draft, read.diagnostics);
  if (read.value) draft.clusters.push(read.value);
  rememberBroken(draft.brokenClusters, sorting, read);
};

const strategy = (sorting: Sorting): void => {
  const { draft, document, place } = sorting;
  if (place.folder !== 'rollouts') {
    misplaced(sorting, 'in the rollouts folder');
    return;
  }
  const read = readRolloutStrategy(document);
  report(draft, read.diagnostics);
  if (read.value) draft.strategies.push(read.value);
  rememberBroken(draft.brokenStrategies, sorting, read);
};

const subscription = ({ draft, document, folders }: Sorting): void => {
  const { subscription: found, diagnostics } = readSubscription(document, folders.feeds);
  reportSubscription(draft, diagnostics);
  if (found) draft.subscriptions.push(found);
};

const overlay = (sorting: Sorting): void => {
  const { draft, document, place } = sorting;
  const { layer } = place;
  if (!layer) {
    misplaced(sorting, 'in a layer folder, <priority>-<name>/');
    return;
  }
  const { value, diagnostics } = readOverlay(document);
  report(draft, diagnostics);
  if (!value) return;
  if (layer.overlay) {
    const { file, line } = layer.overlay.document.source;
    const message = `a layer has one Overlay, and ${file}:${line} is one already`;
    report(draft, [problemAt(document, '', { code: 'DuplicateName', message })]);
    return;
  }
  layer.overlay = value;
};

const clusternetLayer = ({ draft, document, place }: Sorting): void => {
  const kind = kindOf(document) === 'Globalization' ? 'Globalization' : 'Localization';
  const { value, diagnostics } = readClusternetOverrides(document, kind);
  report(draft, diagnostics);
  if (!value) return;
  if (place.layer) place.layer.clusternet.push(value);
  else draft.looseLayers.push({ layer: value, feed: place.feed });
};

/** In a feed a HelmChart is a chart; in a layer it is a partial manifest of one. */
const chart = (sorting: Sorting): void => {
  const { draft, document, place } = sorting;
  if (place.inOverlays) {
    plainObject(sorting);
    return;
  }
  const { value, diagnostics } = readHelmChart(document);
  report(draft, diagnostics);
  const message = 'a HelmChart is not supported yet';
  const problem = problemAt(document, '', { code: 'NotYetSupported', message });
  reportRefusal(draft, problem);
  if (!value) return;
  const id = { ...idOf(value), namespace: value.metadata.namespace ?? 'default' };
  draft.charts.push({ resource: { document, feed: place.feed, id, object: value }, problem });
};

const written = new Set([
  'Base',
  'Description',
  'HelmRelease',
  'FeedInventory',
  'ClusterRegistrationRequest',
]);

/** Kinds of our groups and of Clusternet's that a repository does not hold. */
const foreign = (sorting: Sorting): void => {
  const { draft, document } = sorting;
  const kind = String(document.value.kind);
  if (!written.has(kind)) {
    unknown(sorting, `${String(document.value.apiVersion)} has no kind ${kind} that a repository may hold`);
    return;
  }
  const message = `Clusternet writes a ${kind} itself: it says nothing here and is left out`;
  report(draft, [problemAt(document, '/kind', { code: 'FileNotRead', severity: 'note', message })]);
};

/** What Clusternet's shadow API stores of one resource: the resource is its template. */
const manifest = (sorting: Sorting): void => {
  const { draft, document } = sorting;
  const { template } = document.value;
  if (!isJsonObject(template)) {
    const message = 'a Manifest holds its resource in template';
    report(draft, [problemAt(document, '/template', { code: 'InvalidField', message })]);
    return;
  }
  const source = document.positions.at('/template');
  const positions = positionsWithin(document.positions, document.file, '/template');
  plainObject({ ...sorting, document: { ...document, value: template, source, positions } });
};

const plainObject = (sorting: Sorting): void => {
  const { draft, document, place } = sorting;
  if (place.inOverlays && !place.layer) {
    refuse(
      sorting,
      '',
      'a partial manifest stands in a layer: <priority>-<name>/, or <priority>-<name>.yaml',
    );
    return;
  }
  if (place.folder !== 'feeds' && !place.layer) {
    unknown(sorting, `${String(document.value.kind)} is no kind that this folder may hold`);
    return;
  }
  const { value, diagnostics } = readObject(document, { isPatch: place.layer !== undefined });
  report(draft, diagnostics);
  if (!value) return;
  if (place.layer) place.layer.partials.push({ document, object: value });
  else draft.objects.push({ document, feed: place.feed, object: value });
};

const sorters: Readonly<Record<DocumentKind, (sorting: Sorting) => void>> = {
  FleetConfig: (sorting) => misplaced(sorting, 'in fleet.yaml'),
  ManagedCluster: cluster,
  ClusternetManagedCluster: cluster,
  RolloutStrategy: strategy,
  Subscription: subscription,
  Overlay: overlay,
  Globalization: clusternetLayer,
  Localization: clusternetLayer,
  HelmChart: chart,
  Manifest: manifest,
  foreign,
  object: plainObject,
  none: (sorting) => refuse(sorting, '', 'a document names its apiVersion and its kind, and this does not'),
};

/** Gives a document of a known folder its place in the draft, by its kind and by where it stands. */
export const sortDocument = (sorting: Sorting): void => sorters[kindOf(sorting.document)](sorting);
