import { expect, it } from 'vitest';
import type { Json } from '../../../../src/model/json.ts';
import { validateScale } from '../../../../src/simulator/structural/validate-scale.ts';

const scale = {
  specReplicasPath: '.spec.size',
  statusReplicasPath: '.status.size',
  labelSelectorPath: '.status.selector',
};

const faults = (spec: Json, status: Json = {}, onlyStatus = false): readonly string[] =>
  validateScale({ spec, status }, scale, onlyStatus).map(({ field, message }) => `${field}: ${message}`);

it('says what /scale cannot read, in the words of the API server', () => {
  expect(faults({ size: 3 }, { size: 2, selector: 'a=b' })).toEqual([]);
  expect(faults({})).toEqual([]);
  expect(faults({ size: 'x' })).toEqual([
    '.spec.size: Invalid value: 0: .spec.size accessor error: x is of the type string, expected int64',
  ]);
  expect(faults({ size: null })).toEqual([
    '.spec.size: Invalid value: 0: .spec.size accessor error: <nil> is of the type <nil>, expected int64',
  ]);
  expect(faults({ size: -1 })).toEqual(['.spec.size: Invalid value: -1: should be a non-negative integer']);
  expect(faults({ size: 'x' }, { selector: 1 }, true)).toEqual([
    '.status.selector: Invalid value: "": .status.selector accessor error: 1 is of the type int64, expected string',
  ]);
});
