import { describe, expect, it } from 'vitest';
import { resolveLimits, rollingSizes } from '../../../../src/simulator/controllers/rollout-plan.ts';

const set = (name: string, replicas: number, available = replicas) => ({ name, replicas, available });

describe('a rolling update', () => {
  it('rounds surge up and unavailability down, and never leaves both at nothing', () => {
    expect(resolveLimits({ maxSurge: '25%', maxUnavailable: '25%' }, 3)).toEqual({
      maxSurge: 1,
      maxUnavailable: 0,
    });
    expect(resolveLimits({ maxSurge: 0, maxUnavailable: '10%' }, 3)).toEqual({
      maxSurge: 0,
      maxUnavailable: 1,
    });
  });

  it('grows the new set within the surge first', () => {
    const sizes = rollingSizes({
      desired: 3,
      maxSurge: 1,
      maxUnavailable: 0,
      next: set('n', 0),
      old: [set('o', 3)],
    });
    expect([...sizes]).toEqual([['n', 1]]);
  });

  it('takes nothing away while the new Pods are not available', () => {
    const sizes = rollingSizes({
      desired: 3,
      maxSurge: 1,
      maxUnavailable: 0,
      next: set('n', 1, 0),
      old: [set('o', 3)],
    });
    expect([...sizes]).toEqual([]);
  });

  it('takes old Pods away as new ones become available', () => {
    const sizes = rollingSizes({
      desired: 3,
      maxSurge: 1,
      maxUnavailable: 0,
      next: set('n', 1),
      old: [set('o', 3)],
    });
    expect([...sizes]).toEqual([['o', 2]]);
  });

  it('takes away first what is not available', () => {
    const old = [set('broken', 1, 0), set('good', 3)];
    const sizes = rollingSizes({ desired: 3, maxSurge: 1, maxUnavailable: 1, next: set('n', 1, 0), old });
    expect([...sizes]).toEqual([
      ['broken', 0],
      ['good', 2],
    ]);
  });
});
