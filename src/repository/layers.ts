import { compileExpression } from '../expression/compile.ts';
import { checkExpressions, mentionsExpression, type SubstitutionError } from '../expression/substitute.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { byCodePoint, type Json } from '../model/json.ts';
import { type Draft, type LayerDraft, report } from './draft.ts';
import type { FleetDocument, LabelRequirement, LabelSelector, Layer, LayerContent } from './fleet.ts';
import type { ClusternetLayer } from './kinds/clusternet-overrides.ts';
import type { ReadOverlay } from './kinds/overlay.ts';
import { problemAt } from './problem.ts';

const maxPriority = 1000;
const mergeAnnotation = 'headwater.dev/patch';

const syntaxProblems = (
  document: FleetDocument,
  errors: readonly SubstitutionError[],
): readonly Diagnostic[] =>
  errors.map(({ code, message, pointer, offset }) => ({
    code,
    severity: 'error',
    message,
    source: document.positions.characterAt(pointer, offset),
  }));

/** The parts of an overlay.yaml in which expressions stand, by the field that holds them. */
const texts = ({ overlay }: ReadOverlay): readonly (readonly [pointer: string, value: unknown])[] => [
  ...overlay.patches.flatMap(({ target, patch, pointer }) => [
    [`${pointer}/target`, target] as const,
    [`${pointer}/patch`, patch] as const,
  ]),
  ...overlay.labels.map(({ pairs, pointer }) => [`${pointer}/pairs`, pairs] as const),
  ['/annotations', overlay.annotations],
  ['/commonAnnotations', overlay.commonAnnotations],
  ...[...overlay.replicas, ...overlay.images, ...overlay.values, ...overlay.ignoreFields].map(
    ({ pointer, ...entry }) => [pointer, entry] as const,
  ),
];

/** What says where a layer goes is read before there is a cluster: an expression in it would be taken for a name. */
const noExpressions = ({ document, feeds, clusterAffinity }: ReadOverlay): readonly Diagnostic[] =>
  (['feeds', 'clusterAffinity'] as const)
    .filter((field) => mentionsExpression(({ feeds, clusterAffinity }[field] ?? null) as Json))
    .map((field) => {
      const message = `${field} takes no expressions: use \`when\``;
      return problemAt(document, `/${field}`, { code: 'InvalidField', message });
    });

const checkOverlay = (draft: Draft, layer: LayerDraft): void => {
  const { overlay: read } = layer;
  if (!read) return;
  const { document, when, feeds } = read;
  const errors = texts(read).flatMap(([pointer, value]) => checkExpressions(value as Json, pointer));
  report(draft, [...syntaxProblems(document, errors), ...noExpressions(read)]);
  const error = when === undefined ? undefined : compileExpression(when).error;
  if (error)
    report(draft, syntaxProblems(document, [{ code: 'ExpressionSyntax', pointer: '/when', ...error }]));
  if (layer.feed === '' || !feeds) return;
  for (const [index, feed] of feeds.entries()) {
    if (feed === layer.feed) continue;
    const message = `overlays of the feed ${layer.feed} reach that feed alone`;
    report(draft, [problemAt(document, `/feeds/${index}`, { code: 'InvalidField', message })]);
  }
};

const contentsOf = ({ partials, overlay: read }: LayerDraft): readonly LayerContent[] => {
  const partial = partials.map(({ document, object }): LayerContent => {
    const merge = object.metadata.annotations?.[mergeAnnotation] === 'merge';
    return { type: 'partial', document, object, merge };
  });
  if (!read) return partial;
  const { document, overlay } = read;
  const isEmpty = Object.values(overlay).every((part: object) => Object.keys(part).length === 0);
  return isEmpty ? partial : [...partial, { type: 'overlay', document, overlay }];
};

const feedsOf = (draft: Pick<LayerDraft, 'feed' | 'overlay'>): { feeds?: readonly string[] } => {
  if (draft.feed !== '') return { feeds: [draft.feed] };
  return draft.overlay?.feeds ? { feeds: draft.overlay.feeds } : {};
};

/** What of an overlay.yaml governs every file of its folder. */
const conditionsOf = ({ overlay }: LayerDraft): Pick<Layer, 'clusterAffinity' | 'when'> => ({
  ...(overlay?.clusterAffinity && { clusterAffinity: overlay.clusterAffinity }),
  ...(overlay?.when !== undefined && {
    when: { expression: overlay.when, source: overlay.document.positions.at('/when') },
  }),
});

const requirementsOf = (selector: LabelSelector): readonly LabelRequirement[] => [
  ...Object.entries(selector.matchLabels ?? {}).map(
    ([key, value]): LabelRequirement => ({ key, operator: 'In', values: [value] }),
  ),
  ...(selector.matchExpressions ?? []),
];

/** A selector that takes what both take. */
const both = (a: LabelSelector | undefined, b: LabelSelector | undefined): LabelSelector | undefined =>
  a && b ? { matchExpressions: [...requirementsOf(a), ...requirementsOf(b)] } : (a ?? b);

const mismatch = (document: FleetDocument, pointer: string, message: string): Diagnostic =>
  problemAt(document, pointer, { code: 'PathMismatch', message });

const stageOf = (layer: ClusternetLayer): Layer['stage'] =>
  layer.overrides.kind === 'Globalization' ? 'globalization' : 'localization';

/** A document may repeat what its folder says, and never say something else. */
const mismatches = (draft: Draft, { place }: LayerDraft, layer: ClusternetLayer): readonly Diagnostic[] => {
  const { document, priority, namespace, overrides } = layer;
  const found: Diagnostic[] = [];
  if (priority !== undefined && priority !== place.priority) {
    const message = `the document says priority ${priority}, its folder ${place.priority}`;
    found.push(mismatch(document, '/spec/priority', message));
  }
  if (stageOf(layer) !== place.stage) {
    const message = `a ${overrides.kind} stands in a ${place.stage} folder`;
    found.push(mismatch(document, '/kind', message));
  } else if (place.stage === 'localization' && namespace !== '' && namespace !== place.cluster) {
    const cluster = draft.clusters.find(({ name }) => name === place.cluster);
    if (cluster?.dedicatedNamespace === namespace) return found;
    const message = `the document names the cluster ${namespace}, its folder ${place.cluster}`;
    found.push(mismatch(document, '/metadata/namespace', message));
  }
  return found;
};

const clusternetContent = ({ document, overrides }: ClusternetLayer): readonly LayerContent[] => [
  { type: 'clusternet', document, overrides },
];

const clusternetInFolder = (draft: Draft, folder: LayerDraft, layer: ClusternetLayer): Layer => {
  report(draft, mismatches(draft, folder, layer));
  const { clusterAffinity: own, when } = conditionsOf(folder);
  const clusterAffinity = both(own, layer.clusterAffinity);
  return {
    stage: folder.place.stage,
    priority: Math.min(folder.place.priority, maxPriority),
    path: layer.document.file,
    name: folder.place.name,
    cluster: folder.place.cluster,
    ...(clusterAffinity && { clusterAffinity }),
    ...(when && { when }),
    ...feedsOf(folder),
    overridePolicy: layer.overridePolicy,
    contents: clusternetContent(layer),
  };
};

const layersOfFolder = (draft: Draft, folder: LayerDraft): readonly Layer[] => {
  const { place, files, overlay } = folder;
  if (place.priority > maxPriority) {
    const source = { file: files[0]!, line: 1, column: 1 };
    const message = `${place.path} has a priority beyond ${maxPriority}`;
    report(draft, [{ code: 'InvalidField', severity: 'error', message, source }]);
  }
  checkOverlay(draft, folder);
  for (const { document, object } of folder.partials) {
    report(draft, syntaxProblems(document, checkExpressions(object)));
  }
  // kept even where all of it is broken: what it reaches is what must stand still
  const own: Layer = {
    stage: place.stage,
    priority: Math.min(place.priority, maxPriority),
    path: place.path,
    name: place.name,
    cluster: place.cluster,
    ...conditionsOf(folder),
    ...feedsOf(folder),
    overridePolicy: overlay?.overridePolicy ?? 'ApplyNow',
    contents: contentsOf(folder),
  };
  const clusternet = folder.clusternet.map((layer) => clusternetInFolder(draft, folder, layer));
  const isClusternetAlone = clusternet.length > 0 && own.contents.length === 0 && !overlay;
  return isClusternetAlone && !files.some((file) => draft.brokenFiles.has(file))
    ? clusternet
    : [own, ...clusternet];
};

/** A Localization outside every layer folder: its namespace is the cluster's name or dedicated namespace. */
const clusterNamed = (draft: Draft, layer: ClusternetLayer): string => {
  const { document, namespace } = layer;
  if (namespace === '') {
    const message = 'a Localization outside a cluster folder names its cluster in metadata.namespace';
    report(draft, [problemAt(document, '/metadata', { code: 'InvalidField', message })]);
    return '';
  }
  const cluster =
    draft.clusters.find(({ name }) => name === namespace) ??
    draft.clusters.find(({ dedicatedNamespace }) => dedicatedNamespace === namespace);
  return cluster?.name ?? namespace;
};

const looseLayer = (draft: Draft, layer: ClusternetLayer, feed: string): Layer => ({
  stage: stageOf(layer),
  priority: layer.priority ?? 500,
  path: layer.document.file,
  name: layer.overrides.name,
  cluster: stageOf(layer) === 'localization' ? clusterNamed(draft, layer) : '',
  ...(layer.clusterAffinity && { clusterAffinity: layer.clusterAffinity }),
  ...feedsOf({ feed }),
  overridePolicy: layer.overridePolicy,
  contents: clusternetContent(layer),
});

/** Stage, priority, path; what stands in one file keeps its order, as sort is stable. */
export const compareLayers = (a: Layer, b: Layer): number =>
  byCodePoint(a.stage, b.stage) || a.priority - b.priority || byCodePoint(a.path, b.path);

/** Every layer in the total order: stage, priority, path, position in the file (sort is stable). */
export const buildLayers = (draft: Draft): readonly Layer[] =>
  [
    ...[...draft.layers.values()].flatMap((folder) => layersOfFolder(draft, folder)),
    ...draft.looseLayers.map(({ layer, feed }) => looseLayer(draft, layer, feed)),
  ].sort(compareLayers);
