import type { JsonObject } from '../../../model/json.ts';
import { apiVersionOf, type ResourceType } from '../../resource-type.ts';
import type { StoredObject } from '../../storage/stored-object.ts';
import { asVersion } from '../../types/convert.ts';
import { metadataOf } from '../object-meta.ts';

const remember = (stored: StoredObject, key: string, make: () => string): string => {
  const known = stored.encoded.get(key);
  if (known !== undefined) return known;
  const made = make();
  stored.encoded.set(key, made);
  return made;
};

/** Everything behind kind and apiVersion, without the opening brace: the same bytes serve objects, lists and watches. */
const restOf = (stored: StoredObject, type: ResourceType): string =>
  remember(stored, type.version, () => {
    const { kind: _kind, apiVersion: _apiVersion, ...rest } = asVersion(stored.object, type);
    return JSON.stringify(rest).slice(1);
  });

const typeMeta = new WeakMap<ResourceType, string>();

const typeMetaOf = (type: ResourceType): string => {
  const known = typeMeta.get(type);
  if (known !== undefined) return known;
  const kind = `"kind":${JSON.stringify(type.kind)}`;
  const apiVersion = `"apiVersion":${JSON.stringify(apiVersionOf(type))}`;
  // typed objects are written in the order of Go's structs, custom ones by name
  const made = type.structural === undefined ? `{${kind},${apiVersion},` : `{${apiVersion},${kind},`;
  typeMeta.set(type, made);
  return made;
};

/** The object as JSON. */
export const encodeObject = (stored: StoredObject, type: ResourceType): string =>
  typeMetaOf(type) + restOf(stored, type);

/** An item of a list: typed ones do not repeat their kind. */
export const encodeItem = (stored: StoredObject, type: ResourceType): string =>
  type.structural === undefined ? `{${restOf(stored, type)}` : encodeObject(stored, type);

/** Only its metadata. */
export const encodeMetadata = (stored: StoredObject): string =>
  remember(
    stored,
    'metadata',
    () =>
      `{"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/v1","metadata":${JSON.stringify(metadataOf(stored.object))}}`,
  );

export const partialMetadata = (object: JsonObject): JsonObject => ({
  kind: 'PartialObjectMetadata',
  apiVersion: 'meta.k8s.io/v1',
  metadata: metadataOf(object),
});
