import { ApiError, type StatusCause } from '../api-error.ts';
import type { ResourceType } from '../resource-type.ts';

/** What names a kind in a refusal. */
export type Named = Pick<ResourceType, 'group' | 'plural'>;

/** `deployments.apps`, `pods`. */
export const groupResource = ({ group, plural }: Named): string =>
  group === '' ? plural : `${plural}.${group}`;

const detailsOf = (type: Named, name: string) => ({
  ...(name !== '' && { name }),
  ...(type.group !== '' && { group: type.group }),
  kind: type.plural,
});

export const badRequest = (message: string): ApiError => new ApiError(400, 'BadRequest', message);

export const notFound = (type: Named, name: string): ApiError =>
  new ApiError(404, 'NotFound', `${groupResource(type)} "${name}" not found`, detailsOf(type, name));

/** What is no resource of this server. */
export const noSuchResource = (): ApiError =>
  new ApiError(404, 'NotFound', 'the server could not find the requested resource', {});

export const alreadyExists = (type: Named, name: string, terminating = false): ApiError =>
  new ApiError(
    409,
    'AlreadyExists',
    `${terminating ? 'object is being deleted: ' : ''}${groupResource(type)} "${name}" already exists`,
    detailsOf(type, name),
  );

export const conflict = (type: Named, name: string, why: string): ApiError =>
  new ApiError(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${groupResource(type)} "${name}": ${why}`,
    detailsOf(type, name),
  );

/** The object was written since the client read it. */
export const modified = (type: Named, name: string): ApiError =>
  conflict(
    type,
    name,
    'the object has been modified; please apply your changes to the latest version and try again',
  );

export const forbidden = (
  type: Named,
  name: string,
  why: string,
  causes?: readonly StatusCause[],
): ApiError =>
  new ApiError(
    403,
    'Forbidden',
    `${groupResource(type)}${name === '' ? '' : ` "${name}"`} is forbidden: ${why}`,
    { ...detailsOf(type, name), ...(causes && { causes }) },
  );

/** What the router of built-in groups says of a method that a path does not have. */
export const noSuchMethod = (): ApiError =>
  new ApiError(
    405,
    'MethodNotAllowed',
    'the server does not allow this method on the requested resource',
    {},
  );

/** The same router on an Accept header, and on a Content-Type, that it cannot serve. */
export const noSuchRepresentation = (available: readonly string[]): ApiError =>
  new ApiError(
    406,
    'NotAcceptable',
    `406: Not Acceptable\n\nAvailable representations: ${available.join(', ')}`,
    {},
  );

export const noSuchPatch = (): ApiError =>
  new ApiError(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {});

export const notAllowed = (type: Named, action: string): ApiError =>
  new ApiError(
    405,
    'MethodNotAllowed',
    `${action} is not supported on resources of kind "${groupResource(type)}"`,
    detailsOf(type, ''),
  );

const causeText = ({ field, message }: StatusCause): string =>
  field === '' ? message : `${field}: ${message}`;

/** Go's aggregate of errors: brackets from two on, each text once. */
const aggregate = (texts: readonly string[]): string => {
  const distinct = [...new Set(texts)];
  return distinct.length === 1 ? distinct[0]! : `[${distinct.join(', ')}]`;
};

/** A 422 of an object, or of options, that are not valid. */
export const invalid = (
  kind: { readonly group: string; readonly kind: string },
  name: string,
  causes: readonly StatusCause[],
): ApiError => {
  const groupKind = kind.group === '' ? kind.kind : `${kind.kind}.${kind.group}`;
  const why = causes.length === 0 ? '' : `: ${aggregate(causes.map(causeText))}`;
  return new ApiError(422, 'Invalid', `${groupKind} ${JSON.stringify(name)} is invalid${why}`, {
    ...(name !== '' && { name }),
    ...(kind.group !== '' && { group: kind.group }),
    ...(kind.kind !== '' && { kind: kind.kind }),
    ...(causes.length > 0 && { causes }),
  });
};

/** A patch whose operations do not fit the object. */
export const unprocessable = (): ApiError =>
  new ApiError(422, 'Invalid', 'the server rejected our request due to an error in our request', {});

export const expired = (message: string, continueToken?: string): ApiError =>
  new ApiError(410, 'Expired', message, undefined, continueToken);

export const tooLarge = (why: string): ApiError =>
  new ApiError(413, 'RequestEntityTooLarge', `Request entity is too large: ${why}`);

export const unsupportedMediaType = (accepted: readonly string[]): ApiError =>
  new ApiError(
    415,
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`,
  );

export const notAcceptable = (accepted: readonly string[]): ApiError =>
  new ApiError(406, 'NotAcceptable', `only the following media types are accepted: ${accepted.join(', ')}`);

export const internalError = (why: string): ApiError =>
  new ApiError(500, 'InternalError', `Internal error occurred: ${why}`, {
    causes: [{ reason: '', message: why, field: '' }],
  });

/** A plain error of Go that nobody turned into a status. */
export const unknownError = (message: string): ApiError => new ApiError(500, '', message);
