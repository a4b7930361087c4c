import { type Diagnostic, isError } from '../model/diagnostic.ts';
import type { KubeObject } from '../model/resource.ts';
import type {
  FeedResource,
  FleetDocument,
  ManagedCluster,
  RolloutStrategyDocument,
  Subscription,
} from './fleet.ts';
import type { ClusternetLayer } from './kinds/clusternet-overrides.ts';
import type { ReadOverlay } from './kinds/overlay.ts';
import type { LayerPlace } from './layer-path.ts';

/** What was found of one layer folder or file. */
export interface LayerDraft {
  readonly place: LayerPlace;
  /** The feed whose own overlays these are; '' for the fleet's. */
  readonly feed: string;
  readonly files: string[];
  overlay?: ReadOverlay;
  readonly partials: { readonly document: FleetDocument; readonly object: KubeObject }[];
  readonly clusternet: ClusternetLayer[];
}

/** A chart that stands in a feed, and why no binding has it. */
export interface RefusedChart {
  readonly resource: FeedResource;
  readonly problem: Diagnostic;
}

/** A fleet while it is being read; filled by one load and then thrown away. */
export interface Draft {
  readonly clusters: ManagedCluster[];
  readonly subscriptions: Subscription[];
  readonly strategies: RolloutStrategyDocument[];
  /** Without their final ids: scopes are known once every CRD was seen. */
  readonly objects: {
    readonly document: FleetDocument;
    readonly feed: string;
    readonly object: KubeObject;
  }[];
  readonly layers: Map<string, LayerDraft>;
  /** Globalizations and Localizations outside every layer folder; `feed` as in LayerDraft. */
  readonly looseLayers: { readonly layer: ClusternetLayer; readonly feed: string }[];
  readonly charts: RefusedChart[];
  /** Feed folder → why it is not read as plain files. */
  readonly refusedFeeds: Map<string, Diagnostic>;
  readonly feeds: Set<string>;
  /** Names that a document with errors would have had: what refers to them is not mistyped. */
  readonly brokenClusters: Set<string>;
  readonly brokenStrategies: Set<string>;
  readonly diagnostics: Diagnostic[];
  readonly brokenFiles: Map<string, Diagnostic[]>;
}

export const newDraft = (): Draft => ({
  clusters: [],
  subscriptions: [],
  strategies: [],
  objects: [],
  layers: new Map(),
  looseLayers: [],
  charts: [],
  refusedFeeds: new Map(),
  feeds: new Set(),
  brokenClusters: new Set(),
  brokenStrategies: new Set(),
  diagnostics: [],
  brokenFiles: new Map(),
});

/** Keeps diagnostics; an error breaks the file that it stands in. */
export const report = (draft: Draft, diagnostics: readonly Diagnostic[]): void => {
  for (const diagnostic of diagnostics) {
    draft.diagnostics.push(diagnostic);
    if (!isError(diagnostic) || !diagnostic.source) continue;
    const { file } = diagnostic.source;
    const known = draft.brokenFiles.get(file) ?? [];
    known.push(diagnostic);
    draft.brokenFiles.set(file, known);
  }
};

/** Keeps an error that concerns Subscriptions (their `refused`) and no other content of its file. */
export const reportRefusal = (draft: Draft, diagnostic: Diagnostic): void => {
  draft.diagnostics.push(diagnostic);
};

/** Reports what is wrong with a Subscription: what is not supported yet concerns it alone, and breaks no file. */
export const reportSubscription = (draft: Draft, problems: readonly Diagnostic[]): void => {
  for (const problem of problems) {
    if (problem.code === 'NotYetSupported') reportRefusal(draft, problem);
    else report(draft, [problem]);
  }
};
