import { describe, expect, it } from 'vitest';
import { createLiveIndex, isMember, type LiveEntry } from '../../../../src/cluster/inventory/live-index.ts';
import { isNewer } from '../../../../src/cluster/inventory/live-metadata.ts';
import { ownedHash } from '../../../../src/cluster/inventory/owned-hash.ts';
import { entry, live } from '../live-objects.ts';

const labels = { 'applyset.kubernetes.io/part-of': 'p', 'headwater.dev/fleet': 'fleet' };
const ours = (fields: Parameters<typeof live>[0] = {}) =>
  live({ labels, managedFields: [entry()], ...fields });

describe('createLiveIndex', () => {
  it('keeps of an object what tells whose it is and whether it moved', () => {
    const index = createLiveIndex('fleet', 'headwater');
    index.put('k', ours({ annotations: { 'headwater.dev/prune': 'disabled' } }));
    expect(index.get('k')).toEqual({
      uid: 'uid-1',
      resourceVersion: '10',
      ownedHash: expect.stringMatching(/^[\w-]{22}$/),
      partOf: 'p',
      labelled: true,
      controlled: false,
      pruneDisabled: true,
      terminating: false,
    });
    expect(index.partOf('p')).toEqual(['k']);
  });

  it('drops what is older than what it has, and takes what is newer', () => {
    const index = createLiveIndex('fleet', 'headwater');
    index.put('k', ours({ resourceVersion: '100' }));
    index.put('k', ours({ resourceVersion: '99', labels: {} }));
    expect(index.get('k')).toMatchObject({ resourceVersion: '100', partOf: 'p' });
    index.put('k', ours({ resourceVersion: '101', uid: 'uid-2' }));
    expect(index.get('k')).toMatchObject({ resourceVersion: '101', uid: 'uid-2' });
    // an event about the former object that comes late
    index.put('k', ours({ resourceVersion: '100', uid: 'uid-1' }));
    expect(index.get('k')?.uid).toBe('uid-2');
  });

  it('moves an object from one parent to another', () => {
    const index = createLiveIndex('fleet', 'headwater');
    index.put('k', ours());
    const moved = { ...labels, 'applyset.kubernetes.io/part-of': 'q' };
    index.put('k', ours({ resourceVersion: '11', labels: moved }));
    expect([index.partOf('p'), index.partOf('q')]).toEqual([[], ['k']]);
    index.remove('k');
    expect([index.partOf('q'), index.size]).toEqual([[], 0]);
  });

  it('finds the keys of one kind and of no other', () => {
    const index = createLiveIndex('fleet', 'headwater');
    for (const key of ['|ConfigMap|a|x', '|ConfigMapList|a|x', 'apps|ConfigMap|a|x']) index.put(key, ours());
    expect(index.keysOf({ group: '', kind: 'ConfigMap' })).toEqual(['|ConfigMap|a|x']);
  });
});

describe('isMember', () => {
  const member: LiveEntry = {
    uid: 'u',
    resourceVersion: '1',
    ownedHash: 'h',
    partOf: 'p',
    labelled: true,
    controlled: false,
    pruneDisabled: false,
    terminating: false,
  };
  it.each([
    ['all three', {}, true],
    ['another parent', { partOf: 'q' }, false],
    ['no Apply entry of ours: a copied label', { ownedHash: '' }, false],
    ['a controller that made it', { controlled: true }, false],
  ])('%s', (_, fields, expected) => {
    expect(isMember({ ...member, ...fields }, 'p')).toBe(expected);
  });
});

describe('ownedHash', () => {
  const of = (...entries: ReturnType<typeof entry>[]): string =>
    ownedHash(live({ managedFields: entries }), 'headwater');
  const base = of(entry());

  it('moves with our own fields, their time and their version', () => {
    expect(of(entry({ fieldsV1: {} }))).not.toBe(base);
    expect(of(entry({ time: '2026-01-01T00:00:01Z' }))).not.toBe(base);
    expect(of(entry({ apiVersion: 'v2' }))).not.toBe(base);
  });

  it('moves with our digest, which tells two applies of one second apart', () => {
    const metadata = live({ managedFields: [entry()], annotations: { 'headwater.dev/digest': 'd' } });
    expect(ownedHash(metadata, 'headwater')).not.toBe(base);
  });

  it('does not move with anybody else’s entry, nor with our status', () => {
    const others = [
      entry({ manager: 'kubectl-edit', operation: 'Update' }),
      entry({ operation: 'Update', fieldsV1: { 'f:x': {} } }),
      entry({ subresource: 'status', fieldsV1: { 'f:status': {} } }),
    ];
    expect(of(...others, entry())).toBe(base);
  });

  it('is empty where we applied nothing', () => {
    expect(of(entry({ manager: 'other' }))).toBe('');
    expect(ownedHash(live(), 'headwater')).toBe('');
  });
});

describe('isNewer', () => {
  it.each([
    ['10', '9', true],
    ['9', '10', false],
    ['10', '10', false],
    ['18446744073709551615', '18446744073709551614', true],
    ['a', 'b', true],
    ['a', 'a', false],
  ])('%s than %s: %s', (a, b, expected) => {
    expect(isNewer(a, b)).toBe(expected);
  });
});
