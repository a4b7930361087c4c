import fc from 'fast-check';
import { compileExpression } from '../../../src/expression/compile.ts';
import { evaluate } from '../../../src/expression/evaluate.ts';
import { checkExpressions, substitute } from '../../../src/expression/substitute.ts';
import { type Diagnostic, diagnosticCodes } from '../../../src/model/diagnostic.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../src/model/json.ts';
import { jsonPatch } from '../../../src/patch/json-patch.ts';
import { mergePatch } from '../../../src/patch/merge-patch.ts';
import type { PatchOutcome } from '../../../src/patch/outcome.ts';
import { pointerTokens } from '../../../src/patch/pointer.ts';
import { strategicMerge } from '../../../src/patch/strategic-merge.ts';
import { createRenderMemo, planFleet } from '../../../src/render/plan-fleet.ts';
import { createLoadMemo, loadFleet } from '../../../src/repository/load-fleet.ts';
import { parseDocuments } from '../../../src/repository/yaml/documents.ts';
import { writeYaml } from '../../../src/repository/yaml/write-yaml.ts';
import { kindChecks } from '../../../src/review/validate/kinds/kind-checks.ts';
import { parseSelector } from '../../../src/schedule/text-selector.ts';
import { kindSchema } from '../../../src/schema/schema.ts';
import { memoryTree } from '../../unit/repository/memory-tree.ts';
import { objects, repositories, texts } from './corpus.ts';
import { mutatedCel } from './mutated-cel.ts';
import { mutatedJson, mutatedOperations } from './mutated-json.ts';
import { mutatedText } from './mutated-text.ts';

/** One kind of input, and what must hold for any of it. */
export interface FuzzPart {
  /** Cases of a run with CI=true. */
  readonly cases: number;
  readonly property: fc.IProperty<[unknown]>;
}

const must = (holds: boolean, what: string): void => {
  if (!holds) throw new Error(what);
};

const isPlaced = (
  { code, message, source }: Diagnostic,
  files: Readonly<Record<string, string>>,
): boolean => {
  if (!(code in diagnosticCodes) || message === '' || source === undefined) return false;
  const lines = files[source.file]?.split(/\r\n|\r|\n/);
  // a folder or a file that is missing has no text of its own
  const inText = lines === undefined || source.line <= lines.length;
  return inText && source.line >= 1 && source.column >= 1;
};

const isJson = (value: unknown): value is Json => {
  if (value === null || typeof value === 'boolean') return true;
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0);
  if (Array.isArray(value)) return Object.isFrozen(value) && value.every(isJson);
  return isJsonObject(value) && Object.isFrozen(value) && Object.values(value).every(isJson);
};

const one = <Value>(arbitrary: fc.Arbitrary<Value>, check: (value: Value) => void): FuzzPart['property'] =>
  fc.property(arbitrary as fc.Arbitrary<unknown>, (value) => check(value as Value));

/** A text becomes frozen JSON with a place for each value, or errors with places; and is written as it was read. */
const yaml = one(
  fc.oneof(
    { weight: 9, arbitrary: mutatedText(texts) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
  ),
  (text) => {
    const { documents, diagnostics } = parseDocuments(text, { file: 'a' });
    must(
      diagnostics.every((diagnostic) => isPlaced(diagnostic, { a: text })),
      'a diagnostic has no place',
    );
    must(diagnostics.length === 0 || documents.length === 0, 'half a file was taken for the whole');
    for (const { value, positions } of documents) {
      must(isJson(value), 'a value is no frozen JSON');
      must(positions.at('/spec/template/0/none').line >= 1, 'a value has no place');
      const again = parseDocuments(writeYaml(value), { file: 'b' }).documents[0]?.value ?? null;
      must(JSON.stringify(again) === JSON.stringify(value), 'what is written is read otherwise');
    }
  },
);

const memos = {
  load: createLoadMemo({ maxBytes: 16 << 20 }),
  render: createRenderMemo({ maxBytes: 16 << 20 }),
};

const repository = fc.constantFrom(...repositories).chain((files) => {
  const changes = fc.dictionary(fc.constantFrom(...Object.keys(files)), mutatedText(texts), {
    minKeys: 1,
    maxKeys: 2,
    noNullPrototype: true,
  });
  const inPlace = fc
    .constantFrom(...Object.entries(files))
    .chain(([path, text]) => mutatedText([text]).map((mutated) => ({ [path]: mutated })));
  return fc
    .oneof({ weight: 3, arbitrary: inPlace }, { weight: 1, arbitrary: changes })
    .map((changed): Readonly<Record<string, string>> => ({ ...files, ...changed }));
});

/** A whole repository is loaded and rendered, or told what is wrong with it, with places. */
const loader = one(repository, (files) => {
  const fleet = loadFleet(memoryTree(files), memos.load);
  const plan = planFleet(fleet, memos.render);
  const bindings = [...plan.bindings.values()];
  const diagnostics = [
    ...fleet.diagnostics,
    ...plan.diagnostics,
    ...bindings.flatMap((one) => one.diagnostics),
    ...kindChecks.flatMap((check) => check.run({ fleet, plan })),
  ];
  must(
    diagnostics.every((diagnostic) => isPlaced(diagnostic, files)),
    'a diagnostic has no place',
  );
  must(
    bindings.every(({ state, diagnostics: told }) => state !== undefined || told.length > 0),
    'a binding is silent',
  );
});

const cluster = {
  name: 'eu-1',
  labels: { size: '3', half: '1.5', b: 'c' },
  annotations: { note: 'x' },
  facts: { tier: 'gold', long: 'y'.repeat(4_096) },
};

const isOffset = (offset: number, text: string): boolean => offset >= 0 && offset <= text.length;

/** An expression has a bounded value of JSON, or an error with its place; so has a text that it stands in. */
const expressions = one(mutatedCel, (text) => {
  const { expression, error } = compileExpression(text);
  must(
    error === undefined || (error.message !== '' && isOffset(error.offset, text)),
    'an error has no place',
  );
  if (expression) {
    const result = evaluate(expression, cluster);
    must(!result.error || isOffset(result.error.offset, text), 'an error has no place');
    must(Boolean(result.error) || JSON.stringify(result.value).length < 500_000, 'a result has no bound');
  }
  const template = `a \${{ ${text} }} b`;
  for (const { offset, pointer } of [
    ...checkExpressions([template]),
    ...substitute([template], cluster).errors,
  ])
    must(pointer === '/0' && isOffset(offset, template), 'an error has no place');
  parseSelector(text);
});

const deployment = kindSchema({ group: 'apps', version: 'v1', kind: 'Deployment' })!.root;

/** What a refusal points at is in the patch, or is where something is missing in what is. */
const pointsInto = (patch: Json, at: string): boolean => {
  const parent = pointerTokens(at, '').slice(0, -1);
  let value: Json | undefined = patch;
  for (const token of parent) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, token)) return false;
    value = (value as JsonObject)[token];
  }
  return true;
};

const checkOutcome = (outcome: PatchOutcome, patch: Json): void => {
  if (outcome.ok) return;
  must(outcome.message !== '' && pointsInto(patch, outcome.at), `a refusal has no place: ${outcome.at}`);
};

const kinds = objects.filter((object) => object.kind === 'Deployment');
const pairs = fc
  .tuple(mutatedJson(kinds), mutatedJson(kinds))
  .filter((pair): pair is [JsonObject, JsonObject] => pair.every(isJsonObject));

/** A patch of a map is carried out as a whole, or refused with its place, whatever types stand in both. */
const mapPatches = one(pairs, ([target, patch]) => {
  mergePatch(target, patch);
  for (const schema of [deployment, undefined]) checkOutcome(strategicMerge(target, patch, schema), patch);
});

const listPatches = one(
  mutatedJson(objects).chain((target) =>
    fc.tuple(fc.constant(target), mutatedOperations(target), fc.constantFrom('error', 'create')),
  ),
  ([target, patch, onMissing]) => {
    checkOutcome(jsonPatch(target, patch, { onMissing: onMissing as 'error' | 'create' }), patch);
  },
);

export const fuzzParts = {
  yaml: { cases: 25_000, property: yaml },
  loader: { cases: 5_000, property: loader },
  expressions: { cases: 25_000, property: expressions },
  mapPatches: { cases: 25_000, property: mapPatches },
  listPatches: { cases: 20_000, property: listPatches },
} as const satisfies Record<string, FuzzPart>;

export type FuzzPartName = keyof typeof fuzzParts;
