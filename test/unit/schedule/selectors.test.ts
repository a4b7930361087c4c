import { describe, expect, it } from 'vitest';
import type { LabelSelector, Taint, Toleration } from '../../../src/repository/fleet.ts';
import { selectorMatches } from '../../../src/schedule/label-selector.ts';
import { tolerates, untoleratedTaint } from '../../../src/schedule/taints.ts';
import { parseSelector } from '../../../src/schedule/text-selector.ts';

const labels = { env: 'prod', region: 'eu', empty: '' };

describe('a label selector', () => {
  it.each<readonly [string, LabelSelector, boolean]>([
    ['nothing', {}, true],
    ['a label', { matchLabels: { env: 'prod' } }, true],
    ['another value', { matchLabels: { env: 'dev' } }, false],
    ['both of two', { matchLabels: { env: 'prod', region: 'us' } }, false],
    ['an inherited name', { matchLabels: { toString: 'x' } }, false],
    ['In', { matchExpressions: [{ key: 'env', operator: 'In', values: ['dev', 'prod'] }] }, true],
    ['In, absent', { matchExpressions: [{ key: 'gone', operator: 'In', values: ['a'] }] }, false],
    ['NotIn', { matchExpressions: [{ key: 'env', operator: 'NotIn', values: ['prod'] }] }, false],
    ['NotIn, absent', { matchExpressions: [{ key: 'gone', operator: 'NotIn', values: ['a'] }] }, true],
    ['Exists', { matchExpressions: [{ key: 'empty', operator: 'Exists' }] }, true],
    ['Exists, inherited', { matchExpressions: [{ key: 'constructor', operator: 'Exists' }] }, false],
    ['DoesNotExist', { matchExpressions: [{ key: 'env', operator: 'DoesNotExist' }] }, false],
    [
      'labels and expressions',
      { matchLabels: { env: 'prod' }, matchExpressions: [{ key: 'gone', operator: 'Exists' }] },
      false,
    ],
  ])('of %s', (_, selector, expected) => {
    expect(selectorMatches(selector, labels)).toBe(expected);
  });
});

describe('a selector as text', () => {
  const matches = (text: string): boolean => selectorMatches(parseSelector(text).selector!, labels);

  it.each<readonly [string, boolean]>([
    ['', true],
    ['env=prod', true],
    ['env==prod', true],
    ['env = prod , region = eu', true],
    ['env=prod,region=us', false],
    ['env!=prod', false],
    ['gone!=prod', true],
    ['empty=', true],
    ['env in (dev, prod)', true],
    ['env in (dev),region', false],
    ['env notin (dev,test)', true],
    ['gone notin (dev)', true],
    ['region', true],
    ['!region', false],
    ['! gone', true],
    ['example.com/a-b_c.d=x', false],
  ])('%j', (text, expected) => {
    expect(matches(text)).toBe(expected);
  });

  it.each(['=a', 'a=b=c', 'a in b', 'a in (b', 'a,,b', 'a in (b))', 'a b', '!', 'a=b c', 'x'.repeat(5_000)])(
    'refuses %j',
    (text) => {
      expect(parseSelector(text).error).toBeTypeOf('string');
    },
  );
});

describe('taints', () => {
  const taint: Taint = { key: 'maintenance', value: 'yes', effect: 'NoSchedule' };

  it.each<readonly [string, Toleration, boolean]>([
    ['the same key and value', { key: 'maintenance', value: 'yes' }, true],
    ['another value', { key: 'maintenance', value: 'no' }, false],
    ['the key, whatever its value', { key: 'maintenance', operator: 'Exists' }, true],
    ['every taint', { operator: 'Exists' }, true],
    ['no key and Equal', { value: 'yes' }, false],
    ['another effect', { key: 'maintenance', operator: 'Exists', effect: 'NoExecute' }, false],
    ['any effect', { key: 'maintenance', operator: 'Exists', effect: '' }, true],
    ['another key', { key: 'other', operator: 'Exists' }, false],
  ])('are borne by a toleration of %s or not', (_, toleration, expected) => {
    expect(tolerates(toleration, taint)).toBe(expected);
  });

  it('of PreferNoSchedule keep nothing off', () => {
    const soft: Taint = { key: 'a', effect: 'PreferNoSchedule' };
    const hard: Taint = { key: 'b', effect: 'NoExecute' };

    expect(untoleratedTaint([soft], [])).toBeUndefined();
    expect(untoleratedTaint([soft, hard], [])).toBe(hard);
  });
});
