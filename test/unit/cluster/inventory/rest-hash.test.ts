import { describe, expect, it } from 'vitest';
import { ownedHash, restHash } from '../../../../src/cluster/inventory/owned-hash.ts';
import type { ObjectMeta } from '../../../../src/cluster/object-meta.ts';

const metadata = (fieldsV1: object): ObjectMeta => ({
  name: 'a',
  uid: 'u',
  resourceVersion: '1',
  managedFields: [{ manager: 'headwater', operation: 'Apply', time: '2026-01-01T00:00:00Z', fieldsV1 }],
});
const hash = (fields: object, ...pointers: readonly string[]) =>
  restHash(metadata(fields), 'headwater', pointers);

const withReplicas = { 'f:spec': { 'f:paused': {}, 'f:replicas': {} } };
const without = { 'f:spec': { 'f:paused': {} } };

describe('the hash of what is not left to others', () => {
  it('is the same with and without a field that is left', () => {
    expect(hash(withReplicas, '/spec/replicas')).toBe(hash(without, '/spec/replicas'));
    expect(hash(withReplicas)).not.toBe(hash(without));
  });

  it('is another where a field moved that is ours', () => {
    expect(hash(without, '/spec/replicas')).not.toBe(hash({ 'f:spec': {} }, '/spec/replicas'));
    expect(hash(withReplicas, '/spec/none')).toBe(hash(withReplicas));
  });

  it('is the same where a parent went with its last field, whose name may have a slash', () => {
    const labels = { 'f:metadata': { 'f:labels': { 'f:a/b': {} } }, ...without };

    expect(hash(labels, '/metadata/labels/a~1b')).toBe(hash(without, '/metadata/labels/a~1b'));
  });

  it('is the hash of everything where nothing is left to others, and none where we own nothing', () => {
    expect(hash(withReplicas)).toBe(ownedHash(metadata(withReplicas), 'headwater'));
    expect(restHash(metadata(withReplicas), 'somebody', ['/spec'])).toBe('');
  });
});
