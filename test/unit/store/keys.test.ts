import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bytesKey,
  clusterKey,
  commandKey,
  keyPrefixes,
  nameOfKey,
  ownedKey,
  ownedPrefix,
  subscriptionRecordKey,
} from '../../../src/store/keys.ts';

describe('the keys of the store', () => {
  it('read as the paths that the store documents', () => {
    expect(subscriptionRecordKey('default/shop')).toBe('subscription/default/shop');
    expect(bytesKey('ab12')).toBe('bytes/ab12');
    expect(clusterKey('eu-1')).toBe('cluster/eu-1');
    expect(ownedKey('eu-1', 'default/shop')).toBe('owned/eu-1/default/shop');
    expect(commandKey('2026-01')).toBe('command/2026-01');
  });

  it('let no name climb into another record', () => {
    expect(clusterKey('../subscription/default')).toBe('cluster/..%2Fsubscription%2Fdefault');
    expect(clusterKey('..')).toBe('cluster/%2E%2E');
    expect(ownedKey('a/b', 'c/d')).not.toBe(ownedKey('a', 'b/c/d'));
    expect(subscriptionRecordKey('a/b/c')).toBe('subscription/a/b%2Fc');
    expect(clusterKey('a%2Fb')).not.toBe(clusterKey('a/b'));
  });

  it('keep every pair of names apart and give each back', () => {
    const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(name, name, (a, b) => {
        expect(clusterKey(a) === clusterKey(b)).toBe(a === b);
        expect(nameOfKey(clusterKey(a), keyPrefixes.clusters)).toBe(a);
        expect(ownedKey(a, b).startsWith(ownedPrefix(a))).toBe(true);
        expect(ownedKey(a, b)).toMatch(/^[\w.%/-]+$/);
      }),
    );
  });

  it('give a Subscription its name back', () => {
    expect(nameOfKey(subscriptionRecordKey('default/shop'), keyPrefixes.subscriptions)).toBe('default/shop');
  });
});
