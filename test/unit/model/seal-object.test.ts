import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, objectDigest, sealObject } from '../../../src/model/digest.ts';
import type { Json } from '../../../src/model/json.ts';
import { orderKeys } from '../../../src/model/key-order.ts';
import type { KubeObject } from '../../../src/model/resource.ts';

const key = fc.oneof(
  fc.constantFrom('a', 'b', '10', '9', '0', '07', '4294967296', '__proto__', '.x', '\ud83d\ude00', '\uff00'),
  fc.string({ maxLength: 3 }),
);
const json: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;
const pairs = fc.dictionary(fc.constantFrom('app', 'headwater.dev/digest', 'team', '1'), fc.string(), {
  noNullPrototype: true,
});
const object = fc
  .record({ spec: json, labels: fc.option(pairs), annotations: fc.option(pairs), status: fc.boolean() })
  .map(
    ({ spec, labels, annotations, status }) =>
      ({
        spec,
        kind: 'Thing',
        ...(status && { status: { ready: true } }),
        metadata: { name: 'x', ...(labels && { labels }), ...(annotations && { annotations }) },
        apiVersion: 'v1',
      }) as unknown as KubeObject,
  );

describe('sealing an object', () => {
  it('gives the digest of the format, whatever its keys and whatever stands in it', () => {
    fc.assert(
      fc.property(object, (given) => {
        expect(sealObject(given).digest).toBe(objectDigest(given));
      }),
      { numRuns: 1_000 },
    );
  });

  it('changes the order of keys and nothing else', () => {
    fc.assert(
      fc.property(object, (given) => {
        const sealed = sealObject(given);

        expect(sealed.object).toStrictEqual(given);
        expect(canonicalJson(sealed.object)).toBe(canonicalJson(given));
      }),
      { numRuns: 500 },
    );
  });

  it('writes one text for equal values', () => {
    const a = orderKeys({ b: [{ d: 1, c: 2 }], a: { z: 1, y: { q: 1, p: { o: 1, n: 2 } } } });
    const b = orderKeys({ a: { y: { p: { n: 2, o: 1 }, q: 1 }, z: 1 }, b: [{ c: 2, d: 1 }] });

    expect(JSON.stringify(a.value)).toBe(JSON.stringify(b.value));
    expect(a.plain).toBe(true);
  });

  it('knows that JavaScript keeps whole numbers first', () => {
    expect(orderKeys({ '.dockercfg': 'x', 10: 'y', 9: 'z' }).plain).toBe(false);
  });

  it('counts what two values share once', () => {
    const shared = { containers: [{ name: 'a', env: [{ name: 'b' }], ports: [{ name: 'c' }] }] };

    const first = orderKeys({ spec: shared }).bytes;
    const second = orderKeys({ spec: shared, more: 'x' }).bytes;

    expect(second).toBeLessThan(first);
  });
});
