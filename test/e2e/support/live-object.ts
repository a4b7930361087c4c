import type { LocalFleet } from '../../../src/demo/control-plane/local-cluster.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../src/model/json.ts';
import { kubectlJson } from './kubectl.ts';

/** A live object of any kind. */
export interface LiveObject {
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid: string;
    readonly resourceVersion: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly managedFields?: readonly FieldsEntry[];
  };
  readonly [field: string]: unknown;
}

interface FieldsEntry {
  readonly manager: string;
  readonly operation: string;
  readonly subresource?: string;
  readonly fieldsV1: JsonObject;
}

/** `what` is kubectl's: `-n shop configmap/front`. Throws where it does not exist. */
export const liveObject = (
  fleet: LocalFleet,
  cluster: string,
  what: readonly string[],
): Promise<LiveObject> => kubectlJson<LiveObject>(fleet, cluster, ['get', '--show-managed-fields', ...what]);

/** Labels and annotations of a reconciler, and what the Deployment controller counts. */
const ours = /^(?:f:)?(?:headwater\.dev|applyset\.kubernetes\.io|deployment\.kubernetes\.io)\//;

const withoutOurs = (map: Json | undefined): Json | undefined => {
  if (!isJsonObject(map)) return map;
  const rest = Object.entries(map).filter(([key]) => !ours.test(key) && key !== '.');
  return rest.length === 0 ? undefined : Object.fromEntries(rest);
};

/** What the server itself adds, or what differs between any two objects. */
const ofTheServer = [
  'uid',
  'resourceVersion',
  'creationTimestamp',
  'generation',
  'managedFields',
  'selfLink',
];

/**
 * An object as its writer meant it: without status, without what the server numbers, without the labels and
 * annotations that a reconciler adds, its own uid (a Job carries it in labels) named.
 */
export const meantBy = (live: LiveObject): unknown => {
  const { status: _status, ...rest } = JSON.parse(
    JSON.stringify(live).replaceAll(live.metadata.uid, '<uid>'),
  ) as Record<string, Json>;
  const metadata = Object.fromEntries(
    Object.entries(rest.metadata as JsonObject)
      .filter(([key]) => !ofTheServer.includes(key))
      .map(([key, value]) => [
        key,
        key === 'labels' || key === 'annotations' ? withoutOurs(value as Json) : value,
      ]),
  );
  return { ...rest, metadata: JSON.parse(JSON.stringify(metadata)) as Json };
};

/** The fields that a manager's apply owns, without the labels and annotations that a reconciler adds. */
export const fieldsOf = (live: LiveObject, manager: string): unknown => {
  const entry = live.metadata.managedFields?.find(
    (one) => one.manager === manager && one.operation === 'Apply' && one.subresource === undefined,
  );
  if (!entry) return undefined;
  const { 'f:metadata': metadata, ...rest } = entry.fieldsV1;
  if (!isJsonObject(metadata)) return rest;
  const kept = Object.entries(metadata).flatMap(([key, value]): [string, Json][] => {
    const left = ['f:labels', 'f:annotations'].includes(key) ? withoutOurs(value) : value;
    return left === undefined ? [] : [[key, left]];
  });
  return kept.length === 0 ? rest : { ...rest, 'f:metadata': Object.fromEntries(kept) };
};
