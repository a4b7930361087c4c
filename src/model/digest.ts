// The one `node:*` import of a pure room: a hash is a function of its bytes, and the JavaScript ones are ten times slower.
import { hash } from 'node:crypto';
import { byCodePoint, isJsonObject, type Json, type JsonObject } from './json.ts';
import { orderKeys } from './key-order.ts';
import type { KubeObject } from './resource.ts';

/** Everything that we write into a cluster and that is no part of what the user wrote. */
export const ourPrefix = 'headwater.dev/';
export const applySetPrefix = 'applyset.kubernetes.io/';

const isOurKey = (key: string): boolean => key.startsWith(ourPrefix) || key.startsWith(applySetPrefix);

export const sha256 = (text: string): string => hash('sha256', text, 'hex');

/** JSON with keys sorted by code point and lists as they are: equal values, equal bytes. */
export const canonicalJson = (value: Json): string => {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const members = Object.keys(value)
    .sort(byCodePoint)
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key] as Json)}`);
  return `{${members.join(',')}}`;
};

const withoutOurKeys = (map: Json | undefined): JsonObject | undefined => {
  if (!isJsonObject(map)) return undefined;
  const kept = Object.entries(map).filter(([key]) => !isOurKey(key));
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
};

const digestMetadata = (metadata: JsonObject): JsonObject => {
  const { labels, annotations, ...rest } = metadata;
  const ownLabels = withoutOurKeys(labels);
  const ownAnnotations = withoutOurKeys(annotations);
  return {
    ...rest,
    ...(ownLabels && { labels: ownLabels }),
    ...(ownAnnotations && { annotations: ownAnnotations }),
  };
};

const isBare = (pairs: Json | undefined): boolean => {
  if (pairs === undefined) return true;
  const keys = Object.keys(pairs as object);
  return keys.length > 0 && !keys.some(isOurKey);
};

/** Whether a digest is taken over all of it: nothing of ours in it, and no status. */
const isWhole = ({ status, metadata }: KubeObject): boolean =>
  status === undefined && isBare(metadata.labels) && isBare(metadata.annotations);

/** The object digest of the fleet-repository page: without status, our labels and our annotations. 64 hex digits. */
export const objectDigest = (object: KubeObject): string => {
  const { status: _status, metadata, ...rest } = object;
  return sha256(canonicalJson({ ...rest, metadata: digestMetadata(metadata) }));
};

export interface SealedObject {
  /** With the keys of every part in one order. */
  readonly object: KubeObject;
  /** objectDigest of it. */
  readonly digest: string;
  /** Bytes of memory, roughly, that it adds to what was sealed before. */
  readonly bytes: number;
}

/** A finished object in its one form, with its digest: one walk, and one text where that is canonical as it stands. */
export const sealObject = (given: KubeObject): SealedObject => {
  const { value, plain, bytes } = orderKeys(given);
  const object = value as KubeObject;
  const digest = plain && isWhole(object) ? sha256(JSON.stringify(object)) : objectDigest(object);
  return { object, digest, bytes };
};

/** What a binding digest is taken over: one line an object. */
export interface DigestLine {
  readonly object: KubeObject;
  readonly wave: number;
  readonly digest: string;
}

/** sha256 over the sorted lines `apiVersion|kind|namespace|name|wave|objectDigest`, each ended by a newline. */
export const bindingDigest = (lines: readonly DigestLine[]): string =>
  sha256(
    lines
      .map(({ object, wave, digest }) => {
        const { apiVersion, kind, metadata } = object;
        return `${apiVersion}|${kind}|${metadata.namespace ?? ''}|${metadata.name}|${wave}|${digest}\n`;
      })
      .sort(byCodePoint)
      .join(''),
  );
