import picocolors from 'picocolors';
import { describe, expect, it } from 'vitest';
import { type Hunk, lineHunks } from '../../../../src/cli/diff/line-hunks.ts';
import { sideBySide } from '../../../../src/cli/diff/side-by-side.ts';
import { unified } from '../../../../src/cli/diff/unified.ts';

const plain = picocolors.createColors(false);
const numbers = (...lines: readonly (string | number)[]): string => lines.map((line) => `${line}\n`).join('');
const ten = numbers(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
const shown = (hunks: readonly Hunk[]): readonly string[] => hunks.flatMap((hunk) => unified(hunk, plain));

describe('lines that changed', () => {
  it('stand among as many unchanged ones as are asked for', () => {
    const after = ten.replace('5\n', 'five\n');

    expect(shown(lineHunks(ten, after, 1))).toEqual(['@@ -4,3 +4,3 @@', ' 4', '-5', '+five', ' 6']);
    expect(shown(lineHunks(ten, after, 0))).toEqual(['@@ -5,1 +5,1 @@', '-5', '+five']);
  });

  it('far from each other are hunks of their own', () => {
    const after = ten.replace('1\n', 'one\n').replace('9\n', 'nine\n');

    expect(lineHunks(ten, after, 1).map(({ header }) => header)).toEqual([
      '@@ -1,2 +1,2 @@',
      '@@ -8,3 +8,3 @@',
    ]);
  });

  it('are all of a text that came or went, and none of equal texts', () => {
    expect(shown(lineHunks('', numbers('a', 'b'), 3))).toEqual(['@@ -0,0 +1,2 @@', '+a', '+b']);
    expect(shown(lineHunks(numbers('a'), '', 3))).toEqual(['@@ -1,1 +0,0 @@', '-a']);
    expect(lineHunks(ten, ten, 3)).toEqual([]);
  });

  it('of texts that have nothing in common are told in bounded time', () => {
    const lines = (word: string): string =>
      Array.from({ length: 20_000 }, (_, n) => `${word}${n}\n`).join('');

    const [hunk, ...others] = lineHunks(lines('a'), lines('b'), 3);

    expect(hunk!.lines).toHaveLength(40_000);
    expect(others).toEqual([]);
  });

  it('carry no character that a terminal acts on', () => {
    const lines = shown(lineHunks('a\n', 'a\u001b[2J\u009b1m\rb\n', 3));

    expect(lines.join('')).not.toMatch(/\p{Cc}/u);
    expect(lines).toContain('-a');
  });

  it('of which one looks like a header of a diff stay lines', () => {
    expect(shown(lineHunks('-- x\n', '++ x\n', 3))).toEqual(['@@ -1,1 +1,1 @@', '--- x', '+++ x']);
  });
});

describe('side by side', () => {
  const rows = (before: string, after: string, width: number): readonly string[] =>
    lineHunks(before, after, 3).flatMap((hunk) => sideBySide(hunk, width, plain));

  it('puts a changed line beside what it became, and leaves room where a line came or went', () => {
    expect(rows(numbers('a', 'b', 'c'), numbers('a', 'B', 'c', 'd'), 43)).toEqual([
      'a                      a',
      'b                    | B',
      'c                      c',
      '                     > d',
    ]);
  });

  it('wraps what is wider than a column, and cuts nothing', () => {
    const long = 'x'.repeat(30);

    expect(rows(numbers('a'), numbers(long), 43)).toEqual([
      `a                    | ${'x'.repeat(20)}`,
      `                     | ${'x'.repeat(10)}`,
    ]);
  });
});
