import { describe, expect, it } from 'vitest';
import { hunkLines } from '../../../../src/cli/diff/hunk-text.ts';
import { yamlHunks } from '../../../../src/cli/diff/line-diff.ts';
import { plainColors } from '../../../../src/cli/diff/plain-colors.ts';
import type { KubeObject } from '../../../../src/model/resource.ts';
import { objectOf } from '../../overlay/small-fleet.ts';

const deployment = (replicas: number, image: string): KubeObject =>
  objectOf(
    `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: front }\nspec:\n  replicas: ${replicas}\n  template: { spec: { containers: [{ name: front, image: ${image}, args: [a, b, c, d, e] }] } }\n`,
  );
const many = (count: number, value: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'large' },
  data: Object.fromEntries(Array.from({ length: count }, (_none, index) => [`key-${index}`, value])),
});

describe('the lines in which two objects differ', () => {
  it('stand below the keys of their first change', () => {
    const hunks = yamlHunks(deployment(1, 'i:1'), deployment(2, 'i:2'), 0);

    expect(hunks.map(({ at }) => at)).toEqual(['spec', 'spec.template.spec.containers']);
    expect(hunks.map(({ lines }) => lines.map(({ sign, text }) => sign + text.trim()))).toEqual([
      ['-replicas: 1', '+replicas: 2'],
      ['-image: i:1', '+image: i:2'],
    ]);
  });

  it('have as many unchanged lines around them as are asked for', () => {
    const hunks = yamlHunks(deployment(1, 'i:1'), deployment(2, 'i:1'), 1);

    expect(hunks.map(({ lines }) => lines.map(({ sign }) => sign).join(''))).toEqual([' -+ ']);
  });

  it('are all of an object that is not there on one side', () => {
    const [hunk] = yamlHunks(undefined, many(2, 'x'), 3);

    expect(hunk?.lines.every(({ sign }) => sign === '+')).toBe(true);
    expect(hunk?.lines.map(({ text }) => text)).toContain('  key-1: x');
  });

  it('are none where two objects are the same but for the order of their keys', () => {
    const { kind, ...rest } = many(3, 'x');

    expect(yamlHunks(many(3, 'x'), { ...rest, kind } as KubeObject, 3)).toEqual([]);
  });

  it('are bounded where all of a large object changes, and what is left out is counted', () => {
    const [hunk] = yamlHunks(many(4_000, 'x'), many(4_000, 'y'), 3);

    expect(hunk?.lines.length).toBe(5_001);
    expect(hunk?.lines.at(-1)?.text).toMatch(/\d+ more lines/);
  });

  it('keep their place beside each other, and are cut at the width', () => {
    const [hunk] = yamlHunks(many(1, 'x'.repeat(200)), many(1, 'z'), 0);

    const lines = hunk ? hunkLines(hunk, { colors: plainColors, sideBySide: 43 }) : [];

    expect(lines.slice(1)).toEqual([`  key-0: ${'x'.repeat(10)}… |   key-0: z`]);
  });
});
