import { describe, expect, it } from 'vitest';
import { objectCheck } from '../../../../../src/review/validate/kinds/check-object.ts';
import { objectOf } from '../../../overlay/small-fleet.ts';
import { gadgetKinds } from './cases/gadget-kinds.ts';
import { kindCases } from './cases/kind-cases.ts';

/** test/e2e/validate-kinds.test.ts asks a real server for the same. */
describe('what validate says of an object', () => {
  it.each(kindCases.map((found) => [found.name, found] as const))('%s', (_name, { object, codes }) => {
    expect(objectCheck(gadgetKinds)(objectOf(object)).map(({ code }) => code)).toEqual(codes);
  });
});
