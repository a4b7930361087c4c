import type { ManagedFieldsEntry, ObjectMeta } from '../../../src/cluster/object-meta.ts';
import type { DesiredObject } from '../../../src/model/desired.ts';
import { defaultObjectPolicy } from '../../../src/model/desired.ts';
import { objectDigest } from '../../../src/model/digest.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import { asKubeObject, idOf, resourceKey } from '../../../src/model/resource.ts';

/** An entry of managedFields; ours unless told otherwise. */
export const entry = (fields: Partial<ManagedFieldsEntry> = {}): ManagedFieldsEntry => ({
  manager: 'headwater',
  operation: 'Apply',
  apiVersion: 'v1',
  time: '2026-01-01T00:00:00Z',
  fieldsType: 'FieldsV1',
  fieldsV1: { 'f:data': { 'f:a': {} } },
  ...fields,
});

export const live = (fields: Partial<ObjectMeta> = {}): ObjectMeta => ({
  name: 'settings',
  namespace: 'default',
  uid: 'uid-1',
  resourceVersion: '10',
  ...fields,
});

export const desired = (json: JsonObject, fields: Partial<DesiredObject> = {}): DesiredObject => {
  const object = asKubeObject(json);
  const id = idOf(object);
  return {
    id,
    key: resourceKey(id),
    object,
    digest: objectDigest(object),
    wave: 0,
    policy: defaultObjectPolicy,
    source: { file: 'feeds/shop/settings.yaml', line: 3, column: 1 },
    ...fields,
  };
};

export const settings = (data: JsonObject = { a: '1' }): JsonObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'settings', namespace: 'default' },
  data,
});
