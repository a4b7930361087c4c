import { describe, expect, it } from 'vitest';
import { compileExpression } from '../../../src/expression/compile.ts';
import { evaluate } from '../../../src/expression/evaluate.ts';
import { expressionLimits } from '../../../src/expression/limits.ts';
import { searchText } from '../../../src/expression/text-search.ts';
import type { ClusterFacts } from '../../../src/model/cluster.ts';

const { maxItems, maxLoops, maxNodes, maxInputLength } = expressionLimits;
const long = 'a'.repeat(maxInputLength);
/** As many parts as a loop may have, from one text. */
const list = Array(maxItems).fill('ab').join(',');
const cluster: ClusterFacts = {
  name: 'eu-1',
  labels: { k: 'v' },
  annotations: {},
  facts: { a: long, list, umlaut: 'Äpfel' },
};

const run = (text: string, over: Partial<ClusterFacts> = {}): unknown => {
  const { expression, error } = compileExpression(text);
  if (error) return { refused: error.offset };
  const result = evaluate(expression, { ...cluster, ...over });
  return result.error ? { failed: result.error.message } : result.value;
};

/** The labels, and how often an expression has asked them for something. */
const counted = (): { readonly labels: Record<string, string>; asked: () => number } => {
  let asked = 0;
  const labels = new Proxy<Record<string, string>>(
    { k: 'v' },
    {
      get: (target, name) => {
        asked += 1;
        return Reflect.get(target, name);
      },
    },
  );
  return { labels, asked: () => asked };
};

const times = (count: number, text: string, between: string): string => Array(count).fill(text).join(between);

describe('the steps of an expression', () => {
  it.each([
    [
      'one loop',
      `cluster.facts.list.split(",").all(x, ${times(40, 'cluster.labels.k == "v"', ' && ')})`,
      maxItems * 40,
    ],
    [
      'as many loops as there may be',
      `cluster.facts.list.split(",").filter(x, ${times(20, 'cluster.labels.k == "v"', ' && ')}).all(x, ${times(20, 'cluster.labels.k == "v"', ' && ')})`,
      maxItems * 40,
    ],
    ['no loop', times(40, 'cluster.labels.k == "v"', ' && '), 40],
  ])('are no more than its nodes times the items of its loops: %s', (_name, text, most) => {
    const { labels, asked } = counted();
    const readOnce = 2; // what looks whether labels are short, and few

    expect(run(text, { labels })).toBe(true);

    // a key is looked up, and read
    expect(asked()).toBeLessThanOrEqual(2 * most + readOnce);
    expect(asked()).toBeGreaterThanOrEqual(most);
    expect(most).toBeLessThanOrEqual(maxItems * maxLoops * maxNodes);
  });

  it.each([
    ['a split into more items than a loop may have', 'cluster.facts.a.split("")'],
    ['a split by a limit beyond them', 'cluster.facts.a.split("", 1000)'],
    ['a join to a long text', `cluster.facts.list.split(",").map(x, cluster.facts.a).join("")`],
    ['a search in a long text', `(${times(17, 'cluster.facts.a', ' + ')}).contains("b")`],
    ['a search for a long text', `cluster.facts.a.lastIndexOf(${times(17, 'cluster.facts.a', ' + ')})`],
    ['other letters of a long text', `(${times(17, 'cluster.facts.a', ' + ')}).upperAscii()`],
  ])('have an end: %s fails', (_name, text) => {
    expect(run(text)).toMatchObject({ failed: expect.any(String) });
  });

  it.each([
    [
      'what a loop makes longer, and the next one again',
      `[cluster.facts.a]${times(3, '.map(x, x + x + x + x)', '')}`,
      69,
    ],
    ['a loop inside another', '[1].map(x, [2].map(y, y))', 15],
    ['a split inside a loop', '["a"].map(x, x.split(""))', 15],
  ])('have an end: %s is refused where it is written', (_name, text, offset) => {
    expect(run(text)).toEqual({ refused: offset });
  });

  it('are not looped over a cluster that has more labels than a loop may have items', () => {
    const labels = Object.fromEntries(Array.from({ length: maxItems + 1 }, (_, index) => [`k${index}`, 'v']));

    expect(run('cluster.labels.all(k, k != "")', { labels })).toMatchObject({ failed: expect.any(String) });
  });
});

describe('functions of texts', () => {
  it.each([
    ['"a,b,c".split(",")', ['a', 'b', 'c']],
    ['"a,b,c".split(",", 2)', ['a', 'b,c']],
    ['"a,b,c".split(",", 1)', ['a,b,c']],
    ['"a,b,c".split(",", 0)', []],
    ['"a,b,c".split(",", -1)', ['a', 'b', 'c']],
    ['",a,".split(",")', ['', 'a', '']],
    ['"".split(",")', ['']],
    ['"".split("")', []],
    ['"a😀b".split("")', ['a', '😀', 'b']],
    ['"a😀b".split("", 2)', ['a', '😀b']],
    ['["a", "b"].join()', 'ab'],
    ['["a", "b"].join("-")', 'a-b'],
    ['[].join("-")', ''],
    ['"hello".contains("ell")', true],
    ['"hello".contains("elo")', false],
    ['"hello".contains("")', true],
    ['"hello".indexOf("l")', 2],
    ['"hello".indexOf("l", 3)', 3],
    ['"hello".indexOf("x")', -1],
    ['"hello".indexOf("")', 0],
    ['"hello".lastIndexOf("l")', 3],
    ['"hello".lastIndexOf("l", 2)', 2],
    ['"hello".lastIndexOf("")', 5],
    ['cluster.facts.umlaut.lowerAscii()', 'Äpfel'],
    ['"Straße".upperAscii()', 'STRAßE'],
    ['"AbC".lowerAscii()', 'abc'],
  ])('%s gives %j', (text, value) => {
    expect(run(text)).toEqual(value);
  });

  it('say what is written, also where another function stands behind it', () => {
    expect(run('cluster.name.split(1)')).toHaveProperty('refused');
    expect(compileExpression('cluster.name.split(1)').error?.message).toContain('split');
    expect(run('{"a": "b".upperAscii()}["c"]')).toEqual({ failed: '{"a": "b".upperAscii()} has no "c"' });
    expect(run('cluster.name.Split("-")')).toEqual({ refused: 13 });
  });
});

describe('a search in a text', () => {
  const letters = ['a', 'b'];
  const words = (length: number): readonly string[] =>
    length === 0 ? [''] : words(length - 1).flatMap((word) => letters.map((letter) => word + letter));

  it('finds what JavaScript finds, first and last, in every text of six letters', () => {
    for (const text of words(6)) {
      for (const pattern of [...words(0), ...words(1), ...words(2), ...words(3)]) {
        expect(searchText(text, pattern)).toBe(text.indexOf(pattern));
        expect(searchText(text, pattern, { last: true })).toBe(text.lastIndexOf(pattern));
        for (let place = 0; place < text.length; place += 1) {
          expect(searchText(text, pattern, { from: place })).toBe(text.indexOf(pattern, place));
          expect(searchText(text, pattern, { last: true, until: place })).toBe(
            text.lastIndexOf(pattern, place),
          );
        }
      }
    }
  });
});
