import type { Json, JsonObject } from '../../../src/model/json.ts';
import { mergePatch } from '../../../src/patch/merge-patch.ts';
import { ApiError, type StatusCause } from '../../../src/simulator/api-error.ts';
import { builtInTypes } from '../../../src/simulator/kinds/built-in-types.ts';
import { decodingError, decodingPrefix } from '../../../src/simulator/kinds/decode/decoding-error.ts';
import type { KindRules, WriteContext } from '../../../src/simulator/kinds/kind-rules.ts';
import { rulesOf } from '../../../src/simulator/kinds/rules-of.ts';
import { apiVersionOf, type ResourceType } from '../../../src/simulator/resource-type.ts';

export interface Answer {
  readonly status: number;
  readonly body: JsonObject;
}

const context: WriteContext = {
  now: '2026-01-01T00:00:00Z',
  clusterIp: (wanted) => wanted ?? '10.0.0.1',
  nodePort: (wanted) => wanted ?? 30_000,
};

export const typeOfObject = (object: JsonObject): ResourceType =>
  builtInTypes().find((type) => apiVersionOf(type) === object.apiVersion && type.kind === object.kind)!;

const messageOf = (type: ResourceType, name: Json, causes: readonly StatusCause[]): string => {
  const kind = type.group === '' ? type.kind : `${type.kind}.${type.group}`;
  const texts = causes.map(({ field, message }) => `${field}: ${message}`);
  const unique = [...new Set(texts)];
  return `${kind} ${JSON.stringify(name)} is invalid: ${unique.length === 1 ? unique[0] : `[${unique.join(', ')}]`}`;
};

const metadataOf = (object: JsonObject): JsonObject => (object.metadata ?? {}) as JsonObject;

const invalid = (type: ResourceType, object: JsonObject, causes: readonly StatusCause[]): Answer => {
  const name = metadataOf(object).name ?? '';
  const error = new ApiError(422, 'Invalid', messageOf(type, name, causes), {
    ...(name !== '' && { name: String(name) }),
    ...(type.group !== '' && { group: type.group }),
    kind: type.kind,
    causes,
  });
  return { status: 422, body: error.body() };
};

const attempt = (act: () => Answer): Answer => {
  try {
    return act();
  } catch (error) {
    if (error instanceof ApiError) return { status: error.code, body: error.body() };
    throw error;
  }
};

const create = (type: ResourceType, rules: KindRules, object: JsonObject): Answer => {
  const fault = decodingError(type, object);
  if (fault !== undefined) {
    const error = new ApiError(400, 'BadRequest', `${decodingPrefix(type)}${fault}`);
    return { status: 400, body: error.body() };
  }
  const filled = rules.fillDefaults(object);
  const metadata = {
    ...metadataOf(filled),
    ...(type.namespaced && { namespace: 'golden' }),
    uid: 'UID',
  };
  const prepared = rules.prepareCreate({ ...filled, metadata }, context);
  const causes = rules.validateCreate(prepared);
  return causes.length > 0 ? invalid(type, prepared, causes) : { status: 201, body: prepared };
};

const patchUnreadable = (type: ResourceType, next: JsonObject, fault: string): Answer =>
  invalid(type, next, [
    { reason: 'FieldValueInvalid', message: `Invalid value: PATCH: ${fault}`, field: 'patch' },
  ]);

const update = (type: ResourceType, rules: KindRules, live: JsonObject, patch: JsonObject): Answer => {
  const next = mergePatch(live, patch) as JsonObject;
  const fault = decodingError(type, next);
  if (fault !== undefined) return patchUnreadable(type, next, fault);
  const prepared = rules.prepareUpdate(rules.fillDefaults(next), live, context);
  const causes = rules.validateUpdate(prepared, live);
  return causes.length > 0 ? invalid(type, prepared, causes) : { status: 200, body: prepared };
};

export interface RecordedCase {
  readonly name: string;
  readonly object: JsonObject;
  readonly patches: readonly JsonObject[];
  /** What the real server said to the create, then to each patch. */
  readonly answers: readonly Answer[];
}

/**
 * What the kinds of the simulator answer to a case, without a server around them. Each patch meets what the real server had
 * stored by then, so that one difference makes no others.
 */
export const replay = ({ object, patches, answers }: RecordedCase): readonly Answer[] => {
  const type = typeOfObject(object);
  const rules = rulesOf(type);
  const created = attempt(() => create(type, rules, object));
  let live = answers[0]!.body;
  const updates = patches.slice(0, answers.length - 1).map((patch, index) => {
    const answer = attempt(() => update(type, rules, live, patch));
    const real = answers[index + 1]!;
    if (real.status === 200) live = real.body;
    return answer;
  });
  return [created, ...updates];
};
