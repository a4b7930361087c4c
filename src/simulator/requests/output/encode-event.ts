import type { JsonObject } from '../../../model/json.ts';
import type { ApiError } from '../../api-error.ts';
import { apiVersionOf, type ResourceType } from '../../resource-type.ts';
import { type StoredObject, storedObject } from '../../storage/stored-object.ts';
import type { WatchEventType } from '../watch-objects.ts';
import { encodeMetadata, encodeObject } from './encode-object.ts';
import type { OutputForm } from './media-type.ts';
import { type TableOptions, tableOf } from './table.ts';

/** Lines of one watch. A Table's columns are told with its first line. */
export interface EventEncoder {
  event(type: WatchEventType, stored: StoredObject): string;
  bookmark(revision: number, initial: boolean): string;
}

const bookmarkMeta = (revision: number, initial: boolean) => ({
  resourceVersion: String(revision),
  ...(initial && { annotations: { 'k8s.io/initial-events-end': 'true' } }),
});

const bookmarkObject = (
  type: ResourceType,
  shape: OutputForm['shape'],
  metadata: ReturnType<typeof bookmarkMeta>,
) =>
  shape === 'metadata'
    ? { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata }
    : { kind: type.kind, apiVersion: apiVersionOf(type), metadata };

export const eventEncoder = (
  type: ResourceType,
  shape: OutputForm['shape'],
  table: () => TableOptions,
): EventEncoder => {
  let headers = true;
  const asTable = (stored: StoredObject): string => {
    const metadata = { resourceVersion: String(stored.revision) };
    const text = JSON.stringify(tableOf([stored], metadata, table(), headers));
    headers = false;
    return text;
  };
  const object = (stored: StoredObject): string =>
    shape === 'table'
      ? asTable(stored)
      : shape === 'metadata'
        ? encodeMetadata(stored)
        : encodeObject(stored, type);
  const bookmark = (revision: number, initial: boolean): JsonObject => {
    const metadata = bookmarkMeta(revision, initial);
    if (shape !== 'table') return bookmarkObject(type, shape, metadata);
    // the row of an object that has nothing but its metadata; the columns count as told
    const object = { kind: type.kind, apiVersion: apiVersionOf(type), metadata };
    const stored = { ...storedObject(object, revision), object };
    const made = tableOf([stored], { resourceVersion: String(revision) }, table(), headers);
    headers = false;
    return made;
  };
  return {
    event: (kind, stored) => `{"type":"${kind}","object":${object(stored)}}\n`,
    bookmark: (revision, initial) =>
      `${JSON.stringify({ type: 'BOOKMARK', object: bookmark(revision, initial) })}\n`,
  };
};

/** How a watch that cannot go on says so. */
export const encodeErrorEvent = (error: ApiError): string =>
  `${JSON.stringify({ type: 'ERROR', object: error.body() })}\n`;
