import type { Json } from '../../model/json.ts';
import { readFields, type WireField } from './wire-reader.ts';

const byNumber = (bytes: Buffer): ReadonlyMap<number, WireField> =>
  new Map(Array.from(readFields(bytes), (field) => [field.number, field]));

const text = (field: WireField | undefined): string => field?.bytes.toString('utf8') ?? '';

/** The empty message is Go's zero time, which JSON writes as null. */
const time =
  (fraction: number) =>
  (bytes: Buffer): Json => {
    if (bytes.length === 0) return null;
    const fields = byNumber(bytes);
    const seconds = Number(fields.get(1)?.value ?? 0n);
    const micros = Math.floor(Number(fields.get(2)?.value ?? 0n) / 1000);
    const whole = new Date(seconds * 1000).toISOString().slice(0, 19);
    return fraction === 0 ? `${whole}Z` : `${whole}.${String(micros).padStart(6, '0')}Z`;
  };

const raw = (bytes: Buffer): Json => {
  const inner = byNumber(bytes).get(1)?.bytes;
  return inner === undefined || inner.length === 0 ? null : (JSON.parse(inner.toString('utf8')) as Json);
};

const intOrString = (bytes: Buffer): Json => {
  const fields = byNumber(bytes);
  return fields.get(1)?.value === 1n ? text(fields.get(3)) : Number(fields.get(2)?.value ?? 0n);
};

const strings = (bytes: Buffer): Json => Array.from(readFields(bytes), text);

const machinery = 'k8s.io.apimachinery.pkg.';

/** Messages whose JSON is not an object of their fields. */
const wellKnown: Readonly<Record<string, (bytes: Buffer) => Json>> = {
  [`${machinery}apis.meta.v1.Time`]: time(0),
  [`${machinery}apis.meta.v1.MicroTime`]: time(6),
  [`${machinery}apis.meta.v1.FieldsV1`]: raw,
  [`${machinery}apis.meta.v1.Verbs`]: strings,
  [`${machinery}api.resource.Quantity`]: (bytes) => text(byNumber(bytes).get(1)),
  [`${machinery}util.intstr.IntOrString`]: intOrString,
  [`${machinery}runtime.RawExtension`]: raw,
};

export const wellKnownMessage = (name: string): ((bytes: Buffer) => Json) | undefined =>
  Object.hasOwn(wellKnown, name) ? wellKnown[name] : name.endsWith('.ExtraValue') ? strings : undefined;
