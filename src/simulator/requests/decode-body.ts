import { JSON_SCHEMA, load, YAMLException } from 'js-yaml';
import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts';
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

/** YAML as the API server reads it; JSON, which is most of what is sent, by the faster way. */
export const parseYaml = (text: string): Json => {
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
    throw badRequest(`error decoding YAML: error converting YAML to JSON: yaml: ${error.reason}`);
  }
};

/** The object in a body of POST and PUT, JSON or YAML. */
export const parseObject = (body: Buffer, yaml: boolean, kind: string): JsonObject => {
  const text = body.toString('utf8');
  const value = yaml ? parseYaml(text) : parseObjectJson(text, kind);
  if (isJsonObject(value)) return value;
  throw badRequest(
    `couldn't get version/kind; json parse error: json: cannot unmarshal ${goKind(value)} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`,
  );
};

const parseObjectJson = (text: string, kind: string): Json => {
  try {
    return JSON.parse(text) as Json;
  } catch {
    const shown = JSON.stringify(text.length > 30 ? `${text.slice(0, 30)} ...` : text);
    const why = `couldn't get version/kind; json parse error: ${syntaxText(text)}`;
    throw badRequest(
      `the object provided is unrecognized (must be of type ${kind}): ${why} (${Buffer.from(JSON.parse(shown) as string).toString('hex')})`,
    );
  }
};
