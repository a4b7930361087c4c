import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts';
import { kindSchema, type SchemaNode } from '../../schema/schema.ts';
import { type MessageField, messageNamed } from './message-table.ts';
import { wellKnownMessage } from './well-known.ts';
import { readFields, type WireField } from './wire-reader.ts';

/** `k8s\0`: what every protobuf body of Kubernetes begins with (apimachinery, runtime/serializer/protobuf). */
const magic = Buffer.from('k8s\0', 'latin1');

const scalar = ({ type }: MessageField, { value, bytes }: WireField): Json => {
  switch (type) {
    case 'string':
      return bytes.toString('utf8');
    case 'bytes':
      return bytes.toString('base64');
    case 'bool':
      return value !== 0n;
    case 'double':
      return bytes.readDoubleLE();
    case 'float':
      return bytes.readFloatLE();
    default:
      return Number(value);
  }
};

const scalars = new Set(['string', 'bytes', 'bool', 'double', 'float', 'int32', 'int64', 'uint32', 'uint64']);

const single = (field: MessageField, wire: WireField, node: SchemaNode | undefined): Json => {
  if (scalars.has(field.type)) return scalar(field, wire);
  const known = wellKnownMessage(field.type);
  return known ? known(wire.bytes) : decodeMessage(field.type, wire.bytes, node);
};

const entry = (
  field: MessageField,
  { bytes }: WireField,
  node: SchemaNode | undefined,
): readonly [string, Json] => {
  const parts = new Map(Array.from(readFields(bytes), (part) => [part.number, part]));
  const value = parts.get(2) ?? { number: 2, wire: 2, value: 0n, bytes: Buffer.alloc(0) };
  return [parts.get(1)?.bytes.toString('utf8') ?? '', single(field, value, node)];
};

/** Go writes scalars that are no pointers always, and JSON leaves their zeros out (`omitempty`). */
const isZero = (field: MessageField, value: Json, node: SchemaNode): boolean =>
  value === null ||
  (!field.pointer && (value === '' || value === 0 || value === false) && !node.required.includes(field.name));

const put = (object: Record<string, Json>, field: MessageField, wire: WireField, node: SchemaNode): void => {
  const child = node.field(field.name);
  const before = object[field.name];
  if (field.map) {
    const [key, value] = entry(field, wire, child?.values());
    object[field.name] = { ...(isJsonObject(before) ? before : {}), [key]: value };
    return;
  }
  if (field.list) {
    const item = single(field, wire, child?.items());
    object[field.name] = [...(Array.isArray(before) ? (before as readonly Json[]) : []), item];
    return;
  }
  // a struct that Go embeds is a field on the wire only: JSON has its fields in their owner
  const embedded = child === undefined && !scalars.has(field.type) && !wellKnownMessage(field.type);
  const value = single(field, wire, embedded ? node : child);
  if (embedded && isJsonObject(value)) Object.assign(object, value);
  else if (!isZero(field, value, node)) object[field.name] = value;
};

const anything: SchemaNode = {
  field: () => anything,
  fieldNames: () => [],
  items: () => anything,
  values: () => anything,
  patchStrategy: [],
  listMapKeys: [],
  required: [],
  intOrString: false,
  quantity: false,
  preserveUnknownFields: true,
};

const decodeMessage = (name: string, bytes: Buffer, node: SchemaNode = anything): JsonObject => {
  const fields = messageNamed(name);
  const object: Record<string, Json> = {};
  for (const wire of readFields(bytes)) {
    const field = fields?.get(wire.number);
    if (field) put(object, field, wire, node);
  }
  return object;
};

interface Envelope {
  readonly apiVersion: string;
  readonly kind: string;
  readonly raw: Buffer;
}

/** runtime.Unknown: 1 typeMeta {1 apiVersion, 2 kind}, 2 raw. */
const envelopeOf = (body: Buffer): Envelope => {
  let [apiVersion, kind, raw] = ['', '', Buffer.alloc(0) as Buffer];
  for (const { number, bytes } of readFields(body.subarray(magic.length))) {
    if (number === 2) raw = bytes;
    if (number !== 1) continue;
    for (const part of readFields(bytes)) {
      if (part.number === 1) apiVersion = part.bytes.toString('utf8');
      if (part.number === 2) kind = part.bytes.toString('utf8');
    }
  }
  return { apiVersion, kind, raw };
};

const messageOf = (apiVersion: string, kind: string): string => {
  if (kind === 'DeleteOptions') return 'k8s.io.apimachinery.pkg.apis.meta.v1.DeleteOptions';
  const [version = '', group = 'core'] = apiVersion.split('/').reverse();
  return `k8s.io.api.${group.split('.')[0]}.${version}.${kind}`;
};

/** It tells which fields JSON does not have, and which it always has. */
const schemaOf = (apiVersion: string, kind: string): SchemaNode | undefined => {
  const [version = '', group = ''] = apiVersion.split('/').reverse();
  return kindSchema({ group, version, kind })?.root;
};

/**
 * The object in a body of `application/vnd.kubernetes.protobuf`, as its JSON would be. undefined where it is no
 * such body, or no built-in kind's.
 */
export const decodeProtobuf = (body: Buffer): JsonObject | undefined => {
  if (!body.subarray(0, magic.length).equals(magic)) return undefined;
  try {
    const { apiVersion, kind, raw } = envelopeOf(body);
    const name = messageOf(apiVersion, kind);
    if (messageNamed(name) === undefined) return undefined;
    return { apiVersion, kind, ...decodeMessage(name, raw, schemaOf(apiVersion, kind)) };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
};
