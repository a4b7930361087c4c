import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { substitute } from '../../src/expression/substitute.ts';
import { isJsonObject, type Json, type JsonObject } from '../../src/model/json.ts';
import { jsonPatch } from '../../src/patch/json-patch.ts';
import { mergePatch } from '../../src/patch/merge-patch.ts';
import { strategicMerge } from '../../src/patch/strategic-merge.ts';
import { createRenderMemo, planFleet } from '../../src/render/plan-fleet.ts';
import { renderYaml } from '../../src/render/render-yaml.ts';
import { parseDocuments } from '../../src/repository/yaml/documents.ts';
import { writeYaml } from '../../src/repository/yaml/write-yaml.ts';
import { kindSchema } from '../../src/schema/schema.ts';
import { cel } from '../unit/overlay/small-fleet.ts';
import {
  clusterFile,
  configMap,
  fleetFrom,
  overlayText,
  subscriptionFile,
} from '../unit/render/memory-fleet.ts';
import { deepFreeze } from './deep-freeze.ts';

const evil = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  '__defineGetter__',
] as const;
const key = fc.constantFrom<string>(...evil, ...evil, 'a', 'spec', 'metadata', '0');
const scalar = fc.constantFrom<Json>(null, true, 1, 'x', 'polluted');

/** `{ [key]: value }` would set the prototype where the key is `__proto__`. */
const objectOf = (members: readonly (readonly [string, Json])[]): JsonObject => Object.fromEntries(members);
const json = fc.letrec<{ value: Json; object: JsonObject }>((tie) => ({
  object: fc.array(fc.tuple(key, tie('value')), { maxLength: 4 }).map(objectOf),
  value: fc.oneof({ maxDepth: 4 }, scalar, fc.array(tie('value'), { maxLength: 3 }), tie('object')),
}));
const pointer = fc.array(key, { minLength: 1, maxLength: 4 }).map((tokens) => `/${tokens.join('/')}`);
const operation = fc.record({
  op: fc.constantFrom('add', 'replace', 'remove', 'move', 'copy', 'test'),
  path: pointer,
  from: pointer,
  value: json.value,
}) as fc.Arbitrary<JsonObject>;

const builtIns = [Object, Array, Function, String, Number, Boolean, Map, Set, Promise, Error, RegExp, Date];

/** Every property of every built-in prototype and constructor. */
const snapshot = (): readonly unknown[] =>
  builtIns.flatMap((builtIn) =>
    [builtIn.prototype, builtIn].flatMap((holder) =>
      Reflect.ownKeys(holder).flatMap((name) => {
        const descriptor = Object.getOwnPropertyDescriptor(holder, name)!;
        return [holder, name, descriptor.value, descriptor.get, descriptor.set];
      }),
    ),
  );

/** Every object of a result is a plain one. */
const isPlain = (value: Json): boolean => {
  if (Array.isArray(value)) return Object.getPrototypeOf(value) === Array.prototype && value.every(isPlain);
  if (!isJsonObject(value)) return true;
  return Object.getPrototypeOf(value) === Object.prototype && Object.values(value).every(isPlain);
};

const schema = kindSchema({ group: 'apps', version: 'v1', kind: 'Deployment' })!.root;
const cluster = { name: 'a', labels: { b: 'c' }, annotations: {}, facts: {} };

describe('names that JavaScript gives a meaning', () => {
  let before: readonly unknown[];
  beforeEach(() => {
    before = snapshot();
  });
  afterEach(() => {
    const after = snapshot();
    expect(after.length).toBe(before.length);
    expect(after.every((part, index) => Object.is(part, before[index]))).toBe(true);
  });

  it('are members like others in patches of every kind, and nothing is written but own members', () => {
    fc.assert(
      fc.property(
        json.object,
        json.object,
        fc.array(operation, { maxLength: 5 }),
        fc.constantFrom('error', 'create'),
        (target, patch, operations, onMissing) => {
          for (const part of [target, patch, operations]) deepFreeze(part);

          const outcomes = [
            { ok: true as const, value: mergePatch(target, patch) },
            strategicMerge(target, patch, schema),
            strategicMerge(target, patch, undefined),
            jsonPatch(target, operations, { onMissing: onMissing as 'error' | 'create' }),
          ];

          for (const outcome of outcomes) if (outcome.ok) expect(isPlain(outcome.value)).toBe(true);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('are keys like others in YAML, read and written', () => {
    fc.assert(
      fc.property(json.object, (object) => {
        const text = `base: &b ${JSON.stringify(object)}\nmerged: {<<: *b}\nplain: ${JSON.stringify(object)}\n`;

        const { documents, diagnostics } = parseDocuments(text, { file: 'a' });

        expect(diagnostics).toEqual([]);
        const value = documents[0]!.value as JsonObject;
        expect(isPlain(value)).toBe(true);
        expect(JSON.stringify(value.plain)).toBe(JSON.stringify(object));
        expect(JSON.stringify(value.merged)).toBe(JSON.stringify(object));
        const again = parseDocuments(writeYaml(object), { file: 'a' }).documents[0]?.value;
        expect(JSON.stringify(again)).toBe(JSON.stringify(object));
      }),
      { numRuns: 1_000 },
    );
  });

  it('are keys like others in what an expression returns, and labels like others in what it reads', () => {
    fc.assert(
      fc.property(json.object, key, (object, name) => {
        const returned = substitute({ [name]: cel(JSON.stringify(object)) }, cluster);
        const read = substitute({ a: cel(`cluster.labels[${JSON.stringify(name)}]`) }, cluster);
        const asked = substitute({ a: cel(`${JSON.stringify(name)} in cluster.labels`) }, cluster);

        expect(isPlain(returned.value)).toBe(true);
        expect(read.errors.length).toBe(1);
        expect(asked.value).toEqual({ a: false });
      }),
      { numRuns: 1_000 },
    );
  });

  it('are names like others of labels, annotations, data and patched paths of a fleet', () => {
    fc.assert(
      fc.property(
        json.object,
        fc.array(operation, { maxLength: 3 }),
        fc.uniqueArray(key),
        (data, patch, names) => {
          const pairs = JSON.stringify(objectOf(names.map((name) => [name, 'x'])));
          const fleet = fleetFrom({
            ...clusterFile('a', pairs),
            ...subscriptionFile('shop', pairs),
            'feeds/shop/front.yaml': configMap('front', JSON.stringify(data), `, annotations: ${pairs}`),
            'overlays/globalizations/100-a/overlay.yaml': overlayText(
              `annotations: ${pairs}\nlabels: [{ pairs: ${pairs} }]\npatches: [{ target: {}, patch: ${JSON.stringify(patch)} }]\n`,
            ),
            'overlays/globalizations/200-b/front.yaml': configMap('front', JSON.stringify(data)),
          });

          for (const { state } of planFleet(fleet, createRenderMemo({ maxBytes: 0 })).bindings.values()) {
            for (const { object } of state?.objects ?? [])
              expect(isPlain(object as unknown as Json)).toBe(true);
            if (state) expect(renderYaml(state)).not.toContain('[object Object]');
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
