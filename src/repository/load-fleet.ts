import { type Diagnostic, isError } from '../model/diagnostic.ts';
import { byCodePoint } from '../model/json.ts';
import { type Draft, newDraft, report, reportRefusal } from './draft.ts';
import { firstOfEach, reportDuplicates } from './duplicates.ts';
import { feedResources } from './feed-resources.ts';
import type { Fleet, Folders } from './fleet.ts';
import { kindOf } from './kinds/kind-of.ts';
import { feedOf } from './kinds/subscription.ts';
import { misspelledFolders } from './known-folders.ts';
import { buildLayers } from './layers.ts';
import { loadConfig, loadIgnore } from './load-config.ts';
import { type FleetFile, findFiles, isBuildFile, isDocumentFile } from './read/find-files.ts';
import type { LoadMemo } from './read/load-memo.ts';
import { readFile } from './read/read-file.ts';
import { indexTree } from './read/tree-index.ts';
import { checkLayerNames, resolveSubscriptions } from './resolve-names.ts';
import { customScopesOf } from './scope.ts';
import { placeOf, sortDocument } from './sort-documents.ts';
import type { Tree } from './tree.ts';

export { createLoadMemo, type LoadMemo } from './read/load-memo.ts';

/** Feed folders that kustomize or Helm would build: never read as plain files, which would mean something else. */
const refuseBuiltFeeds = (draft: Draft, files: readonly FleetFile[], folders: Folders): void => {
  for (const { path } of files) {
    const feed = feedOf(path, folders.feeds);
    if (feed !== '') draft.feeds.add(feed);
    const inOverlays = path.startsWith(`${folders.feeds}/${feed}/overlays/`);
    if (feed === '' || inOverlays || !isBuildFile(path) || draft.refusedFeeds.has(feed)) continue;
    const what = path.endsWith('Chart.yaml') ? 'a chart' : 'a kustomization';
    const problem: Diagnostic = {
      code: 'NotYetSupported',
      severity: 'error',
      message: `${what} in a feed folder is not supported yet`,
      source: { file: path, line: 1, column: 1 },
    };
    reportRefusal(draft, problem);
    draft.refusedFeeds.set(feed, problem);
  }
};

interface Loading {
  readonly draft: Draft;
  readonly folders: Folders;
  readonly memo: LoadMemo | undefined;
}

const loadFile = ({ draft, folders, memo }: Loading, file: FleetFile): void => {
  if (!isDocumentFile(file.path)) return;
  const place = placeOf(draft, file.path, folders);
  if (place.folder === 'approvals') {
    const message = 'approvals by commit are not supported yet: this one says nothing';
    const source = { file: file.path, line: 1, column: 1 };
    report(draft, [{ code: 'NotYetSupported', severity: 'warning', message, source }]);
    return;
  }
  const { documents, diagnostics } = readFile(file, memo);
  const isBuilt = draft.refusedFeeds.has(place.feed) && !place.inOverlays;
  if (!isBuilt) {
    report(draft, diagnostics);
    if (place.folder === 'clusters' && diagnostics.some(isError))
      draft.brokenClusters.add(baseName(file.path));
    for (const document of documents) sortDocument({ draft, document, place, folders });
    return;
  }
  // a chart's templates are no YAML, a kustomization's patches no objects: only Subscriptions count
  if (/(?:^|\/)subscription\.(?:ya?ml|json)$/.test(file.path)) report(draft, diagnostics);
  for (const document of documents) {
    if (kindOf(document) === 'Subscription') sortDocument({ draft, document, place, folders });
  }
};

/** `clusters/eu-1.yaml` → `eu-1`: the cluster that a file that cannot be read most likely held. */
const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1).replace(/\.[^.]*$/, '');

const byPosition = (a: Diagnostic, b: Diagnostic): number =>
  byCodePoint(a.source?.file ?? '', b.source?.file ?? '') ||
  (a.source?.line ?? 0) - (b.source?.line ?? 0) ||
  (a.source?.column ?? 0) - (b.source?.column ?? 0) ||
  byCodePoint(a.code, b.code);

/**
 * Reads a fleet repository at one commit: every known document, names resolved, nothing rendered. What is wrong is in
 * `diagnostics`; one broken file takes down what it touches and nothing else.
 */
export const loadFleet = (tree: Tree, memo?: LoadMemo): Fleet => {
  const draft = newDraft();
  const index = indexTree(tree);
  const config = loadConfig(index, draft, memo);
  const { folders } = config;
  report(draft, misspelledFolders(index, folders));
  const found = findFiles(index, Object.values(folders), loadIgnore(index, draft));
  report(draft, found.diagnostics);
  refuseBuiltFeeds(draft, found.files, folders);
  for (const file of found.files) loadFile({ draft, folders, memo }, file);

  const byName = ({ name }: { readonly name: string }): string => name;
  reportDuplicates(draft, draft.clusters, byName);
  for (const { name } of reportDuplicates(draft, draft.strategies, byName).keys())
    draft.brokenStrategies.add(name);
  const customScopes = customScopesOf(draft.objects.map(({ object }) => object));
  const resources = feedResources(draft, customScopes);
  const layers = buildLayers(draft);
  checkLayerNames(draft, layers);
  const subscriptions = resolveSubscriptions(draft, config, resources);
  return {
    commit: tree.commit,
    config,
    clusters: firstOfEach(draft.clusters, byName),
    subscriptions: firstOfEach(subscriptions, ({ key }) => key),
    resources,
    resourcesByFeed: Map.groupBy(resources, ({ feed }) => feed),
    charts: draft.charts.map(({ resource }) => resource),
    layers,
    strategies: firstOfEach(draft.strategies, byName),
    customScopes,
    brokenFiles: draft.brokenFiles,
    diagnostics: draft.diagnostics.toSorted(byPosition),
  };
};
