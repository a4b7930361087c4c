import { describe, expect, it } from 'vitest';
import type { LiveEvent } from '../../../../src/cluster/drift/live-event.ts';
import { takeIn } from '../../../../src/cluster/drift/observe.ts';
import { createLiveIndex } from '../../../../src/cluster/inventory/live-index.ts';
import { live } from '../live-objects.ts';

const type = { group: '', version: 'v1', kind: 'ConfigMap', plural: 'configmaps', namespaced: true };
const event = (
  what: LiveEvent['what'],
  metadata: Parameters<typeof live>[0],
  synthetic = false,
): LiveEvent => ({
  type,
  what,
  synthetic,
  metadata: live(metadata),
  seenAt: 0,
});

/** An index that has taken in a response of ours with resourceVersion 10 and uid-1. */
const arrange = () => {
  const index = createLiveIndex('fleet', 'headwater');
  index.put('k', live());
  return index;
};

describe('takeIn', () => {
  it.each([
    ['the event of our own write', event('present', { resourceVersion: '10' }), false],
    ['an event of before our write', event('present', { resourceVersion: '9' }), false],
    ['a later event', event('present', { resourceVersion: '11' }), true],
    ['a delete of before our write', event('gone', { resourceVersion: '9' }), false],
    ['a delete', event('gone', { resourceVersion: '11' }), true],
    [
      'a late delete of an object that had the name before',
      event('gone', { resourceVersion: '12', uid: 'old' }),
      false,
    ],
    ['a delete concluded from a list', event('gone', { resourceVersion: '10' }, true), true],
    ['the same, after we wrote once more', event('gone', { resourceVersion: '8' }, true), true],
  ])('%s', (_, taken, isNew) => {
    expect(takeIn(arrange(), 'k', taken)).toBe(isNew);
  });

  it('forgets what a list no longer held, unless we wrote since', () => {
    const vanished = arrange();
    takeIn(vanished, 'k', event('gone', { resourceVersion: '10' }, true));
    expect(vanished.get('k')).toBeUndefined();

    const rewritten = arrange();
    takeIn(rewritten, 'k', event('gone', { resourceVersion: '8' }, true));
    expect(rewritten.get('k')).toBeDefined();
  });
});
