import { describe, expect, it } from 'vitest';
import type { BindingWork } from '../../../../src/cluster/engine.ts';
import { createClaims } from '../../../../src/cluster/inventory/claims.ts';
import { parentId } from '../../../../src/cluster/inventory/parent.ts';
import { type DesiredObject, defaultBindingPolicy } from '../../../../src/model/desired.ts';
import { desired, settings } from '../live-objects.ts';

const named = (name: string): DesiredObject => desired({ ...settings(), metadata: { name } });
const work = (subscription: string, epoch: number, ...objects: DesiredObject[]): BindingWork => ({
  fleet: 'acme',
  subscription,
  commit: 'c',
  epoch,
  owned: new Map(),
  state: {
    subscription,
    cluster: 'east',
    policy: defaultBindingPolicy,
    objects,
    digest: `d${epoch}`,
    treatment: '',
  },
});
const [a, b] = [named('a'), named('b')];

describe('createClaims', () => {
  it('knows who declares an object in the pin of now', () => {
    const claims = createClaims('acme');
    claims.set(work('x', 1, a, b));
    claims.set(work('x', 2, b));
    expect(claims.get(a.key)).toBeUndefined();
    expect(claims.get(b.key)?.work.epoch).toBe(2);
  });

  it('takes nothing back for an older pin that comes late', () => {
    const claims = createClaims('acme');
    claims.set(work('x', 2, b));
    claims.set(work('x', 1, a));
    expect(claims.get(a.key)).toBeUndefined();
  });

  it('gives a moved object to the Subscription that claims it last, and leaves it there', () => {
    const claims = createClaims('acme');
    claims.set(work('x', 1, a));
    claims.set(work('y', 1, a));
    claims.set(work('x', 2));
    expect(claims.get(a.key)?.work.subscription).toBe('y');
    expect(claims.declares(parentId('acme', 'y'), a.key)).toBe(true);
    expect(claims.declares(parentId('acme', 'x'), a.key)).toBe(false);
  });

  it('gives what the later claimant lets go of back to whoever declares it still', () => {
    const claims = createClaims('acme');
    claims.set(work('y', 1, a));
    claims.set(work('x', 1, a));
    claims.set(work('x', 2, b));
    expect(claims.get(a.key)?.work.subscription).toBe('y');
  });

  it('takes an object of two pins for that of whom git gives it to, whichever pin came last', () => {
    const claims = createClaims('acme');
    const head = { givenTo: () => ({ to: ['y'], perhaps: [] }), askAgain: () => undefined };
    claims.set({ ...work('y', 1, a), head });
    claims.set({ ...work('x', 1, a, b), head });
    expect(claims.get(a.key)?.work.subscription).toBe('y');
    expect(claims.get(b.key)?.work.subscription).toBe('x');
  });

  it('tells of another binding’s claim, never of the asker’s own', () => {
    const claims = createClaims('acme');
    claims.set(work('x', 1, a, b));
    claims.set(work('y', 1, a));
    expect(claims.getBesides('x', a.key)?.work.subscription).toBe('y');
    expect(claims.getBesides('y', a.key)?.work.subscription).toBe('x');
    expect(claims.getBesides('x', b.key)).toBeUndefined();
  });

  it('forgets bindings that are no more', () => {
    const claims = createClaims('acme');
    claims.set(work('x', 1, a));
    claims.set(work('y', 1, b));
    claims.keepOnly(new Set(['y']));
    expect(claims.works().map(({ subscription }) => subscription)).toEqual(['y']);
    claims.forget('y');
    expect(claims.get(b.key)).toBeUndefined();
  });
});
