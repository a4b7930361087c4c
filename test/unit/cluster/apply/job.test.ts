import { describe, expect, it } from 'vitest';
import { isComplete, ranToItsEnd } from '../../../../src/cluster/apply/job.ts';
import { desired } from '../live-objects.ts';

const job = (spec: object = {}) =>
  desired({ apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'j' }, spec: { ...spec } });
const known = { uid: 'u', digest: job().digest, ownedHash: 'h' };

describe('ranToItsEnd', () => {
  it('is true of a Job of this digest that was seen to end', () => {
    expect(ranToItsEnd(job(), { ...known, completed: true })).toBe(true);
    expect(ranToItsEnd(job(), known)).toBe(false);
    expect(ranToItsEnd(job(), { ...known, completed: true, digest: 'another' })).toBe(false);
    expect(ranToItsEnd(job(), undefined)).toBe(false);
  });

  it('is true of one that cleans itself up, once it was applied', () => {
    const expiring = job({ ttlSecondsAfterFinished: 0 });
    expect(ranToItsEnd(expiring, { ...known, digest: expiring.digest })).toBe(true);
    expect(ranToItsEnd(expiring, undefined)).toBe(false);
  });

  it('is never true of another kind', () => {
    const other = desired({ apiVersion: 'example.com/v1', kind: 'Job', metadata: { name: 'j' } });
    expect(ranToItsEnd(other, { ...known, digest: other.digest, completed: true })).toBe(false);
  });
});

describe('isComplete', () => {
  const live = (type: string, status: string) => ({ status: { conditions: [{ type, status }] } });
  it.each([
    [live('Complete', 'True'), true],
    [live('Complete', 'False'), false],
    [live('Suspended', 'True'), false],
    [live('Failed', 'True'), false],
    [{ status: {} }, false],
    [{}, false],
  ])('%o: %s', (object, expected) => {
    expect(isComplete(object)).toBe(expected);
  });
});
