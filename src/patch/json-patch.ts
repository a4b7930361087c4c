import jsonpatch from 'fast-json-patch';
import { isJsonObject, type Json, type JsonObject } from '../model/json.ts';
import { type Draft, draftOf, type Place, type PlaceOptions } from './draft.ts';
import { member } from './members.ts';
import { outcomeOf, type PatchOutcome, PatchRefused } from './outcome.ts';
import { pointerTokens } from './pointer.ts';
import type { RecordEdit } from './trace.ts';

export interface JsonPatchOptions {
  /**
   * What a path that is not there means. `create` makes the missing parents of `add` and `replace` (objects, or a
   * list where the next token is `-`). To skip such a patch is the caller's decision: the outcome says `missing`.
   */
  readonly onMissing?: 'error' | 'create';
  /** `replace` of a missing key of an object that is there adds it, as Clusternet's library does. */
  readonly replaceAdds?: boolean;
  readonly record?: RecordEdit | undefined;
}

export const jsonPatchLimits = {
  operations: 10_000,
  /** Reference tokens of one pointer. */
  depth: 100,
  /** Values plus characters that the `copy` operations of one patch may add: each may double the object. */
  copied: 1_000_000,
} as const;

type Primitive = 'add' | 'remove' | 'replace' | 'test';

interface Operation {
  readonly op: Primitive | 'move' | 'copy';
  readonly path: readonly string[];
  readonly from: readonly string[];
  readonly value: Json | undefined;
  /** JSON Pointer inside the patch. */
  readonly at: string;
}

/** One of the four steps that `move` and `copy` are made of. */
interface Action {
  readonly op: Primitive;
  readonly value?: Json;
  readonly at: string;
  /** JSON Pointer that the value was moved or copied from. */
  readonly origin?: string | undefined;
}

interface Run {
  readonly draft: Draft;
  readonly options: JsonPatchOptions;
  readonly record: RecordEdit | undefined;
  copied: number;
}

const operations: ReadonlySet<string> = new Set(['add', 'remove', 'replace', 'move', 'copy', 'test']);

const tokensOf = (operation: JsonObject, name: 'path' | 'from', at: string): readonly string[] => {
  const pointer = member(operation, name);
  if (typeof pointer !== 'string')
    throw new PatchRefused('malformed', `"${name}" must be a JSON Pointer`, at);
  const tokens = pointerTokens(pointer, `${at}/${name}`);
  if (tokens.length > jsonPatchLimits.depth) {
    throw new PatchRefused(
      'limit',
      `"${name}" is deeper than ${jsonPatchLimits.depth} levels`,
      `${at}/${name}`,
    );
  }
  return tokens;
};

const parseOperation = (value: Json, index: number): Operation => {
  const at = `/${index}`;
  if (!isJsonObject(value)) throw new PatchRefused('malformed', 'an operation must be an object', at);
  const op = member(value, 'op');
  if (typeof op !== 'string' || !operations.has(op)) {
    throw new PatchRefused('malformed', '"op" must be add, remove, replace, move, copy or test', at);
  }
  const operand = member(value, 'value');
  if (operand === undefined && (op === 'add' || op === 'replace' || op === 'test')) {
    throw new PatchRefused('malformed', `"${op}" needs a "value"`, at);
  }
  return {
    op: op as Operation['op'],
    path: tokensOf(value, 'path', at),
    from: op === 'move' || op === 'copy' ? tokensOf(value, 'from', at) : [],
    value: operand,
    at,
  };
};

const parse = (patch: Json): readonly Operation[] => {
  if (!Array.isArray(patch)) throw new PatchRefused('malformed', 'a JSON patch must be a list', '');
  if (patch.length > jsonPatchLimits.operations) {
    throw new PatchRefused('limit', `a JSON patch may have ${jsonPatchLimits.operations} operations`, '');
  }
  return patch.map(parseOperation);
};

/** Values plus characters, counted until `limit`. */
const weigh = (value: Json, limit: number): number => {
  if (typeof value === 'string') return 1 + value.length;
  if (typeof value !== 'object' || value === null) return 1;
  let weight = 1;
  for (const [key, item] of Object.entries(value)) {
    weight += key.length + weigh(item, limit - weight);
    if (weight > limit) break;
  }
  return weight;
};

/** The library's own refusals, for what the checks before it let through (a banned name, a failed test). */
const refusalOf = (error: unknown, at: string): PatchRefused => {
  const failedTest = error instanceof Error && error.name === 'TEST_OPERATION_FAILED';
  return failedTest
    ? new PatchRefused('test-failed', 'the value that "test" expects is not there', at)
    : new PatchRefused('malformed', 'the operation cannot be applied here', at);
};

/** Carries out one action at a place of which all parents are private by now. */
const perform = (run: Run, { op, value, at, origin }: Action, place: Place): void => {
  const before = place.value;
  const operation = { op, path: place.path, ...(value !== undefined && { value }) };
  try {
    const { newDocument } = jsonpatch.applyOperation(
      run.draft.root as never,
      operation as never,
      true,
      true,
      true,
    );
    run.draft.root = newDocument as Json;
  } catch (error) {
    throw refusalOf(error, at);
  }
  if (op === 'test') return;
  const inserted = op === 'add' && place.inList;
  run.record?.({
    path: place.path,
    ...(before !== undefined && !inserted && { before }),
    ...(op !== 'remove' && value !== undefined && { after: value }),
    from: at,
    ...(origin !== undefined && { origin }),
  });
};

/** What hears of the parents that were made, where making them is allowed. */
const making = (run: Run, at: string, allowed: boolean): Pick<PlaceOptions, 'made'> =>
  allowed && run.options.onMissing === 'create'
    ? { made: (path, after) => run.record?.({ path, after, from: at }) }
    : {};

const present = (run: Run, tokens: readonly string[], at: string): Place & { readonly value: Json } => {
  const place = run.draft.place(tokens, { at, append: false });
  if (place.value === undefined) {
    throw new PatchRefused('missing', `the object has no ${place.path}`, at);
  }
  return { ...place, value: place.value };
};

const add = (run: Run, operation: Operation, value: Json, origin?: string): void => {
  const { path, at, op } = operation;
  const place = run.draft.place(path, { at, append: true, ...making(run, at, op === 'add') });
  perform(run, { op: 'add', value, at, origin }, place);
};

const replace = (run: Run, operation: Operation, value: Json): void => {
  const { path, at } = operation;
  const place = run.draft.place(path, { at, append: false, ...making(run, at, true) });
  const missing = place.value === undefined;
  const adds = run.options.onMissing === 'create' || run.options.replaceAdds === true;
  if (missing && (place.inList || !adds)) {
    throw new PatchRefused('missing', `the object has no ${place.path}`, at);
  }
  perform(run, { op: missing ? 'add' : 'replace', value, at }, place);
};

const move = (run: Run, operation: Operation): void => {
  const { from, path, at } = operation;
  if (path.length > from.length && from.every((token, index) => token === path[index])) {
    throw new PatchRefused('malformed', 'a value cannot be moved into itself', at);
  }
  const source = present(run, from, at);
  perform(run, { op: 'remove', at }, source);
  run.draft.share(); // what was reported as moved must not change any more
  add(run, operation, source.value, source.path);
};

const copy = (run: Run, operation: Operation): void => {
  const { value, path: origin } = present(run, operation.from, operation.at);
  run.copied += weigh(value, jsonPatchLimits.copied);
  if (run.copied > jsonPatchLimits.copied) {
    throw new PatchRefused('limit', 'the copies of this patch would make the object too large', operation.at);
  }
  run.draft.share();
  add(run, operation, value, origin);
};

const apply = (run: Run, operation: Operation): void => {
  const { op, path, at } = operation;
  // the parser has seen that these have a value
  const value = operation.value as Json;
  switch (op) {
    case 'add':
      add(run, operation, value);
      break;
    case 'replace':
      replace(run, operation, value);
      break;
    case 'remove':
      perform(run, { op: 'remove', at }, present(run, path, at));
      break;
    case 'test':
      perform(run, { op: 'test', value, at }, present(run, path, at));
      break;
    case 'move':
      move(run, operation);
      break;
    case 'copy':
      copy(run, operation);
      break;
    default: {
      const never: never = op;
      throw new Error(`unhandled operation ${never}`);
    }
  }
};

/**
 * JSON patch (RFC 6902), all or nothing, at most 10,000 operations. The operations themselves are fast-json-patch's;
 * around it stand the checks that it lacks (own members only, private copies of what is changed and of nothing else).
 */
export const jsonPatch = (target: Json, patch: Json, options: JsonPatchOptions = {}): PatchOutcome =>
  outcomeOf(options.record, (record) => {
    const run: Run = { draft: draftOf(target), options, record, copied: 0 };
    for (const operation of parse(patch)) apply(run, operation);
    return run.draft.root;
  });
