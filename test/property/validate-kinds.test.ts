import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isJsonObject, type Json, type JsonObject } from '../../src/model/json.ts';
import { asKubeObject, type KubeObject } from '../../src/model/resource.ts';
import { pointerTokens } from '../../src/patch/pointer.ts';
import { objectCheck } from '../../src/review/validate/kinds/check-object.ts';
import type { Fault } from '../../src/review/validate/kinds/fault.ts';
import { documentsOf } from '../unit/overlay/small-fleet.ts';

const bases = documentsOf(
  'bases.yaml',
  `
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: a, namespace: shop, labels: { app: a }, annotations: { a.org/b: c } }
spec:
  selector: { matchLabels: { app: a }, matchExpressions: [{ key: app, operator: In, values: [a] }] }
  template:
    metadata: { labels: { app: a } }
    spec:
      volumes: [{ name: tmp, emptyDir: { sizeLimit: 1Gi } }]
      initContainers: [{ name: b, image: b:1 }]
      containers:
        - name: a
          image: a:1
          env: [{ name: A, value: b }, { name: B, valueFrom: { secretKeyRef: { name: a, key: b } } }]
          ports: [{ name: http, containerPort: 80 }, { containerPort: 81, protocol: UDP }]
          resources: { limits: { cpu: 500m, memory: 1Gi } }
          livenessProbe: { httpGet: { port: http } }
          volumeMounts: [{ name: tmp, mountPath: /tmp }, { name: data, mountPath: /data }]
  volumeClaimTemplates:
    - metadata: { name: data }
      spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }
---
apiVersion: v1
kind: Service
metadata: { name: a, namespace: shop }
spec: { selector: { app: a }, ports: [{ name: a, port: 80, targetPort: http }, { name: b, port: 81 }] }
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: a, namespace: shop }
spec:
  rules:
    - http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: a, port: { number: 80 } } } }] }
---
apiVersion: v1
kind: Secret
metadata: { name: a, namespace: shop }
data: { key: YWJj }
`,
).map(({ value }) => asKubeObject(value));

const json = fc.oneof(
  { withCrossShrink: true },
  fc.constantFrom<Json>(null, true, 0, -1, 1.5, 2 ** 40, '', 'a', 'A b', [], {}, [null], [[]], [{}], {
    a: {},
  }),
  fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>,
);
const key = fc.constantFrom('a', 'name', 'spec', 'items', '__proto__', 'constructor', 'toString', 'a/b~c');

interface Change {
  /** Which value of all those in the object, as a share of them. */
  readonly at: number;
  readonly to: Json;
  readonly key: string;
  readonly how: 'replace' | 'remove' | 'add' | 'repeat';
}
const change: fc.Arbitrary<Change> = fc.record({
  at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  to: json,
  key,
  how: fc.constantFrom('replace', 'remove', 'add', 'repeat'),
});

/** Lists and maps of a value, whose members may be changed. */
const containers = (value: Json): readonly (Record<string, Json> | Json[])[] => {
  if (typeof value !== 'object' || value === null) return [];
  const members = Object.values(value).flatMap(containers);
  return [value as Record<string, Json> | Json[], ...members];
};

const changeOne = (object: JsonObject, { at, to, key: name, how }: Change): void => {
  const places = containers(object).flatMap((container) =>
    Object.keys(container).map((member) => ({ container, member })),
  );
  // what an object is, is none of the fields: without it there is nothing to check
  const inner = places.filter(
    ({ container }) => container !== (object as Json) && container !== object.metadata,
  );
  const place = inner[Math.floor(at * inner.length)];
  if (place === undefined) return;
  const { container, member } = place;
  if (Array.isArray(container)) {
    if (how === 'remove') container.splice(Number(member), 1);
    else if (how === 'repeat') container.push(container[Number(member)] as Json);
    else container[Number(member)] = to;
    return;
  }
  if (how === 'remove') delete container[member];
  else
    Object.defineProperty(container, how === 'add' ? name : member, {
      value: to,
      enumerable: true,
      configurable: true,
      writable: true,
    });
};

const changed = (base: KubeObject, changes: readonly Change[]): KubeObject => {
  const object = structuredClone(base) as unknown as JsonObject;
  for (const one of changes) changeOne(object, one);
  return asKubeObject(object);
};

const valueAt = (object: Json, pointer: string): Json | undefined =>
  pointerTokens(pointer, '').reduce<Json | undefined>((value, token) => {
    if (Array.isArray(value)) return value[Number(token)] as Json | undefined;
    return isJsonObject(value) && Object.hasOwn(value, token) ? value[token] : undefined;
  }, object);

const pointsAtSomething = (object: KubeObject, { pointer, missing }: Fault): boolean => {
  const value = valueAt(object, pointer);
  if (missing === undefined) return value !== undefined;
  return (
    value === undefined || !isJsonObject(value) || (value[missing] ?? null) === null || missing === 'port'
  );
};

describe('the check of an object', () => {
  it('finds nothing in what is good', () => {
    const check = objectCheck(new Map());
    expect(bases.flatMap((object) => check(object))).toEqual([]);
  });

  it('ends for whatever stands in it, and each finding names a field that is there or one that is not', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...bases),
        fc.array(change, { minLength: 1, maxLength: 4 }),
        (base, changes) => {
          const object = changed(base, changes);

          const faults = objectCheck(new Map())(object);

          expect(faults.filter((fault) => !pointsAtSomething(object, fault))).toEqual([]);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('says the same of an object whatever was looked at before', () => {
    const seasoned = objectCheck(new Map());
    fc.assert(
      fc.property(fc.constantFrom(...bases), fc.array(change, { maxLength: 2 }), (base, changes) => {
        const object = changed(base, changes);
        seasoned(base);

        expect(seasoned(object)).toEqual(objectCheck(new Map())(object));
        expect(seasoned(object)).toEqual(objectCheck(new Map())(object));
      }),
      { numRuns: 1_000 },
    );
  });
});
