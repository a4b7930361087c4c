import type { JsonObject } from '../../../model/json.ts';
import { apiVersionOf, type ResourceType } from '../../resource-type.ts';
import type { ListPage } from '../list-objects.ts';
import { encodeItem, encodeMetadata } from './encode-object.ts';
import type { OutputForm } from './media-type.ts';
import { type TableOptions, tableOf } from './table.ts';

const listMeta = (page: ListPage): JsonObject => ({
  resourceVersion: String(page.revision),
  ...(page.continueToken !== undefined && { continue: page.continueToken }),
  ...(page.remaining !== undefined && page.remaining > 0 && { remainingItemCount: page.remaining }),
});

const head = (kind: string, apiVersion: string): string =>
  `"kind":${JSON.stringify(kind)},"apiVersion":${JSON.stringify(apiVersion)}`;

/** A page of a list as JSON; no object is serialised twice for it. */
export const encodeList = (
  page: ListPage,
  type: ResourceType,
  shape: OutputForm['shape'],
  table: () => TableOptions,
): string => {
  const metadata = listMeta(page);
  switch (shape) {
    case 'table':
      return JSON.stringify(tableOf(page.items, metadata, table()));
    case 'metadata':
      return `{${head('PartialObjectMetadataList', 'meta.k8s.io/v1')},"metadata":${JSON.stringify(metadata)},"items":[${page.items.map(encodeMetadata).join(',')}]}`;
    case 'object': {
      const items = `"items":[${page.items.map((stored) => encodeItem(stored, type)).join(',')}]`;
      const typed = type.structural === undefined;
      const start = head(type.listKind, apiVersionOf(type));
      // an untyped list writes its token even when it has none
      const untyped = typed || page.continueToken !== undefined ? metadata : { continue: '', ...metadata };
      const meta = `"metadata":${JSON.stringify(untyped)}`;
      if (typed) return `{${start},${meta},${items}}`;
      return `{"apiVersion":${JSON.stringify(apiVersionOf(type))},${items},"kind":${JSON.stringify(type.listKind)},${meta}}`;
    }
    default: {
      const never: never = shape;
      throw new Error(`unhandled shape ${never}`);
    }
  }
};
