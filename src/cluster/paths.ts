import { HeadwaterError } from '../model/diagnostic.ts';
import type { ResourceType } from './discovery.ts';

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** Where an object stands; a ResourceId is one. */
export interface ObjectAddress {
  /** '' = cluster-scoped. */
  readonly namespace: string;
  readonly name: string;
}

export interface PathOptions {
  /** e.g. `status`, `scale`. */
  readonly subresource?: string;
  readonly query?: Query;
}

export interface Selection {
  /** '' or absent = all namespaces. */
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

/**
 * The path of one object. Case is kept and each segment is escaped, so that `ClusterRole Team:Admin` is
 * itself (client-node lower-cases paths). Throws InvalidResource for a name that cannot be a segment.
 */
export const resourcePath = (
  type: ResourceType,
  address: ObjectAddress,
  options: PathOptions = {},
): string => {
  const subresource = options.subresource === undefined ? '' : `/${segment(options.subresource)}`;
  const collection = collectionOf(type, address.namespace);
  return `${collection}/${segment(address.name)}${subresource}${queryOf(options.query)}`;
};

/** The path of a collection: for POST, and for LIST with a query. */
export const collectionPath = (type: ResourceType, namespace = '', query?: Query): string =>
  `${collectionOf(type, namespace)}${queryOf(query)}`;

/** A LIST of one page. */
export const listPath = (
  type: ResourceType,
  selection: Selection,
  page: { readonly limit?: number; readonly continue?: string } = {},
): string =>
  collectionPath(type, selection.namespace, {
    labelSelector: selection.labelSelector,
    fieldSelector: selection.fieldSelector,
    limit: page.limit,
    continue: page.continue,
  });

/** A watch; `query` carries resourceVersion, timeoutSeconds, allowWatchBookmarks and the like. */
export const watchPath = (type: ResourceType, selection: Selection, query: Query = {}): string =>
  collectionPath(type, selection.namespace, {
    watch: 1,
    labelSelector: selection.labelSelector,
    fieldSelector: selection.fieldSelector,
    ...query,
  });

const collectionOf = (type: ResourceType, namespace: string): string => {
  const root = type.group === '' ? '/api' : `/apis/${segment(type.group)}`;
  const scope = type.namespaced && namespace !== '' ? `/namespaces/${segment(namespace)}` : '';
  return `${root}/${segment(type.version)}${scope}/${segment(type.plural)}`;
};

// Kubernetes refuses these as names; as segments they would climb to another resource.
const climbing = new Set(['', '.', '..']);

const segment = (text: string): string => {
  if (!climbing.has(text) && !text.includes('/') && !text.includes('%') && text.isWellFormed()) {
    return encodeURIComponent(text);
  }
  throw new HeadwaterError(
    {
      code: 'InvalidResource',
      severity: 'error',
      message: `${JSON.stringify(text)} cannot be part of a resource's path`,
    },
    { retryable: false },
  );
};

const queryOf = (query: Query | undefined): string => {
  if (query === undefined) return '';
  const pairs = Object.entries(query)
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(String(value))}`);
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
};
