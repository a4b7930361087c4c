import type { JsonObject } from '../../../model/json.ts';
import type { TableColumn } from '../../kinds/kind-rules.ts';
import type { ResourceType } from '../../resource-type.ts';
import type { StoredObject } from '../../storage/stored-object.ts';
import { asVersion } from '../../types/convert.ts';
import { metadataOf, withMeta } from '../object-meta.ts';
import { badRequest } from '../refusals.ts';
import { partialMetadata } from './encode-object.ts';

export type IncludeObject = 'None' | 'Metadata' | 'Object';

export interface TableOptions {
  readonly type: ResourceType;
  readonly columns: readonly TableColumn[];
  readonly includeObject: IncludeObject;
  /** Milliseconds since 1970, for ages. */
  readonly now: number;
}

/** The `includeObject` of a query. Throws a 400. */
export const includeObjectOf = (query: URLSearchParams): IncludeObject => {
  const text = query.get('includeObject') ?? '';
  if (text === '') return 'Metadata';
  if (text === 'None' || text === 'Metadata' || text === 'Object') return text;
  throw badRequest(
    `Unable to convert to Table as requested: includeObject: Invalid value: ${JSON.stringify(text)}: must be 'Metadata', 'Object', 'None', or empty`,
  );
};

const templateGeneration = 'deprecated.daemonset.template.generation';

/** A row shows the server's internal object, which has a field where v1 has this annotation. */
const rowObject = (object: JsonObject): JsonObject => {
  const annotations = metadataOf(object).annotations as JsonObject | undefined;
  if (annotations?.[templateGeneration] === undefined || object.kind !== 'DaemonSet') return object;
  const { [templateGeneration]: _field, ...rest } = annotations;
  return withMeta(object, { annotations: Object.keys(rest).length === 0 ? undefined : rest });
};

const rowOf = (stored: StoredObject, options: TableOptions): JsonObject => {
  const object = asVersion(stored.object, options.type);
  const cells = options.columns.map((column) => column.cell(object, options.now));
  if (options.includeObject === 'None') return { cells, object: null };
  return { cells, object: options.includeObject === 'Object' ? object : partialMetadata(rowObject(object)) };
};

const definitionsOf = (columns: readonly TableColumn[]): readonly JsonObject[] =>
  columns.map(({ name, type, format, description, priority }) => ({
    name,
    type,
    format,
    description,
    priority,
  }));

/** A `meta.k8s.io/v1` Table. A watch tells the columns once. */
export const tableOf = (
  items: readonly StoredObject[],
  metadata: JsonObject,
  options: TableOptions,
  headers = true,
): JsonObject => ({
  kind: 'Table',
  apiVersion: 'meta.k8s.io/v1',
  metadata,
  columnDefinitions: headers ? definitionsOf(options.columns) : null,
  rows: items.map((stored) => rowOf(stored, options)),
});
