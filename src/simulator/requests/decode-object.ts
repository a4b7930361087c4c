import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts';
import { apiVersionOf, type ResourceType } from '../resource-type.ts';
import type { ClusterState, ResourceRequest } from './cluster-state.ts';
import { badRequest } from './refusals.ts';
import { unknownFields } from './unknown-fields.ts';
import type { WriteOptions } from './write-options.ts';

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

/** apiVersion and kind must be those of the path, where they are given. */
const checkKind = (object: JsonObject, type: ResourceType): void => {
  const expected = apiVersionOf(type);
  const apiVersion = text(object.apiVersion);
  const kind = text(object.kind);
  if (kind !== '' && kind !== type.kind) {
    const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
    if (apiVersion === '' || apiVersion === expected) {
      throw badRequest(
        `${kind} in version ${JSON.stringify(apiVersion === '' ? type.version : version)} cannot be handled as a ${type.kind}: converting (${goType(kind, group!)}) to (${goType(type.kind, type.group)}): unknown conversion`,
      );
    }
  }
  if (apiVersion !== '' && apiVersion !== expected) {
    throw badRequest(
      `the API version in the data (${apiVersion}) does not match the expected API version (${expected})`,
    );
  }
};

const goType = (kind: string, group: string): string =>
  `${group === '' ? 'v1' : group.split('.')[0]}.${kind}`;

/** Warns of, or refuses, fields that the type does not have; `Ignore` drops them in silence. */
const checkUnknown = (
  object: JsonObject,
  request: ResourceRequest,
  validation: WriteOptions['fieldValidation'],
): readonly string[] => {
  if (validation === 'Ignore') return [];
  const unknown = unknownFields(object, request.type).map((path) => `unknown field ${JSON.stringify(path)}`);
  if (validation === 'Warn') request.warnings.push(...unknown);
  return validation === 'Strict' ? unknown : [];
};

export interface Decoded {
  readonly object: JsonObject;
  /** What `fieldValidation=Strict` refuses; empty otherwise. */
  readonly strictErrors: readonly string[];
}

/** What decoding makes of JSON: unknown fields gone, defaults filled in. Throws a 400 in the words of `refuse`. */
export const decodeTyped = (
  state: ClusterState,
  request: ResourceRequest,
  object: JsonObject,
  validation: WriteOptions['fieldValidation'],
  refuse: (why: string) => Error,
): Decoded => {
  const { type } = request;
  const wrong = state.rules.decodingError(type, object);
  if (wrong !== undefined) throw refuse(wrong);
  const strictErrors = checkUnknown(object, request, validation);
  const known = type.structural === undefined ? object : type.structural.prune(object);
  return { object: state.rules.rulesOf(type).fillDefaults(known), strictErrors };
};

/** The object of a POST or PUT. */
export const decodeSent = (
  state: ClusterState,
  request: ResourceRequest,
  sent: JsonObject,
  options: WriteOptions,
): JsonObject => {
  const { type } = request;
  checkKind(sent, type);
  const { apiVersion: _apiVersion, kind: _kind, ...rest } = sent;
  const metadata = isJsonObject(rest.metadata) ? rest.metadata : {};
  const whole = { kind: type.kind, apiVersion: apiVersionOf(type), ...rest, metadata };
  const cannot = (why: string): Error =>
    badRequest(
      `${type.kind} in version ${JSON.stringify(type.version)} cannot be handled as a ${type.kind}: ${why}`,
    );
  const { object, strictErrors } = decodeTyped(state, request, whole, options.fieldValidation, cannot);
  if (strictErrors.length > 0) throw cannot(`strict decoding error: ${strictErrors.join(', ')}`);
  return object;
};
