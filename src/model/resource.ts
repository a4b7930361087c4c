import type { Json, JsonObject } from './json.ts';

/** What names one object in one cluster. The version is left out: a new version is the same object. */
export interface ResourceId {
  readonly group: string;
  readonly kind: string;
  /** '' = cluster-scoped. */
  readonly namespace: string;
  readonly name: string;
}

/** A Kubernetes object as JSON. Treat as frozen: layers return new objects that share what they did not change. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMetadata;
  readonly [field: string]: Json;
}

export interface ObjectMetadata {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly [field: string]: Json;
}

export interface GroupKind {
  readonly group: string;
  readonly kind: string;
}

export interface GroupVersionKind extends GroupKind {
  readonly version: string;
}

/** `apps/v1` → group `apps`, version `v1`; `v1` → group ``, version `v1`. */
export const splitApiVersion = (apiVersion: string): { group: string; version: string } => {
  const slash = apiVersion.indexOf('/');
  return slash < 0
    ? { group: '', version: apiVersion }
    : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
};

export const gvkOf = (object: { apiVersion: string; kind: string }): GroupVersionKind => ({
  ...splitApiVersion(object.apiVersion),
  kind: object.kind,
});

export const idOf = (object: KubeObject): ResourceId => ({
  group: splitApiVersion(object.apiVersion).group,
  kind: object.kind,
  namespace: object.metadata.namespace ?? '',
  name: object.metadata.name,
});

/** A Map key: no two ids share one, because neither part of an id may hold a `|`. */
export const resourceKey = (id: ResourceId): string => `${id.group}|${id.kind}|${id.namespace}|${id.name}`;

export const parseResourceKey = (key: string): ResourceId => {
  const [group = '', kind = '', namespace = '', name = ''] = key.split('|');
  return { group, kind, namespace, name };
};

/** As people read it: `Deployment.apps shop/front`, `Namespace shop`. */
export const describeResource = (id: ResourceId): string => {
  const kind = id.group === '' ? id.kind : `${id.kind}.${id.group}`;
  return id.namespace === '' ? `${kind} ${id.name}` : `${kind} ${id.namespace}/${id.name}`;
};

export const asKubeObject = (value: JsonObject): KubeObject => value as KubeObject;
