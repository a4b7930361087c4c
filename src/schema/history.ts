import type { HistoryTable, MinorRange } from './history-table.ts';
import { kubernetesHistoryJson } from './kubernetes-history.generated.ts';
import { type GroupVersionKind, kindSchema } from './schema.ts';

export type { MinorRange } from './history-table.ts';

let parsed: HistoryTable | undefined;
const table = (): HistoryTable => {
  parsed ??= JSON.parse(kubernetesHistoryJson) as HistoryTable;
  return parsed;
};

/** The minors of Kubernetes 1 that are known; of others nothing is said. */
export const knownMinors = (): MinorRange => table().minors;

/** The known minors that have a kind at this version, be it that a server must be told to serve it; undefined: none. */
export const minorsOfKind = (gvk: GroupVersionKind): MinorRange | undefined => {
  const { kinds, minors } = table();
  const name = `${gvk.group}|${gvk.version}|${gvk.kind}`;
  if (Object.hasOwn(kinds, name)) return kinds[name];
  return kindSchema(gvk) && minors;
};

/** The known minors that have a field of a definition, where not all of those that have the definition do. */
export const minorsOfField = (definition: string, field: string): MinorRange | undefined => {
  const { fields } = table();
  const changed = Object.hasOwn(fields, definition) ? fields[definition] : undefined;
  return changed !== undefined && Object.hasOwn(changed, field) ? changed[field] : undefined;
};

/** Fields of a definition that came or went. */
export const changedFields = (definition: string): readonly string[] => {
  const { fields } = table();
  return Object.hasOwn(fields, definition) ? Object.keys(fields[definition]!) : [];
};

/** `v1.32.4`, `1.32`, `1.32+k3s1` → 32; undefined where it is no version of Kubernetes 1. */
export const minorOf = (version: string): number | undefined => {
  const match = /^v?1\.(\d{1,3})(?:[.+-].*)?$/.exec(version.trim());
  return match === null ? undefined : Number(match[1]);
};
