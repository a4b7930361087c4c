import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../src/model/digest.ts';
import type { Json } from '../../src/model/json.ts';
import { pointerTokens } from '../../src/patch/pointer.ts';
import { createRenderMemo, planFleet } from '../../src/render/plan-fleet.ts';
import { renderYaml } from '../../src/render/render-yaml.ts';
import type { Fleet } from '../../src/repository/fleet.ts';
import { annotatedLines } from '../../src/review/explain/annotated-lines.ts';
import { explainField, winnerOf } from '../../src/review/explain/explain-field.ts';
import { explainObject } from '../../src/review/explain/explain-object.ts';
import type { Explanation } from '../../src/review/explain/explanation.ts';
import { currentValue } from '../../src/review/explain/field-node.ts';
import { findField } from '../../src/review/explain/find-field.ts';
import { findResource } from '../../src/review/explain/find-resource.ts';
import { type FoundField, fieldsBelow, rootField } from '../../src/review/explain/object-fields.ts';
import { cel } from '../unit/overlay/small-fleet.ts';
import { replay } from '../unit/patch/replay.ts';
import {
  clusterFile,
  type Files,
  fleetFrom,
  overlayText,
  subscriptionFile,
} from '../unit/render/memory-fleet.ts';

const text = (value: unknown): string => JSON.stringify(value);
const identity = {
  Deployment: { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'front', namespace: 'shop' } },
  Secret: { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'front' } },
  Alert: { apiVersion: 'x.example/v1', kind: 'Alert', metadata: { name: 'front', namespace: 'shop' } },
} as const;
type Kind = keyof typeof identity;

const env = fc.uniqueArray(
  fc.record({ name: fc.constantFrom('X', 'Y', 'Z'), value: fc.constantFrom('1', '2', cel('cluster.name')) }),
  { selector: (item) => item.name, maxLength: 3 },
);
const container = fc.record(
  {
    name: fc.constantFrom('front', 'side', 'log'),
    image: fc.constantFrom('i:1', 'i:2'),
    env,
    args: fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 3 }),
    $patch: fc.constantFrom('delete', 'replace'),
  },
  { requiredKeys: ['name'] },
);
const containers = fc.uniqueArray(container, { selector: (item) => item.name, maxLength: 3 });
const spec = fc.record(
  {
    replicas: fc.constantFrom(1, 2, null),
    paused: fc.constantFrom(true, null),
    template: fc.record({ spec: fc.record({ containers }) }),
  },
  { requiredKeys: [] },
);
const pairs = fc.dictionary(
  fc.constantFrom('a', 'b/c', '__proto__', 'headwater.dev/wave'),
  fc.constantFrom('1', '2'),
);
const metadata = fc.record({ labels: pairs, annotations: pairs }, { requiredKeys: [] });
const body: Readonly<Record<Kind, fc.Arbitrary<object>>> = {
  Deployment: fc.record({ spec }),
  Secret: fc.record({ stringData: pairs, data: fc.constantFrom({ a: 'eA==' }, {}) }, { requiredKeys: [] }),
  Alert: fc.record({ spec: fc.record({ rules: fc.array(fc.record({ n: fc.nat(3) }), { maxLength: 3 }) }) }),
};

const places = ['/spec/replicas', '/spec/template/spec/containers/0', '/spec/template/spec/containers/-',
  '/spec/template/spec/containers/0/image', '/spec/x', '/metadata/labels/a', '/stringData/a', '/data/a', '/spec/rules/0',
]; // biome-ignore format: one list
const operation = fc.oneof(
  fc.record({ op: fc.constantFrom('add', 'replace'), path: fc.constantFrom(...places), value: fc.constantFrom('v', 7, { name: 'new', image: 'n' }) }),
  fc.record({ op: fc.constant('remove'), path: fc.constantFrom(...places) }),
  fc.record({ op: fc.constantFrom('move', 'copy'), from: fc.constantFrom(...places), path: fc.constantFrom(...places) }),
); // biome-ignore format: one record a line
const patch = (kind: Kind) =>
  fc.oneof(
    fc.array(operation, { minLength: 1, maxLength: 3 }),
    body[kind],
    metadata.map((value) => ({ metadata: value })),
  );

const layer = (kind: Kind) =>
  fc.oneof(
    fc.record({ body: body[kind], metadata }).map((given): readonly [string, string] => [
      'p.yaml',
      text({
        ...identity[kind],
        ...given.body,
        metadata: { ...given.metadata, ...identity[kind].metadata },
      }),
    ]),
    fc
      .record({ patches: fc.array(patch(kind), { maxLength: 2 }), labels: fc.boolean() })
      .map(({ patches, labels }): readonly [string, string] => [
        'overlay.yaml',
        overlayText(
          `patches: ${text(patches.map((one) => ({ target: { kind, name: 'front' }, patch: one, ...(Array.isArray(one) && { onMissing: 'skip' }) })))}\n` +
            `replicas: [{ name: front, namespace: shop, count: 4 }]\nimages: [{ name: i, newTag: "9" }]\nignoreFields: [{ target: { kind: Deployment }, paths: [/spec/replicas, /spec/paused] }]\n` +
            (labels
              ? `labels: [{ pairs: { by: "${cel('cluster.name')}" }, includeTemplates: true, includeSelectors: true }]\n`
              : ''),
        ),
      ]),
  );

const folders = [
  'globalizations/100-a',
  'globalizations/200-b',
  'localizations/a/100-c',
  'localizations/a/900-d',
];

/** A fleet of one object and up to four layers over it. */
const world = fc.constantFrom<Kind>('Deployment', 'Secret', 'Alert').chain((kind) =>
  fc.record({ body: body[kind], metadata, layers: fc.array(layer(kind), { maxLength: 4 }) }).map(
    (given): Files => ({
      ...clusterFile('a', '{ region: eu }'),
      ...subscriptionFile('shop'),
      'feeds/shop/crd.yaml': text({
        apiVersion: 'apiextensions.k8s.io/v1',
        kind: 'CustomResourceDefinition',
        metadata: { name: 'alerts.x.example' },
        spec: { group: 'x.example', scope: 'Namespaced', names: { kind: 'Alert', plural: 'alerts' } },
      }),
      'feeds/shop/front.yaml': text({
        ...identity[kind],
        ...given.body,
        status: { ready: true },
        metadata: { uid: 'x', ...given.metadata, ...identity[kind].metadata },
      }),
      ...Object.fromEntries(
        given.layers.map(([file, content], index) => [`overlays/${folders[index]}/${file}`, content]),
      ),
    }),
  ),
);

const explained = (fleet: Fleet): Explanation | undefined => {
  const resource = fleet.resources.find(({ id }) => id.name === 'front');
  if (resource === undefined || fleet.clusters.length === 0) return undefined;
  return explainObject({
    fleet,
    cluster: fleet.clusters[0]!,
    subscription: fleet.subscriptions[0]!,
    resource,
  });
};

const rendered = (fleet: Fleet) => {
  const plan = planFleet(fleet, createRenderMemo({ maxBytes: 0 }));
  return [...plan.bindings.values()][0]?.state?.objects.find(({ id }) => id.name === 'front')?.object;
};

const allFields = (field: FoundField): readonly FoundField[] => [
  field,
  ...fieldsBelow(field).flatMap(allFields),
];
const at = (value: Json | undefined, pointer: string): Json | undefined =>
  pointerTokens(pointer, '').reduce<Json | undefined>((inner, token) => inner?.[token as never], value);

/** A change inside a map or a list is in the history of the part that changed. */
const scalarOf = (value: Json | undefined): Json | undefined =>
  typeof value === 'object' && value !== null ? 'a map or a list' : value;

let objects = 0;
let touches = 0;
const check = (run: (explanation: Explanation, fleet: Fleet) => void, numRuns: number): void => {
  fc.assert(
    fc.property(world, (files) => {
      const fleet = fleetFrom(files);
      const explanation = explained(fleet);
      if (explanation === undefined) return;
      objects += explanation.object ? 1 : 0;
      touches += explanation.touches.length;
      run(explanation, fleet);
    }),
    { numRuns },
  );
};

describe('explain', () => {
  it("replayed over the feed's object, gives the bytes of render", () => {
    check((explanation, fleet) => {
      const object = rendered(fleet);
      if (object === undefined) return;

      const replayed = replay(explanation.start, explanation.touches);

      expect(canonicalJson(replayed)).toBe(canonicalJson(object));
      expect(JSON.stringify(explanation.object)).toBe(JSON.stringify(object));
      expect(explanation.touches.filter(({ note }) => note === 'other')).toEqual([]);
    }, 1_000);
    expect(objects).toBeGreaterThan(300);
    expect(touches).toBeGreaterThan(1_000);
  });

  it('follows each field through everything that happened to it', () => {
    check((explanation) => {
      expect(canonicalJson(currentValue(explanation.root))).toBe(
        canonicalJson(replay(explanation.start, explanation.touches)),
      );
      for (const field of allFields(rootField(explanation))) {
        const { entries, shape, value } = field.node;
        const last = entries.at(-1);
        expect(last).toBeDefined();
        if (shape === 'scalar' && !field.gone) expect(last?.after).toEqual(value);
        if (field.gone) expect(last?.after).toBeUndefined();
        for (const [index, entry] of entries.entries()) {
          if (index === 0 || entry.touch.origin !== undefined) continue;
          expect(scalarOf(entry.before)).toEqual(scalarOf(entries[index - 1]?.after));
        }
      }
    }, 1_000);
  });

  it('finds every field by the name that it gives it, and says what it holds', () => {
    check((explanation) => {
      if (explanation.object === undefined) return;
      for (const field of allFields(rootField(explanation)).filter(({ gone }) => !gone)) {
        const { found } = findField(explanation, field.field);
        const byPointer = findField(explanation, field.pointer).found;

        expect(found?.node).toBe(field.node);
        expect(byPointer?.node).toBe(field.node);
        expect(explainField(field).value).toEqual(at(explanation.object, field.pointer));
        expect(winnerOf(field.node)).toBeDefined();
      }
    }, 300);
  });

  it('writes the lines that render writes', () => {
    check((explanation, fleet) => {
      const plan = planFleet(fleet, createRenderMemo({ maxBytes: 0 }));
      const state = [...plan.bindings.values()][0]?.state;
      if (state === undefined) return;
      const front = { ...state, objects: state.objects.filter(({ id }) => id.name === 'front') };

      const lines = annotatedLines(explanation, rootField(explanation), { reveal: true });

      expect(`---\n${lines.map((line) => `${line.text}\n`).join('')}`).toBe(
        renderYaml(front, { reveal: true }),
      );
    }, 300);
  });
});

describe('what people ask explain for', () => {
  const explanation = explained(
    fleetFrom({
      ...clusterFile('a'),
      ...subscriptionFile('shop'),
      'feeds/shop/front.yaml': text({
        ...identity.Deployment,
        spec: { template: { spec: { containers: [{ name: 'front' }] } } },
      }),
    }),
  )!;
  const part = fc.oneof(
    fc.constantFrom('spec', '.', '[', ']', '"', "'", '=', '[0]', '[name=front]', '/', '~', '\\', '__proto__', 'containers'),
    fc.string({ unit: 'grapheme', maxLength: 5 }),
  ); // biome-ignore format: one list
  const asked = fc.array(part, { maxLength: 12 }).map((parts) => parts.join(''));

  it('is a field, or what is wrong with it, whatever is typed', () => {
    fc.assert(
      fc.property(asked, (path) => {
        const { found, error } = findField(explanation, path);

        expect(found === undefined).toBe(typeof error === 'string');
        if (found) expect(explainField(found).touches.length).toBeGreaterThan(0);
      }),
      { numRuns: 5_000 },
    );
  });

  it('is a resource, or a diagnostic, whatever is typed', () => {
    const fleet = fleetFrom({ ...clusterFile('a'), ...subscriptionFile('shop') });
    fc.assert(
      fc.property(asked, asked, asked, (resource, namespace, subscription) => {
        const search = findResource(fleet, { cluster: 'a', resource, namespace, subscription });

        expect(search.found === undefined).toBe(search.diagnostic !== undefined);
      }),
      { numRuns: 1_000 },
    );
  });
});
