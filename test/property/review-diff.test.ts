import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../src/model/digest.ts';
import type { Json, JsonObject } from '../../src/model/json.ts';
import type { FieldChange } from '../../src/review/diff/field-change.ts';
import { fieldChanges } from '../../src/review/diff/field-changes.ts';
import { kindSchema } from '../../src/schema/schema.ts';
import { replay } from '../unit/patch/replay.ts';

const deployment = kindSchema({ group: 'apps', version: 'v1', kind: 'Deployment' })!.root;

const valueAt = (root: Json, path: string): Json =>
  path
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<Json>((value, token) => (value as JsonObject)[token] as Json, root);

/** RFC 6902 in the plainest way there is, which takes any key. */
const applied = (before: Json, changes: readonly FieldChange[]): Json =>
  changes.reduce<Json>((value, { op, path, from, before: old, after }) => {
    switch (op) {
      case 'add':
        return replay(value, [{ path, after: after! }]);
      case 'remove':
        return replay(value, [{ path, before: old! }]);
      case 'replace':
        return replay(value, [{ path, before: old!, after: after! }]);
      case 'move':
        return replay(value, [
          { path: from!, before: valueAt(value, from!) },
          { path, after: valueAt(value, from!) },
        ]);
      default:
        return op satisfies never;
    }
  }, before);

const name = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const scalar = fc.oneof(fc.constantFrom('x', 'y', '', 'z/~1'), fc.integer({ min: 0, max: 3 }), fc.boolean());
const env = fc.array(fc.record({ name, value: fc.constantFrom('1', '2') }), { maxLength: 5 });
const ports = fc.array(
  fc.record({ containerPort: fc.integer({ min: 1, max: 3 }), protocol: fc.constantFrom('TCP', 'UDP') }),
  { maxLength: 4 },
);
const args = fc.array(fc.constantFrom('-a', '-b', '-c'), { maxLength: 6 });
const container = fc.record(
  { name, image: fc.constantFrom('i:1', 'i:2'), env, ports, args },
  { requiredKeys: ['name'] },
);
const podOwner: fc.Arbitrary<Json> = fc.record({
  metadata: fc.record({
    labels: fc.dictionary(fc.constantFrom('l', 'a/b', '__proto__', 'constructor'), scalar),
  }),
  spec: fc.record({
    template: fc.record({ spec: fc.record({ containers: fc.array(container, { maxLength: 6 }) }) }),
  }),
}) as unknown as fc.Arbitrary<Json>;
const anything = fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<Json>;

const check = (before: Json, after: Json): void => {
  const untouched = canonicalJson(before);
  const changes = fieldChanges(before, after, deployment);
  expect(canonicalJson(applied(before, changes))).toBe(canonicalJson(after));
  expect(changes.length === 0).toBe(canonicalJson(before) === canonicalJson(after));
  expect(canonicalJson(before)).toBe(untouched);
};

describe('the fields that change between two objects', () => {
  it('applied to the first give the second, for objects whose lists have keys', () => {
    fc.assert(fc.property(podOwner, podOwner, check), { numRuns: 3_000 });
  });

  it('applied to the first give the second, for any JSON', () => {
    fc.assert(fc.property(anything, anything, check), { numRuns: 2_000 });
  });
});
