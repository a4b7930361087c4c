import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts';
import { onWholeObject } from '../inventory/live-metadata.ts';
import type { ManagedFieldsEntry, ObjectMeta } from '../object-meta.ts';
import type { OwnerTool } from './ownership.ts';

/**
 * Writers that stood for a person or for git before us. Not here: `kubectl-rollout`, whose restart annotation
 * would be removed with the next apply, and so restart every Pod; and whatever writes a subresource.
 */
const formerWriters: ReadonlySet<string> = new Set([
  'kubectl-client-side-apply',
  'kubectl',
  'kubectl-edit',
  'kubectl-create',
  'kubectl-replace',
  'kubectl-patch',
  'kubectl-label',
  'kubectl-annotate',
  'kubectl-set',
  'kubectl-last-applied',
  'before-first-apply',
]);

/** Under which manager names each tool writes; folded only where `adoption: Always` takes its object. */
const toolWriters: Readonly<Record<OwnerTool, readonly string[]>> = {
  ApplySet: ['kubectl', 'kubectl-applyset'],
  Headwater: [],
  Helm: ['helm', 'Go-http-client'],
  ArgoCD: ['argocd-controller', 'argocd-application-controller', 'argocd'],
  Flux: ['kustomize-controller', 'helm-controller', 'flux'],
  Fleet: ['fleetagent', 'fleet-agent'],
  Clusternet: ['clusternet-agent', 'clusternet-hub', 'clusternet-controller-manager'],
};

export interface JsonPatchOperation {
  readonly op: 'test' | 'replace' | 'remove' | 'add';
  readonly path: string;
  readonly value?: Json;
}

export interface FoldOptions {
  readonly manager: string;
  /** That of the declared object: entries of another version have paths that mean other things. */
  readonly apiVersion: string;
  readonly former?: OwnerTool | undefined;
}

/** The union of two field sets: both are trees whose leaves are `{}`. */
const union = (a: JsonObject, b: JsonObject): JsonObject => {
  const merged: Record<string, Json> = { ...a };
  for (const [key, theirs] of Object.entries(b)) {
    const ours = merged[key];
    merged[key] = isJsonObject(ours) && isJsonObject(theirs) ? union(ours, theirs) : theirs;
  }
  return merged;
};

const asJson = (entries: readonly ManagedFieldsEntry[]): Json => entries as unknown as Json;

/**
 * The JSON patch that gives the fields of former writers to us, so that what git later drops goes away
 * (as client-go's csaupgrade does for one manager). undefined where there is nothing to fold.
 * The server refuses it with 422 when the object has moved.
 */
export const foldPatch = (
  metadata: ObjectMeta,
  options: FoldOptions,
): readonly JsonPatchOperation[] | undefined => {
  const { manager, apiVersion, former } = options;
  const writers = new Set([...formerWriters, ...(former ? toolWriters[former] : [])]);
  const entries = metadata.managedFields ?? [];
  const foldable = (entry: ManagedFieldsEntry): boolean =>
    onWholeObject(entry) && entry.apiVersion === apiVersion && writers.has(entry.manager ?? '');
  const ours = (entry: ManagedFieldsEntry): boolean =>
    onWholeObject(entry) && entry.manager === manager && entry.operation === 'Apply';
  const folded = entries.filter((entry) => foldable(entry) && !ours(entry));
  if (folded.length === 0) return undefined;
  const merged = [...entries.filter(ours), ...folded].reduce<JsonObject>(
    (fields, entry) => union(fields, isJsonObject(entry.fieldsV1) ? entry.fieldsV1 : {}),
    {},
  );
  const entry: ManagedFieldsEntry = {
    manager,
    operation: 'Apply',
    apiVersion,
    ...(folded[0]?.time !== undefined && { time: folded[0].time }),
    fieldsType: 'FieldsV1',
    fieldsV1: merged,
  };
  const others = entries.filter((other) => !ours(other) && !folded.includes(other));
  return replaceEntries(metadata.resourceVersion, [entry, ...others]);
};

/**
 * When an object has no managedFields at all, the first apply makes the server invent `before-first-apply`,
 * which then owns every field beside us. Taking that entry out leaves the values and frees what we declare.
 */
export const dropBeforeFirstApply = (metadata: ObjectMeta): readonly JsonPatchOperation[] | undefined => {
  const entries = metadata.managedFields ?? [];
  const kept = entries.filter((entry) => entry.manager !== 'before-first-apply');
  return kept.length === entries.length ? undefined : replaceEntries(metadata.resourceVersion, kept);
};

/** On a custom resource an empty list changes nothing; one empty entry empties it for every kind (ran). */
const noEntries: readonly ManagedFieldsEntry[] = [{}];

/** A new list of managedFields, bound to the resourceVersion it was computed from. */
export const replaceEntries = (
  resourceVersion: string,
  entries: readonly ManagedFieldsEntry[],
): readonly JsonPatchOperation[] => [
  { op: 'test', path: '/metadata/resourceVersion', value: resourceVersion },
  {
    op: 'replace',
    path: '/metadata/managedFields',
    value: asJson(entries.length === 0 ? noEntries : entries),
  },
];
