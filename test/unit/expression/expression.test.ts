import { performance } from 'node:perf_hooks';
import { describe, expect, it } from 'vitest';
import { compileExpression } from '../../../src/expression/compile.ts';
import { evaluate, evaluateCondition } from '../../../src/expression/evaluate.ts';
import type { ClusterFacts } from '../../../src/model/cluster.ts';

const cluster: ClusterFacts = {
  name: 'eu-1',
  labels: { size: '3', empty: '', 'topology.example/zone': 'a', half: '1.5', big: '9007199254740993' },
  annotations: { note: 'x', long: 'y'.repeat(5_000) },
  facts: { domain: 'eu-1.example', tier: 'gold' },
};

const run = (text: string): unknown => {
  const { expression, error } = compileExpression(text);
  if (error) return { refused: error };
  const result = evaluate(expression, cluster);
  return result.error ? { failed: result.error } : result.value;
};

describe('an expression', () => {
  it.each([
    ['cluster.name', 'eu-1'],
    ['cluster.labels["size"]', '3'],
    ['cluster.facts.domain', 'eu-1.example'],
    ['cluster.annotations["note"] + "!"', 'x!'],
    ['int(cluster.labels["size"])', 3],
    ['int(cluster.labels["size"]) * 2 + 1', 7],
    ['int(2.9) - 3', -1],
    ['double(cluster.labels["half"])', 1.5],
    ['cluster.labels["size"] == "3" && !("gone" in cluster.labels)', true],
    ['has(cluster.facts.tier) ? cluster.facts.tier : "none"', 'gold'],
    ['cluster.labels[?"topology.example/zone"].orValue("none")', 'a'],
    ['cluster.labels[?"gone"].orValue("none")', 'none'],
    ['cluster.labels.?gone.orValue("none")', 'none'],
    ['cluster.name.split("-")', ['eu', '1']],
    ['cluster.name.split("-").map(part, part + "x").join(".")', 'eux.1x'],
    ['["b", "a"].filter(x, x > "a")', ['b']],
    ['{"a": [1, 2.5, "c", null, true]}', { a: [1, 2.5, 'c', null, true] }],
    ['cluster.facts', { domain: 'eu-1.example', tier: 'gold' }],
    ['cluster.name.startsWith("eu") && cluster.name.endsWith("1")', true],
    ['size(cluster.name)', 4],
    ['-0.0', 0],
  ])('%s gives %j', (text, value) => {
    expect(run(text)).toEqual(value);
  });

  it.each([
    ['cluster.labels["gone"]', 'cluster.labels has no "gone"', 0],
    ['"a" + cluster.facts.gone', 'cluster.facts has no "gone"', 20],
    ['cluster.labels["toString"]', 'cluster.labels has no "toString"', 0],
    ['cluster.labels["__proto__"]', 'cluster.labels has no "__proto__"', 0],
    ['cluster.annotations.long', 'cluster.annotations has no "long"', 20],
  ])('%s fails and names the key', (text, message, offset) => {
    expect(run(text)).toEqual({ failed: { message, offset } });
  });

  it.each([
    'int(cluster.labels.empty)',
    'int("0x10")',
    'int("0b11")',
    'int(" 1")',
    '1 / 0',
    '9223372036854775807 + 1',
    'int(cluster.labels.big)',
    'cluster.labels[?"gone"]',
    'double("inf")',
    'type(1) == type(2) ? dyn(1) : dyn(b"x")',
  ])('%s fails or is refused, and never throws', (text) => {
    expect(run(text)).toSatisfy((result: object) => 'failed' in result || 'refused' in result);
  });

  it.each([
    ['cluster.name ==', 15],
    ['', 0],
    ['cluster.nope', 8],
    ['nope', 0],
    ['1 + "a"', 0],
    ['cluster.name.matches("(a+)+b")', 13],
    ['"x" + timestamp("2024-01-01T00:00:00Z")', 6],
    ['duration("1s")', 0],
    ['cel.bind(a, 1, a)', 4],
    ['Int("1")', 0],
    ['bytes("a")', 0],
    ['[1].map(x, [2].map(y, y))', 15],
  ])('%s is refused where it is written', (text, offset) => {
    expect(run(text)).toMatchObject({ refused: { offset } });
  });

  it('is bounded in length, size, depth and loops', () => {
    const tooMany = [
      `"${'x'.repeat(2_000)}"`,
      Array(300).fill('1').join(' + '),
      `${'('.repeat(60)}1${')'.repeat(60)} ${'!'.repeat(60)}true`,
      `[${Array(101).fill('1').join(',')}]`,
      `[1]${'.map(x, x)'.repeat(4)}`,
    ];
    for (const text of tooMany) expect(run(text)).toHaveProperty('refused');
  });

  it('is bounded in what it returns', () => {
    const facts = { a: 'x'.repeat(4_000) };
    const text = `cluster.facts.a.split("").map(x, cluster.facts.a).join("")`;
    const before = performance.now();
    const { expression } = compileExpression(text);

    expect(evaluate(expression!, { ...cluster, facts })).toHaveProperty('error');
    expect(performance.now() - before).toBeLessThan(2_000);
  });

  it('is compiled once', () => {
    expect(compileExpression('cluster.name + "once"')).toBe(compileExpression('cluster.name + "once"'));
  });
});

describe('a condition', () => {
  const condition = (text: string) => evaluateCondition(compileExpression(text).expression!, cluster);

  it('is true or false', () => {
    expect(condition('cluster.facts.tier == "gold"')).toEqual({ value: true });
    expect(condition('cluster.name in ["us-1"]')).toEqual({ value: false });
  });

  it('is nothing else', () => {
    expect(condition('cluster.name')).toHaveProperty('error');
    expect(condition('cluster.labels.gone == "a"')).toMatchObject({
      error: { message: 'cluster.labels has no "gone"' },
    });
  });
});
