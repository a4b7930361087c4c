// The one `node:*` import of a pure room: a hash is a function of its bytes, and the JavaScript ones are ten times slower.
import { hash } from 'node:crypto';
import { byCodePoint, isJsonObject, type Json, type JsonObject } from './json.ts';
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

const texts = new WeakMap<JsonObject, string>();

/** The canonical text of a large part, kept while the part lives: clusters share most of an object's parts. */
const canonicalPart = (value: Json): string => {
  if (!isJsonObject(value)) return canonicalJson(value);
  const text = texts.get(value) ?? canonicalJson(value);
  texts.set(value, text);
  return text;
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

/** The object digest of the fleet-repository page: without status, our labels and our annotations. 64 hex digits. */
export const objectDigest = (object: KubeObject): string => {
  const { status: _status, metadata, ...rest } = object;
  const parts: JsonObject = { ...rest, metadata: digestMetadata(metadata) };
  const members = Object.keys(parts)
    .sort(byCodePoint)
    .map((key) => `${JSON.stringify(key)}:${canonicalPart(parts[key] as Json)}`);
  return sha256(`{${members.join(',')}}`);
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
