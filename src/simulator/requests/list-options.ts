import type { StatusCause } from '../api-error.ts';
import type { ResourceType } from '../resource-type.ts';
import { badRequest, invalid, unknownError } from './refusals.ts';
import { fieldSelector } from './selectors/field-selector.ts';
import { labelSelector, type ObjectFilter } from './selectors/label-selector.ts';
import { booleanParameter, integerParameter } from './write-options.ts';

/** ListOptions, of a list or of a watch. */
export interface ListOptions {
  readonly watch: boolean;
  /** Undefined when there is none; '0' is any. */
  readonly resourceVersion: string | undefined;
  readonly match: 'NotOlderThan' | 'Exact' | undefined;
  readonly limit: number;
  readonly continueToken: string;
  /** Seconds. */
  readonly timeoutSeconds: number | undefined;
  readonly bookmarks: boolean;
  readonly sendInitialEvents: boolean | undefined;
  /** Undefined when everything passes. */
  readonly filter: ObjectFilter | undefined;
}

const forbiddenCause = (field: string, why: string): StatusCause => ({
  reason: 'FieldValueForbidden',
  message: `Forbidden: ${why}`,
  field,
});

const notSupported = (match: string, supported: string): StatusCause => ({
  reason: 'FieldValueNotSupported',
  message: `Unsupported value: ${JSON.stringify(match)}: supported values: ${supported}`,
  field: 'resourceVersionMatch',
});

const forbiddenMatch = (why: string): StatusCause => forbiddenCause('resourceVersionMatch', why);

// both after apimachinery pkg/apis/meta/internalversion/validation
const listCauses = (query: URLSearchParams): readonly StatusCause[] => {
  const match = query.get('resourceVersionMatch') ?? '';
  const version = query.get('resourceVersion') ?? '';
  const causes: StatusCause[] = [];
  if (match !== '') {
    if (version === '') {
      causes.push(forbiddenMatch('resourceVersionMatch is forbidden unless resourceVersion is provided'));
    }
    if ((query.get('continue') ?? '') !== '') {
      causes.push(forbiddenMatch('resourceVersionMatch is forbidden when continue is provided'));
    }
    if (match !== 'Exact' && match !== 'NotOlderThan') {
      causes.push(notSupported(match, '"Exact", "NotOlderThan", ""'));
    }
    if (match === 'Exact' && version === '0') {
      causes.push(forbiddenMatch('resourceVersionMatch "exact" is forbidden for resourceVersion "0"'));
    }
  }
  if (booleanParameter(query, 'sendInitialEvents') !== undefined) {
    causes.push(forbiddenCause('sendInitialEvents', 'sendInitialEvents is forbidden for list'));
  }
  return causes;
};

const watchCauses = (query: URLSearchParams): readonly StatusCause[] => {
  const match = query.get('resourceVersionMatch') ?? '';
  const initial = booleanParameter(query, 'sendInitialEvents') !== undefined;
  const causes: StatusCause[] = [];
  if (initial && match !== 'NotOlderThan') {
    causes.push(forbiddenMatch('sendInitialEvents requires setting resourceVersionMatch to NotOlderThan'));
  }
  if (match === '') return causes;
  if (!initial) {
    causes.push(
      forbiddenMatch('resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided'),
    );
  }
  if (match !== 'NotOlderThan') causes.push(notSupported(match, '"NotOlderThan"'));
  if ((query.get('continue') ?? '') !== '') {
    causes.push(forbiddenMatch('resourceVersionMatch is forbidden when continue is provided'));
  }
  return causes;
};

/** The resourceVersion of a read or watch. Throws the 500 (a list: 400) of the real server when it is no number. */
export const checkedVersion = (query: URLSearchParams, list = false): string | undefined => {
  const version = query.get('resourceVersion') || undefined;
  if (version === undefined || /^\d+$/.test(version)) return version;
  const shown = JSON.stringify(version);
  const why = `resourceVersion: Invalid value: ${shown}: strconv.ParseUint: parsing ${shown}: invalid syntax`;
  throw list ? badRequest(`invalid resource version: ${why}`) : unknownError(why);
};

const filterOf = (query: URLSearchParams, type: ResourceType): ObjectFilter | undefined => {
  const labels = labelSelector(query.get('labelSelector') ?? '');
  const fields = fieldSelector(query.get('fieldSelector') ?? '', type)?.matches;
  if (labels === undefined || fields === undefined) return labels ?? fields;
  return (object) => labels(object) && fields(object);
};

/** Options of GET on a collection. Throws ApiError. */
export const listOptions = (query: URLSearchParams, type: ResourceType): ListOptions => {
  const watch = booleanParameter(query, 'watch') === true;
  const causes = watch ? watchCauses(query) : listCauses(query);
  if (causes.length > 0) throw invalid({ group: 'meta.k8s.io', kind: 'ListOptions' }, '', causes);
  const filter = filterOf(query, type);
  const version = checkedVersion(query, !watch);
  return {
    watch,
    resourceVersion: version,
    match: (query.get('resourceVersionMatch') || undefined) as ListOptions['match'],
    limit: Math.max(0, integerParameter(query, 'limit') ?? 0),
    continueToken: query.get('continue') ?? '',
    timeoutSeconds: integerParameter(query, 'timeoutSeconds'),
    bookmarks: booleanParameter(query, 'allowWatchBookmarks') === true,
    sendInitialEvents: booleanParameter(query, 'sendInitialEvents'),
    filter,
  };
};
