import type { Json, JsonObject } from '../model/json.ts';

/** What an overlay.yaml selects in a patch, values or ignoreFields: whole names with * and ?; `{}` is every object. */
export interface Target {
  readonly group?: string;
  readonly version?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly annotationSelector?: string;
}

/** Labels that are written where objects, templates and selectors have theirs. */
export interface LabelPairs {
  readonly pairs: Readonly<Record<string, string>>;
  readonly includeTemplates: boolean;
  /** Templates too: a selector that its own template does not meet would be refused. */
  readonly includeSelectors: boolean;
  readonly pointer: string;
}

export interface OverlayPatch {
  readonly target: Target;
  /** Parsed where it was a string of YAML. */
  readonly patch: Json;
  readonly onMissing: 'error' | 'skip' | 'create';
  readonly pointer: string;
}

export interface ReplicaCount {
  readonly name: string;
  readonly namespace?: string;
  /** A text is an expression, which must come to a whole number. */
  readonly count: number | string;
  readonly pointer: string;
}

/** At least one of the three new parts is there. */
export interface ImageChange {
  readonly name: string;
  readonly newName?: string;
  readonly newTag?: string;
  readonly digest?: string;
  readonly pointer: string;
}

/** Values over those of the HelmCharts that a target names. */
export interface ChartValues {
  readonly target: Target;
  readonly values: JsonObject;
  readonly pointer: string;
}

/** Fields that are left to others in the cluster, as JSON Pointers. */
export interface IgnoredFields {
  readonly target: Target;
  readonly paths: readonly string[];
  readonly pointer: string;
}

/** An overlay.yaml; each `pointer` is the entry's own in the document. */
export interface Overlay {
  readonly patches: readonly OverlayPatch[];
  readonly labels: readonly LabelPairs[];
  readonly annotations: Readonly<Record<string, string>>;
  /** Pod templates too. */
  readonly commonAnnotations: Readonly<Record<string, string>>;
  readonly replicas: readonly ReplicaCount[];
  readonly images: readonly ImageChange[];
  readonly values: readonly ChartValues[];
  readonly ignoreFields: readonly IgnoredFields[];
}
