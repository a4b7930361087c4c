import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../../../src/model/json.ts';
import { asKubeObject, type KubeObject } from '../../../../../src/model/resource.ts';
import { objectCheck } from '../../../../../src/review/validate/kinds/check-object.ts';
import { checkValue, type Wholeness } from '../../../../../src/review/validate/kinds/check-value.ts';
import { kindSchema } from '../../../../../src/schema/schema.ts';
import { cel, objectOf } from '../../../overlay/small-fleet.ts';

const gvk = { group: 'apps', version: 'v1', kind: 'Deployment' };
const node = kindSchema(gvk)!.root;

const check = (value: Json, as: Wholeness, expressions = false): readonly string[] =>
  checkValue({ gvk, node }, value, { as, expressions }).map(({ code, pointer }) => `${code} ${pointer}`);

const patch = (spec: string, as: Wholeness = 'strategic'): readonly string[] =>
  check(objectOf(`apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: a }\nspec: ${spec}`), as, true);

describe('a patch', () => {
  it('needs no field that its kind requires, and removes by null', () => {
    expect(patch('{ template: { spec: { nodeName: null, containers: [{ name: a }] } } }')).toEqual([]);
    expect(patch('{ selector: null, replicas: null }', 'merge')).toEqual([]);
  });

  it('has directives where it is strategic', () => {
    const containers =
      '[{ $patch: delete, name: a }, { name: b, $retainKeys: [name], env: [{ $patch: replace }, { name: A }] }]';
    expect(
      patch(
        `{ template: { spec: { $setElementOrder/containers: [{ name: b }], containers: ${containers} } } }`,
      ),
    ).toEqual([]);
    expect(patch('{ template: { metadata: { $deleteFromPrimitiveList/finalizers: [a] } } }')).toEqual([]);
  });

  it('has fields of such names alone where it is a merge', () => {
    expect(patch('{ template: { $patch: replace } }', 'merge')).toEqual([
      'UnknownField /spec/template/$patch',
    ]);
  });

  it('names lists in its directives that are there', () => {
    expect(patch('{ template: { spec: { $setElementOrder/container: [{ name: b }] } } }')).toEqual([
      'UnknownField /spec/template/spec/$setElementOrder~1container',
    ]);
  });

  it('is asked for what it writes', () => {
    expect(patch('{ replicas: "2", template: { spec: { containers: [{ name: a, imag: b }] } } }')).toEqual([
      'FieldType /spec/replicas',
      'UnknownField /spec/template/spec/containers/0/imag',
    ]);
  });
});

describe('an expression', () => {
  it('is of any type where it is the whole value', () => {
    expect(
      patch(`{ replicas: "${cel('int(cluster.labels.size)')}", template: "${cel('cluster.facts')}" }`),
    ).toEqual([]);
  });

  it('makes text where it is a part of one', () => {
    expect(patch(`{ replicas: "1${cel('cluster.labels.size')}" }`)).toEqual(['FieldType /spec/replicas']);
    expect(patch(`{ strategy: { type: "Roll${cel('cluster.labels.kind')}" } }`)).toEqual([]);
  });

  it('is text where none is evaluated', () => {
    const object = objectOf(
      `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: a }\nspec: { replicas: "${cel('1')}" }`,
    );
    expect(check(object, 'merge')).toEqual(['FieldType /spec/replicas']);
  });
});

describe('names that every JavaScript object has', () => {
  it('are fields like others', () => {
    const spec = JSON.parse('{"__proto__": {"a": 1}, "constructor": 1, "toString": 1}') as Json;
    const metadata = JSON.parse('{"name": "a", "labels": {"constructor": "b", "__proto__": "c"}}') as Json;
    expect(check({ apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec }, 'written')).toEqual([
      'UnknownField /spec/__proto__',
      'UnknownField /spec/constructor',
      'UnknownField /spec/toString',
    ]);
  });
});

describe('a part that was found good', () => {
  it('is looked at again under another schema', () => {
    const shared = { medium: 'Memory' };
    const check = objectCheck(new Map());
    const pod = (more: JsonObject): KubeObject =>
      asKubeObject({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'a' },
        spec: {
          volumes: [{ name: 'a', emptyDir: shared }],
          containers: [{ name: 'a', image: 'a:1', ...more }],
        },
      });

    expect(check(pod({}))).toEqual([]);
    expect(check(pod({ securityContext: shared }))).toMatchObject([
      { code: 'UnknownField', pointer: '/spec/containers/0/securityContext/medium' },
    ]);
  });
});
