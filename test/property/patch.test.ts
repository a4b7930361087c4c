import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isJsonObject, type Json, type JsonObject } from '../../src/model/json.ts';
import { jsonPatch } from '../../src/patch/json-patch.ts';
import { mergePatch } from '../../src/patch/merge-patch.ts';
import { strategicMerge } from '../../src/patch/strategic-merge.ts';
import type { Edit } from '../../src/patch/trace.ts';
import { kindSchema } from '../../src/schema/schema.ts';
import { replay } from '../unit/patch/replay.ts';
import { deepFreeze } from './deep-freeze.ts';

const key = fc.constantFrom('a', 'b', 'c', 'a/b', 'm~n', '__proto__', 'constructor', '0');
const scalar = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constantFrom('x', 'y', ''), fc.boolean());
const json: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    scalar,
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }) as fc.Arbitrary<Json>,
  ),
})).value;
const object = fc.dictionary(key, json, { maxKeys: 4, noNullPrototype: true }) as fc.Arbitrary<JsonObject>;

/** Objects that stand in both at the same place are the same object wherever their values are equal. */
const sharesWhatIsEqual = (before: Json, after: Json): boolean => {
  if (!isJsonObject(before) || !isJsonObject(after)) return true;
  return Object.keys(before).every((name) => {
    if (!Object.hasOwn(after, name)) return true;
    const [old, now] = [before[name] as Json, after[name] as Json];
    if (JSON.stringify(old) === JSON.stringify(now)) return old === now;
    return sharesWhatIsEqual(old, now);
  });
};

describe('a JSON merge patch', () => {
  it('leaves its arguments alone, shares what it does not change, and reports what it does', () => {
    fc.assert(
      fc.property(object, object, (target, patch) => {
        deepFreeze(target);
        deepFreeze(patch);
        const edits: Edit[] = [];

        const result = mergePatch(target, patch, (edit) => edits.push(edit));

        expect(replay(target, edits)).toEqual(result);
        expect(result).toEqual(mergePatch(target, patch));
        expect(sharesWhatIsEqual(target, result)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(object, object, (target, patch) => {
        const once = mergePatch(target, patch);

        expect(mergePatch(once, patch)).toBe(once);
      }),
      { numRuns: 500 },
    );
  });

  it('that is empty gives back the target, and one onto nothing has no null member', () => {
    const hasNullMember = (value: Json): boolean =>
      isJsonObject(value) && Object.values(value).some((item) => item === null || hasNullMember(item));

    fc.assert(
      fc.property(object, (target) => {
        expect(mergePatch(target, {})).toBe(target);
        expect(hasNullMember(mergePatch({}, target))).toBe(false);
      }),
    );
  });
});

const pointer = fc
  .array(fc.constantFrom('a', 'b', 'c', 'a~1b', 'm~0n', '0', '1', '-', 'toString'), {
    minLength: 1,
    maxLength: 4,
  })
  .map((tokens) => `/${tokens.join('/')}`);
const operation = fc.oneof(
  fc.record({ op: fc.constantFrom('add', 'replace', 'test'), path: pointer, value: json }),
  fc.record({ op: fc.constant('remove'), path: pointer }),
  fc.record({ op: fc.constantFrom('move', 'copy'), from: pointer, path: pointer }),
) as fc.Arbitrary<JsonObject>;

describe('a JSON patch', () => {
  it('is done as a whole and reported, or not at all; its arguments stay as they were', () => {
    fc.assert(
      fc.property(
        object,
        fc.array(operation, { maxLength: 6 }),
        fc.constantFrom('error', 'create'),
        (target, patch, onMissing) => {
          deepFreeze(target);
          deepFreeze(patch);
          const edits: Edit[] = [];

          const outcome = jsonPatch(target, patch, {
            onMissing: onMissing as 'error' | 'create',
            record: (edit) => edits.push(edit),
          });

          if (outcome.ok) expect(replay(target, edits)).toEqual(outcome.value);
          else expect(edits).toEqual([]);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('never throws, whatever it is given', () => {
    fc.assert(
      fc.property(json, json, (target, patch) => {
        expect(typeof jsonPatch(target, patch).ok).toBe('boolean');
      }),
      { numRuns: 1_000 },
    );
  });
});

const container = fc.record(
  {
    name: fc.constantFrom('a', 'b', 'c', 'd'),
    image: fc.constantFrom('x:1', 'x:2'),
    env: fc.uniqueArray(
      fc.record({ name: fc.constantFrom('X', 'Y', 'Z'), value: fc.constantFrom('1', '2') }),
      { selector: ({ name }) => name, maxLength: 3 },
    ),
    $patch: fc.constantFrom('delete'),
  },
  { requiredKeys: ['name'] },
);
const containers = fc.uniqueArray(container, { selector: ({ name }) => name, maxLength: 4 });
const finalizers = fc.uniqueArray(fc.constantFrom('e/a', 'e/b', 'e/c', 'e/d'), { maxLength: 4 });
const pod = fc.record(
  {
    containers,
    tolerations: fc.array(fc.record({ key: fc.constantFrom('a', 'b') }), { maxLength: 2 }),
    nodeSelector: fc.dictionary(fc.constantFrom('p', 'q'), fc.option(fc.constantFrom('1', '2')), {
      noNullPrototype: true,
    }),
  },
  { requiredKeys: [] },
);
const deployment = (spec: unknown, list: readonly string[]): JsonObject =>
  ({ metadata: { finalizers: list }, spec: { template: { spec } } }) as JsonObject;
const schema = kindSchema({ group: 'apps', version: 'v1', kind: 'Deployment' })!.root;
const plain = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (name, item) => (name === '$patch' ? undefined : item)));

describe('a strategic merge patch', () => {
  it('leaves its arguments alone, shares what it does not change, and reports what it does', () => {
    fc.assert(
      fc.property(pod, finalizers, pod, finalizers, (podBefore, listBefore, podPatch, listPatch) => {
        const target = deployment(plain(podBefore), listBefore);
        const patch = deployment(podPatch, listPatch);
        deepFreeze(target);
        deepFreeze(patch);
        const edits: Edit[] = [];

        const outcome = strategicMerge(target, patch, schema, (edit) => edits.push(edit));

        expect(outcome.ok).toBe(true);
        if (!outcome.ok) return;
        expect(replay(target, edits)).toEqual(outcome.value);
        expect(outcome).toEqual(strategicMerge(target, patch, schema));
        expect(sharesWhatIsEqual(target, outcome.value)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  it('keeps each container once, and every one that it does not delete', () => {
    fc.assert(
      fc.property(containers, containers, (before, patch) => {
        const target = deployment({ containers: plain(before) }, []);

        const outcome = strategicMerge(target, deployment({ containers: patch }, []), schema);

        const after = outcome.ok
          ? (outcome.value as { spec: { template: { spec: { containers: { name: string }[] } } } }).spec
              .template.spec.containers
          : [];
        const deleted = new Set(patch.filter(({ $patch }) => $patch).map(({ name }) => name));
        const wanted = new Set(
          [...before, ...patch].map(({ name }) => name).filter((name) => !deleted.has(name)),
        );
        expect(after.map(({ name }) => name).toSorted()).toEqual([...wanted].toSorted());
      }),
      { numRuns: 500 },
    );
  });

  it('changes nothing the second time, where it deletes nothing', () => {
    fc.assert(
      fc.property(pod, finalizers, pod, finalizers, (podBefore, listBefore, podPatch, listPatch) => {
        const target = deployment(plain(podBefore), listBefore);
        const patch = deployment(plain(podPatch), listPatch);

        const once = strategicMerge(target, patch, schema);
        const twice = once.ok && strategicMerge(once.value as JsonObject, patch, schema);

        expect(twice).toEqual(once);
      }),
      { numRuns: 1_000 },
    );
  });

  it('never throws, whatever it is given', () => {
    fc.assert(
      fc.property(object, object, (target, patch) => {
        expect(typeof strategicMerge({ spec: target }, { spec: patch }, schema).ok).toBe('boolean');
      }),
      { numRuns: 500 },
    );
  });
});
