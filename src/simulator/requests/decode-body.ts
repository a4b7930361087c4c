import { JSON_SCHEMA, load, YAMLException } from 'js-yaml';
import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts';
import { duplicateFields } from './duplicate-fields.ts';
import { bodySummary } from './go-text.ts';
import { badRequest } from './refusals.ts';

/** What `json: cannot unmarshal …` calls a value that is no object. */
const goKind = (value: Json): string =>
  Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;

/** Go's words for text that is no JSON, for the faults that people meet. */
const syntaxText = (text: string): string => {
  const trimmed = text.trim();
  if (trimmed === '') return 'unexpected end of JSON input';
  const first = trimmed[0]!;
  return /[[{"\-\d]|[tfn]/.test(first)
    ? 'unexpected end of JSON input'
    : `invalid character '${first}' looking for beginning of value`;
};

/** Whatever JSON stands in the body; a 400 when it is none. */
export const parseJson = (text: string, prefix = ''): Json => {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw badRequest(`${prefix}${syntaxText(text)}`);
  }
};

/** The words of Go's YAML reader for what this one finds; where they count lines, the first is the usual one. */
const goReason = (reason: string): string => {
  if (reason === 'bad indentation of a mapping entry')
    return 'mapping values are not allowed in this context';
  if (reason.startsWith('unexpected end of the stream')) return 'line 1: did not find expected node content';
  return reason;
};

/** YAML as the API server reads it; JSON, which is most of what is sent, by the faster way. */
export const parseYaml = (text: string): Json => {
  if (text.trim() === '') return null;
  if (/^\s*[{[]/.test(text)) {
    try {
      return JSON.parse(text) as Json;
    } catch {
      // YAML's own flow style
    }
  }
  try {
    return (load(text, { schema: JSON_SCHEMA }) ?? null) as Json;
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    throw badRequest(`error decoding YAML: error converting YAML to JSON: yaml: ${goReason(error.reason)}`);
  }
};

const versionKind =
  'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';

/** A body of POST or PUT, and what of it was said twice. */
export interface SentObject {
  readonly object: JsonObject;
  readonly duplicates: readonly string[];
}

const unrecognized = (kind: string, body: Buffer, why: string): Error =>
  badRequest(
    `the object provided is unrecognized (must be of type ${kind}): couldn't get version/kind; json parse error: ${why} (${bodySummary(body)})`,
  );

/** The object in a body of POST and PUT, JSON or YAML. Throws a 400. */
export const parseObject = (body: Buffer, yaml: boolean, kind: string): SentObject => {
  const text = body.toString('utf8');
  let value: Json;
  try {
    value = yaml ? parseYaml(text) : (JSON.parse(text) as Json);
  } catch (error) {
    if (yaml) throw error;
    throw unrecognized(kind, body, syntaxText(text));
  }
  if (isJsonObject(value)) return { object: value, duplicates: yaml ? [] : duplicateFields(text, value) };
  throw unrecognized(
    kind,
    body,
    `json: cannot unmarshal ${goKind(value)} into Go value of type ${versionKind}`,
  );
};
