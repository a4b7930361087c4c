import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts';
import { apiVersionOf, type ResourceType } from '../resource-type.ts';
import type { ClusterState, ResourceRequest } from './cluster-state.ts';
import type { SentObject } from './decode-body.ts';
import { kindFault } from './kind-fault.ts';
import { badRequest, invalid } from './refusals.ts';
import { unknownFields } from './unknown-fields.ts';
import type { WriteOptions } from './write-options.ts';

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

/** apiVersion and kind must be those of the path, where they are given. */
const checkKind = (state: ClusterState, object: JsonObject, type: ResourceType): void => {
  const apiVersion = text(object.apiVersion);
  const kind = text(object.kind);
  if (type.structural !== undefined) {
    checkCustomKind(object, type);
    return;
  }
  const fault = kindFault(state, object, type);
  if (fault !== undefined) {
    const version = apiVersion === '' ? type.version : apiVersion.split('/').at(-1);
    throw badRequest(
      `${kind || type.kind} in version ${JSON.stringify(version)} cannot be handled as a ${type.kind}: ${fault}`,
    );
  }
  wrongVersion(apiVersion, type);
};

const wrongVersion = (apiVersion: string, type: ResourceType): void => {
  const expected = apiVersionOf(type);
  if (apiVersion === '' || apiVersion === expected) return;
  throw badRequest(
    `the API version in the data (${apiVersion}) does not match the expected API version (${expected})`,
  );
};

/** A custom object is decoded whatever it says it is: its registry refuses it later. */
const checkCustomKind = (object: JsonObject, type: ResourceType): void => {
  const kind = text(object.kind);
  wrongVersion(text(object.apiVersion), type);
  if (kind === '' || kind === type.kind) return;
  const metadata = isJsonObject(object.metadata) ? object.metadata : {};
  throw invalid(type, text(metadata.name), [
    {
      reason: 'FieldValueInvalid',
      message: `Invalid value: ${JSON.stringify(kind)}: must be ${type.kind}`,
      field: 'kind',
    },
  ]);
};

/** Warns of, or refuses, fields that the type does not have; `Ignore` drops them in silence. */
const checkFields = (
  { object, duplicates }: SentObject,
  request: ResourceRequest,
  validation: WriteOptions['fieldValidation'],
): readonly string[] => {
  if (validation === 'Ignore') return [];
  const faults = [
    ...duplicates.map((path) => `duplicate field ${JSON.stringify(path)}`),
    ...unknownFields(object, request.type).map((path) => `unknown field ${JSON.stringify(path)}`),
  ];
  if (validation === 'Warn') request.warnings.push(...faults);
  return validation === 'Strict' ? faults : [];
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
  sent: SentObject,
  validation: WriteOptions['fieldValidation'],
  refuse: (why: string) => Error,
): Decoded => {
  const { type } = request;
  const { object } = sent;
  const wrong = state.rules.decodingError(type, object);
  if (wrong !== undefined) throw refuse(wrong);
  const strictErrors = checkFields(sent, request, validation);
  const known = type.structural === undefined ? object : type.structural.prune(object);
  return { object: state.rules.rulesOf(type).fillDefaults(known), strictErrors };
};

/** The object of a POST or PUT. */
export const decodeSent = (
  state: ClusterState,
  request: ResourceRequest,
  sent: SentObject,
  options: WriteOptions,
): JsonObject => {
  const { type } = request;
  checkKind(state, sent.object, type);
  const { apiVersion: _apiVersion, kind: _kind, ...rest } = sent.object;
  const metadata = isJsonObject(rest.metadata) ? rest.metadata : {};
  const whole = { kind: type.kind, apiVersion: apiVersionOf(type), ...rest, metadata };
  const cannot = (why: string): Error =>
    badRequest(
      `${type.kind} in version ${JSON.stringify(type.version)} cannot be handled as a ${type.kind}: ${why}`,
    );
  const { object, strictErrors } = decodeTyped(
    state,
    request,
    { object: whole, duplicates: sent.duplicates },
    options.fieldValidation,
    cannot,
  );
  if (strictErrors.length > 0) throw cannot(`strict decoding error: ${strictErrors.join(', ')}`);
  return object;
};
