import type { DesiredObject } from '../../model/desired.ts';
import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts';
import type { ResourceId } from '../../model/resource.ts';
import { digestMark, marks } from '../inventory/marks.ts';

export interface BodyOptions {
  readonly fleet: string;
  /** The id of the binding's parent. */
  readonly parent: string;
  readonly installationKey: string;
  /** As the cluster's discovery has it: its namespace stands in the body. */
  readonly id: ResourceId;
}

/** The text of an apply, made once an object; `with` adds what binds it to one state of the live object. */
export interface ApplyBody {
  with(precondition?: { readonly uid?: string; readonly resourceVersion?: string }): string;
}

const isText = (value: Json | undefined): value is string => typeof value === 'string';

const stringMap = (value: Json | undefined): Record<string, string> =>
  isJsonObject(value)
    ? Object.fromEntries(Object.entries(value).filter((pair): pair is [string, string] => isText(pair[1])))
    : {};

const ourMetadata = (object: DesiredObject, options: BodyOptions): JsonObject => {
  // status and the server's own fields are not ours to state
  const {
    namespace: _,
    uid: _uid,
    resourceVersion: _version,
    managedFields: _fields,
    ...declared
  } = object.object.metadata;
  const { namespace, name } = options.id;
  return {
    ...declared,
    name,
    ...(namespace === '' ? {} : { namespace }),
    labels: {
      ...stringMap(declared.labels),
      [marks.partOf]: options.parent,
      [marks.fleet]: options.fleet,
    },
    annotations: {
      ...stringMap(declared.annotations),
      [marks.digest]: digestMark(object, options.installationKey),
    },
  };
};

/** The desired object with our labels and annotations, as JSON (which is YAML). */
export const applyBody = (object: DesiredObject, options: BodyOptions): ApplyBody => {
  const { status: _status, metadata: _metadata, apiVersion, kind, ...rest } = object.object;
  const head = `{"apiVersion":${JSON.stringify(apiVersion)},"kind":${JSON.stringify(kind)},"metadata":{`;
  const metadata = JSON.stringify(ourMetadata(object, options)).slice(1);
  const fields = JSON.stringify(rest).slice(1);
  const tail = `${metadata}${fields === '}' ? '}' : `,${fields}`}`;
  return {
    with: (precondition = {}) => {
      const stated = Object.entries(precondition).filter(([, value]) => value !== undefined);
      const bound = stated.map(([key, value]) => `"${key}":${JSON.stringify(value)},`).join('');
      return `${head}${bound}${tail}`;
    },
  };
};
