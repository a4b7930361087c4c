import { describe, expect, it } from 'vitest';
import { checkExpressions, mentionsExpression, substitute } from '../../../src/expression/substitute.ts';
import type { ClusterFacts } from '../../../src/model/cluster.ts';
import type { Json } from '../../../src/model/json.ts';

const cluster: ClusterFacts = {
  name: 'eu-1',
  labels: { size: '3' },
  annotations: {},
  facts: { domain: 'example.eu', sly: '${'.concat('{ cluster.name }}') },
};
const put = (value: Json): Json => substitute(value, cluster).value;

describe('substitution', () => {
  it.each<readonly [Json, Json]>([
    [`shop.\${{ cluster.facts.domain }}`, 'shop.example.eu'],
    [`\${{ int(cluster.labels["size"]) }}`, 3],
    [`\${{int(cluster.labels["size"])}}`, 3],
    [`n=\${{ int(cluster.labels["size"]) }}`, 'n=3'],
    [`\${{ cluster.name }}.\${{ cluster.facts.domain }}`, 'eu-1.example.eu'],
    [`$\${{ github.sha }}`, `\${{ github.sha }}`],
    [`$\${{ a }} \${{ cluster.name }} $\${{ b }}`, `\${{ a }} eu-1 \${{ b }}`],
    [`\${{ {"a": {"b": "}}"}} }}`, { a: { b: '}}' } }],
    [`\${{ ["a", cluster.name] }}`, ['a', 'eu-1']],
    [`\${{ true }}`, true],
    [`\${{ null }}`, null],
    ['$ {{ cluster.name }}', '$ {{ cluster.name }}'],
    ['{{ .Values.a }}', '{{ .Values.a }}'],
    [`\${HOME}`, `\${HOME}`],
  ])('makes of %j %j', (text, value) => {
    expect(put({ field: text })).toEqual({ field: value });
  });

  it('leaves keys as they are', () => {
    const value = Object.fromEntries([[`\${{ cluster.name }}`, 1]]);
    expect(put(value)).toBe(value);
    expect(mentionsExpression(value)).toBe(false);
  });

  it('adds no expression: what a fact holds is text', () => {
    expect(put(`\${{ cluster.facts.sly }}`)).toBe(cluster.facts.sly);
  });

  it('returns the very value that mentions nothing, and shares what did not change', () => {
    const still = { a: [1, { b: 'c' }] };
    const value = { still, moves: `\${{ cluster.name }}` };
    const result = put(value) as typeof value;

    expect(put(still)).toBe(still);
    expect(result.still).toBe(still);
    expect(value.moves).toContain('cluster.name');
  });

  it('makes an own key of __proto__', () => {
    const value = JSON.parse(`{"__proto__": {"a": "\${{ cluster.name }}"}}`) as Json;
    expect(JSON.stringify(put(value))).toBe('{"__proto__":{"a":"eu-1"}}');
  });

  it('names every failure by pointer and by the character in the value', () => {
    const value = {
      'a/b': [`x-\${{ cluster.labels.gone }}`],
      c: `\${{ 1 + }}`,
      d: `a \${{ open`,
      e: `[\${{ [1] }}]`,
    };
    const { errors } = substitute(value, cluster, '/patches/0');

    expect(errors.map(({ code, pointer, offset }) => [code, pointer, offset])).toEqual([
      ['ExpressionFailed', '/patches/0/a~1b/0', 21],
      ['ExpressionSyntax', '/patches/0/c', 8],
      ['ExpressionSyntax', '/patches/0/d', 2],
      ['ExpressionFailed', '/patches/0/e', 4],
    ]);
  });

  it('checks syntax without a cluster', () => {
    const value = { a: `\${{ cluster.labels.gone }}`, b: `\${{ 1 + }}` };
    expect(checkExpressions(value, '/x').map(({ code, pointer }) => [code, pointer])).toEqual([
      ['ExpressionSyntax', '/x/b'],
    ]);
  });
});
