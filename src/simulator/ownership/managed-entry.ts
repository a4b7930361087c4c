import type { JsonObject } from '../../model/json.ts';
import type { FieldSet } from './field-set.ts';

/** One entry of `metadata.managedFields`, decoded. */
export interface ManagedEntry {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  /** '' for the main resource. */
  readonly subresource: string;
  readonly time: string | undefined;
  readonly fields: FieldSet;
  /** The entry as the object holds it, shared while nothing of it changes. */
  readonly encoded?: JsonObject;
}

/** The entry with other fields. */
export const withFields = ({ encoded: _, ...entry }: ManagedEntry, fields: FieldSet): ManagedEntry => ({
  ...entry,
  fields,
});

/** Every owner of an object, by `managerKey`. */
export type Managed = Map<string, ManagedEntry>;

type Identity = Omit<ManagedEntry, 'time' | 'fields' | 'encoded'>;

/**
 * What tells managers apart: the API server's own spelling, whose order conflicts are listed in. An applier is the same at every
 * version.
 */
export const managerKey = ({ manager, operation, apiVersion, subresource }: Identity): string => {
  const version = operation === 'Update' ? `,"apiVersion":${JSON.stringify(apiVersion)}` : '';
  const part = subresource === '' ? '' : `,"subresource":${JSON.stringify(subresource)}`;
  return `{"manager":${JSON.stringify(manager)},"operation":"${operation}"${version}${part}}`;
};

/** As messages name a manager: `"m" with subresource "status" using v1`. */
export const showManager = ({ manager, operation, apiVersion, subresource }: Identity): string => {
  const part = subresource === '' ? '' : ` with subresource ${JSON.stringify(subresource)}`;
  return `${JSON.stringify(manager)}${part}${operation === 'Update' ? ` using ${apiVersion}` : ''}`;
};
