import type { Json, JsonObject } from '../../../src/model/json.ts';

/** Fields that are another server's affair, or chance. */
const dropped = new Set([
  'resourceVersion',
  'managedFields',
  'creationTimestamp',
  'lastPhaseTransitionTime',
  'lastTransitionTime',
]);
/** Given by an allocator: that there is one is compared, not which. */
const allocated = new Set(['nodePort', 'healthCheckNodePort', 'clusterIP', 'clusterIPs']);

const placeholder = (value: Json): Json => {
  if (Array.isArray(value)) return value.map(placeholder);
  if (typeof value === 'number') return 1;
  return typeof value === 'string' && value.startsWith('10.') ? 'ADDRESS' : value;
};

const sorted = (value: Json): Json => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const object = value as JsonObject;
  return Object.fromEntries(
    Object.keys(object)
      .filter((key) => !dropped.has(key))
      .sort()
      .map((key) => [key, allocated.has(key) ? placeholder(object[key]!) : sorted(object[key]!)]),
  );
};

const anyUid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

const causesOf = (body: JsonObject): readonly JsonObject[] =>
  (((body.details ?? {}) as JsonObject).causes ?? []) as readonly JsonObject[];

const withCauses = (body: JsonObject, causes: readonly JsonObject[]): JsonObject => ({
  ...body,
  details: { ...(body.details as JsonObject), causes },
});

/** The real server shows some updates as a diff of Go's internal structs: that one is kept different. */
const withoutDiffs = (body: JsonObject): JsonObject => {
  const causes = causesOf(body);
  if (!causes.some((cause) => String(cause.message).includes('\n@@'))) return body;
  const cut = (text: Json | undefined): string => String(text).split('\n@@')[0]!;
  const next = causes.map((cause) => ({ ...cause, message: cut(cause.message) }));
  return { ...withCauses(body, next), message: cut(body.message) };
};

/** The cause of an unreadable patch repeats the whole object: its words are compared. */
const withoutPatch = (body: JsonObject): JsonObject => {
  const [cause] = causesOf(body);
  if (cause?.field !== 'patch') return body;
  const message = String(cause.message);
  const words = message.slice(message.search(/(illegal|parsing|json:|quantities)/));
  return { status: body.status!, reason: body.reason!, details: { causes: [{ ...cause, message: words }] } };
};

/** The status of a definition is written by the server's own controllers. */
const withoutControllers = (body: Json): Json => {
  const object = body as JsonObject;
  if (object.kind !== 'CustomResourceDefinition') return body;
  const { status: _, ...rest } = object;
  return rest;
};

/** An answer without what differs from run to run: uids, times, versions, addresses. */
export const normalizeAnswer = (body: JsonObject, uid: Json | undefined): Json => {
  const own = JSON.stringify(withoutPatch(withoutDiffs(body)));
  const text = (typeof uid === 'string' ? own.replaceAll(uid, 'UID') : own).replace(anyUid, 'UID');
  return withoutControllers(sorted(JSON.parse(text) as Json));
};
