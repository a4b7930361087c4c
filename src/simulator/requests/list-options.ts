import type { StatusCause } from '../api-error.ts';
import type { ResourceType } from '../resource-type.ts';
import { badRequest, invalid } from './refusals.ts';
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

/** apimachinery pkg/apis/meta/internalversion/validation, ValidateListOptions. */
const causesOf = (query: URLSearchParams, watch: boolean): readonly StatusCause[] => {
  const match = query.get('resourceVersionMatch') ?? '';
  const version = query.get('resourceVersion') ?? '';
  const sendInitialEvents = booleanParameter(query, 'sendInitialEvents');
  const causes: StatusCause[] = [];
  if (match !== '' && sendInitialEvents === undefined) {
    if (watch)
      causes.push(forbiddenCause('resourceVersionMatch', 'resourceVersionMatch is forbidden for watch'));
    if (version === '') {
      causes.push(
        forbiddenCause(
          'resourceVersionMatch',
          'resourceVersionMatch is forbidden unless resourceVersion is provided',
        ),
      );
    }
    if ((query.get('continue') ?? '') !== '') {
      causes.push(
        forbiddenCause('resourceVersionMatch', 'resourceVersionMatch is forbidden when continue is provided'),
      );
    }
    if (match !== 'Exact' && match !== 'NotOlderThan') {
      causes.push({
        reason: 'FieldValueNotSupported',
        message: `Unsupported value: ${JSON.stringify(match)}: supported values: "Exact", "NotOlderThan", ""`,
        field: 'resourceVersionMatch',
      });
    }
    if (match === 'Exact' && version === '0') {
      causes.push(
        forbiddenCause(
          'resourceVersionMatch',
          'resourceVersionMatch "exact" is forbidden for resourceVersion "0"',
        ),
      );
    }
  }
  if (sendInitialEvents !== undefined) causes.push(...initialEventsCauses(watch, match));
  return causes;
};

const initialEventsCauses = (watch: boolean, match: string): readonly StatusCause[] => {
  if (!watch) return [forbiddenCause('sendInitialEvents', 'sendInitialEvents is forbidden for list')];
  if (match === 'NotOlderThan') return [];
  const causes = [
    forbiddenCause(
      'resourceVersionMatch',
      'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
    ),
  ];
  if (match === '') return causes;
  return [
    ...causes,
    {
      reason: 'FieldValueNotSupported',
      message: `Unsupported value: ${JSON.stringify(match)}: supported values: "NotOlderThan"`,
      field: 'resourceVersionMatch',
    },
  ];
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
  const causes = causesOf(query, watch);
  if (causes.length > 0) throw invalid({ group: 'meta.k8s.io', kind: 'ListOptions' }, '', causes);
  const version = query.get('resourceVersion') || undefined;
  if (version !== undefined && !/^\d+$/.test(version)) {
    throw invalid({ group: 'meta.k8s.io', kind: 'ListOptions' }, '', [
      {
        reason: 'FieldValueInvalid',
        message: `Invalid value: ${JSON.stringify(version)}: strconv.ParseUint: parsing ${JSON.stringify(version)}: invalid syntax`,
        field: 'resourceVersion',
      },
    ]);
  }
  const limit = integerParameter(query, 'limit') ?? 0;
  if (limit < 0) throw badRequest('limit must be a non-negative integer');
  return {
    watch,
    resourceVersion: version,
    match: (query.get('resourceVersionMatch') || undefined) as ListOptions['match'],
    limit,
    continueToken: query.get('continue') ?? '',
    timeoutSeconds: integerParameter(query, 'timeoutSeconds'),
    bookmarks: booleanParameter(query, 'allowWatchBookmarks') === true,
    sendInitialEvents: booleanParameter(query, 'sendInitialEvents'),
    filter: filterOf(query, type),
  };
};
