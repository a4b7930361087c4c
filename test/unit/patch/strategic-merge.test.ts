import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/model/json.ts';
import { gvkOf, type KubeObject } from '../../../src/model/resource.ts';
import { strategicMerge } from '../../../src/patch/strategic-merge.ts';
import type { Edit } from '../../../src/patch/trace.ts';
import { kindSchema } from '../../../src/schema/schema.ts';
import { replay } from './replay.ts';
import { strategicVectors as vectors } from './strategic-vectors.ts';

const schemaOf = (object: KubeObject) => kindSchema(gvkOf(object))!.root;
const deployment = (pod: JsonObject): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'front' },
  spec: { template: { spec: pod } },
});
const podPatch = (pod: JsonObject): JsonObject => ({ spec: { template: { spec: pod } } });

const selecting = (matchLabels: JsonObject): JsonObject => ({
  requiredDuringSchedulingIgnoredDuringExecution: [{ labelSelector: { matchLabels }, topologyKey: 'zone' }],
});

describe('a strategic merge patch, as kube-apiserver carries it out', () => {
  for (const { name, base, patch, expected, refused } of vectors) {
    it(refused ? `refuses ${name}` : name, () => {
      const outcome = strategicMerge(base, patch, schemaOf(base));

      expect(outcome.ok).toBe(!refused);
      if (outcome.ok) expect(outcome.value).toEqual(expected);
    });

    it(`reports its steps: ${name}`, () => {
      const edits: Edit[] = [];

      const outcome = strategicMerge(base, patch, schemaOf(base), (edit) => edits.push(edit));

      expect(outcome.ok ? replay(base, edits) : edits).toEqual(outcome.ok ? outcome.value : []);
    });
  }

  it('has at least twenty vectors of what is merged and some of what is refused', () => {
    expect(vectors.filter(({ expected }) => expected).length).toBeGreaterThanOrEqual(20);
    expect(vectors.filter(({ refused }) => refused).length).toBeGreaterThanOrEqual(5);
  });
});

describe('a strategic merge patch', () => {
  it('says what a list held that $patch: replace puts another in place of', () => {
    const base = deployment({ containers: [{ name: 'a' }, { name: 'b' }] });
    const patch = podPatch({
      containers: [{ $patch: 'replace', name: 'x' }, { name: 'b' }, { $patch: 'delete', name: 'a' }],
    });
    const edits: Edit[] = [];

    strategicMerge(base, patch, schemaOf(base), (edit) => edits.push(edit));

    expect(edits.map(({ before, after }) => [before, after])).toEqual([
      [[{ name: 'a' }, { name: 'b' }], [{ name: 'b' }]],
    ]);
  });

  it('says where an item that is only moved stood before', () => {
    const base = deployment({ containers: [{ name: 'a' }, { name: 'b' }] });
    const patch = podPatch({ containers: [{ name: 'b' }, { name: 'a' }] });
    const edits: Edit[] = [];

    strategicMerge(base, patch, schemaOf(base), (edit) => edits.push(edit));

    const containers = '/spec/template/spec/containers';
    const moves = edits.filter(({ path }) => /containers\/\d$/.test(path));
    expect(moves.map(({ path, origin }) => [path, origin])).toEqual([
      [`${containers}/1`, undefined],
      [`${containers}/0`, `${containers}/1`],
    ]);
  });

  it('takes $patch: merge for what happens anyway, as kustomize does', () => {
    const base = deployment({ nodeSelector: { a: '1' } });

    const outcome = strategicMerge(
      base,
      podPatch({ nodeSelector: { $patch: 'merge', b: '2' } }),
      schemaOf(base),
    );

    expect(outcome).toMatchObject({
      value: { spec: { template: { spec: { nodeSelector: { a: '1', b: '2' } } } } },
    });
  });

  it('shares what it does not change, and gives back the object itself when nothing changes', () => {
    const base = deployment({ containers: [{ name: 'a', env: [{ name: 'X', value: '1' }] }, { name: 'b' }] });

    const outcome = strategicMerge(
      base,
      podPatch({ containers: [{ name: 'b', image: 'b:2' }] }),
      schemaOf(base),
    );
    const nothing = strategicMerge(
      base,
      podPatch({ containers: [{ name: 'a', env: [{ name: 'X', value: '1' }] }] }),
      schemaOf(base),
    );

    const before = (base.spec as never as { template: { spec: { containers: unknown[] } } }).template.spec;
    const after = outcome.ok
      ? (outcome.value as never as { spec: { template: { spec: { containers: unknown[] } } } }).spec.template
          .spec
      : undefined;
    expect(after?.containers[0]).toBe(before.containers[0]);
    expect(after?.containers[1]).not.toBe(before.containers[1]);
    expect(nothing.ok && nothing.value).toBe(base);
  });

  it('merges what no schema knows as a JSON merge patch would, and still reads directives', () => {
    const base: KubeObject = {
      apiVersion: 'x/v1',
      kind: 'X',
      metadata: { name: 'x' },
      spec: { list: [1], map: { a: 1 } },
    };

    const outcome = strategicMerge(
      base,
      { spec: { list: [2], map: { $patch: 'replace', b: 2 } } },
      undefined,
    );

    expect(outcome.ok && (outcome.value as KubeObject).spec).toEqual({ list: [2], map: { b: 2 } });
  });

  it('says where in the patch it was refused', () => {
    const base = deployment({ containers: [{ name: 'a' }] });

    const outcome = strategicMerge(
      base,
      podPatch({ containers: [{ name: 'a', $patch: 'odd' }] }),
      schemaOf(base),
    );

    expect(outcome).toMatchObject({
      ok: false,
      problem: 'malformed',
      at: '/spec/template/spec/containers/0',
    });
  });

  it.each<readonly [string, JsonObject, string]>([
    [
      'a merge key that is null, which kube-apiserver reads as empty text',
      { containers: [{ name: null, image: 'x:1' }] },
      '/spec/template/spec/containers/0',
    ],
    [
      'a directive that would become a key of a map, as it does at kube-apiserver',
      { nodeSelector: { $setElementOrder: 'x', '$setElementOrder/a': ['x'] } },
      '/spec/template/spec/nodeSelector',
    ],
    [
      'one inside what is replaced as a whole',
      { securityContext: {}, affinity: { $patch: 'replace', podAffinity: selecting({ $patch: 'delete' }) } },
      '/spec/template/spec/affinity',
    ],
  ])('refuses %s', (_name, pod, at) => {
    const base = deployment({ containers: [{ name: 'a' }], affinity: { podAffinity: {} } });

    expect(strategicMerge(base, podPatch(pod), schemaOf(base))).toMatchObject({
      ok: false,
      problem: 'malformed',
      at,
    });
  });

  it('refuses a list that is both written and taken away, of which kube-apiserver does either by chance', () => {
    const base = deployment({ containers: [{ name: 'a' }] });
    const patch = { metadata: { finalizers: ['e/a'], '$deleteFromPrimitiveList/finalizers': null } };

    expect(strategicMerge(base, patch, schemaOf(base))).toMatchObject({
      problem: 'malformed',
      at: '/metadata/$deleteFromPrimitiveList~1finalizers',
    });
  });

  it('keeps a member that is named __proto__ a member', () => {
    const base: KubeObject = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'c' },
      data: { a: '1' },
    };
    const patch = JSON.parse('{"data": {"__proto__": "2", "constructor": "3"}}') as JsonObject;

    const outcome = strategicMerge(base, patch, schemaOf(base));

    const data = outcome.ok ? ((outcome.value as KubeObject).data as JsonObject) : {};
    expect(JSON.stringify(data)).toBe('{"a":"1","__proto__":"2","constructor":"3"}');
    expect(Object.getPrototypeOf(data)).toBe(Object.prototype);
  });
});
