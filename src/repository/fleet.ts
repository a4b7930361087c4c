import type { ClusterFacts } from '../model/cluster.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { JsonObject } from '../model/json.ts';
import type { KubeObject, ResourceId } from '../model/resource.ts';
import type { Source, SourceMap } from '../model/source.ts';
import type { Overlay } from './overlay.ts';

export type { Overlay, Target } from './overlay.ts';

/** A document as it was read: the value, and where each of its fields stands. */
export interface FleetDocument {
  readonly file: string;
  /** The blob's id: with `index`, the identity that memos key on. */
  readonly oid: string;
  /** 0-based position among the documents of the file. */
  readonly index: number;
  readonly value: JsonObject;
  readonly source: Source;
  readonly positions: SourceMap;
}

export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly LabelRequirement[];
}
export interface LabelRequirement {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  readonly values?: readonly string[];
}

export interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
}
export interface Toleration {
  readonly key?: string;
  readonly operator?: 'Equal' | 'Exists';
  readonly value?: string;
  readonly effect?: string;
}

export interface ManagedCluster extends ClusterFacts {
  readonly document: FleetDocument;
  readonly taints: readonly Taint[];
  /** Clusternet's dedicated namespace, where one is declared. */
  readonly dedicatedNamespace?: string;
  /** Default: the context of the cluster's own name. */
  readonly access: { readonly context: string };
  readonly hold?: { readonly reason: string; readonly until?: string };
}

/** Clusternet's reference to one resource; an empty namespace matches any. */
export interface FeedReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

export interface Subscriber {
  readonly clusterAffinity: LabelSelector;
}

export interface Subscription {
  readonly document: FleetDocument;
  readonly namespace: string;
  readonly name: string;
  /** `namespace/name`: how pins, records and commands name it. */
  readonly key: string;
  readonly annotations: Readonly<Record<string, string>>;
  readonly subscribers: readonly Subscriber[];
  readonly tolerations: readonly Toleration[];
  /** The folder under feeds/ that it stands in, '' where it stands elsewhere. */
  readonly folder: string;
  /** Absent: every resource of its folder. */
  readonly feeds?: readonly FeedReference[];
  readonly dependsOn: readonly string[];
  /** A RolloutStrategy's name; the fleet's default where the Subscription names none; '' = the built-in one. */
  readonly strategy: string;
  /** Errors that concern this Subscription alone (NotYetSupported …): its bindings keep what they run. */
  readonly refused: readonly Diagnostic[];
}

/** A resource of a feed folder, as it was written. */
export interface FeedResource {
  readonly document: FleetDocument;
  /** The folder under feeds/. */
  readonly feed: string;
  readonly id: ResourceId;
  readonly object: KubeObject;
}

export type OverridePolicy = 'ApplyNow' | 'ApplyLater';
export type LayerStage = 'globalization' | 'localization';

export type ClusternetOverrideType =
  | 'Helm'
  | 'JSONPatch'
  | 'MergePatch'
  | 'FieldJSONPatch'
  | 'FieldMergePatch';

/** One entry of a layer; `position` finds the line of each of its fields. */
export type LayerContent =
  | {
      readonly type: 'partial';
      readonly document: FleetDocument;
      readonly object: KubeObject;
      readonly merge: boolean;
    }
  | { readonly type: 'overlay'; readonly document: FleetDocument; readonly overlay: Overlay }
  | {
      readonly type: 'clusternet';
      readonly document: FleetDocument;
      readonly overrides: ClusternetOverrides;
    };

export interface ClusternetOverrides {
  readonly kind: 'Globalization' | 'Localization';
  readonly name: string;
  readonly feed: FeedReference;
  /** `${{ }}` is evaluated only under the annotation headwater.dev/expressions. */
  readonly expressions: boolean;
  readonly overrides: readonly ClusternetOverride[];
}

/** One entry of `spec.overrides`. */
export interface ClusternetOverride {
  readonly name: string;
  readonly type: ClusternetOverrideType;
  /** YAML or JSON text, as written. */
  readonly value: string;
  /** On a HelmChart: the chart itself instead of its values. */
  readonly overrideChart: boolean;
  /** Of the Field types: the string field whose text is patched, as a JSON Pointer. */
  readonly fieldPath: string;
  readonly fieldFormat: 'YAML' | 'JSON';
  /** JSON Pointer of the entry inside the document, e.g. /spec/overrides/0. */
  readonly pointer: string;
}

/** A folder (or file) of overrides with one place in the order. */
export interface Layer {
  readonly stage: LayerStage;
  /** 0 to 1000. */
  readonly priority: number;
  /** The folder's or file's path: ties of priority are broken by it, then by position in the file. */
  readonly path: string;
  /** As `explain` prints it: `200-eu`. */
  readonly name: string;
  /** A localization's cluster; '' for a globalization. */
  readonly cluster: string;
  /** Absent: every cluster. */
  readonly clusterAffinity?: LabelSelector;
  /** Bare CEL over the cluster. */
  readonly when?: { readonly expression: string; readonly source: Source };
  /** Feed folders it reaches; absent = every feed. */
  readonly feeds?: readonly string[];
  readonly overridePolicy: OverridePolicy;
  readonly contents: readonly LayerContent[];
}

export interface RolloutStrategyDocument {
  readonly document: FleetDocument;
  readonly name: string;
  readonly spec: JsonObject;
}

/** The names of the top-level folders. */
export interface Folders {
  readonly clusters: string;
  readonly feeds: string;
  readonly overlays: string;
  readonly rollouts: string;
  readonly approvals: string;
}

export interface FleetConfig {
  /** The fleet's id: in the labels and parents that we write. */
  readonly name: string;
  readonly defaultRollout: string;
  readonly defaultDeletionPolicy: 'Delete' | 'Orphan';
  readonly maxDeletes: number;
  readonly folders: Folders;
  readonly document?: FleetDocument;
}

/** A fleet repository at one commit, parsed; names resolved, nothing rendered. */
export interface Fleet {
  readonly commit: string;
  readonly config: FleetConfig;
  readonly clusters: readonly ManagedCluster[];
  readonly subscriptions: readonly Subscription[];
  readonly resources: readonly FeedResource[];
  /** The same by feed folder: most Subscriptions take one whole. */
  readonly resourcesByFeed: ReadonlyMap<string, readonly FeedResource[]>;
  /** HelmCharts: no binding has one yet, and overlays may be about them. */
  readonly charts: readonly FeedResource[];
  /** In the total order: stage, priority, path, position. */
  readonly layers: readonly Layer[];
  readonly strategies: readonly RolloutStrategyDocument[];
  /** Kinds that CRDs of this repository define: `group/kind` → namespaced. */
  readonly customScopes: ReadonlyMap<string, boolean>;
  /** Files with an error: what they would have held is unknown, so what they touch is not rendered. */
  readonly brokenFiles: ReadonlyMap<string, readonly Diagnostic[]>;
  readonly diagnostics: readonly Diagnostic[];
}
