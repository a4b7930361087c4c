import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../src/model/json.ts';
import {
  isOwned,
  withDistinctOwners,
  withOwnersApart,
} from '../../../../src/simulator/requests/scale-owners.ts';

const path = ['spec', 'replicas'];
const time = '2026-01-01T00:00:00Z';
const entry = (operation: string, spec: JsonObject, more: JsonObject = {}): JsonObject => ({
  manager: 'one',
  operation,
  apiVersion: 'apps/v1',
  fieldsType: 'FieldsV1',
  fieldsV1: { 'f:spec': spec },
  ...more,
});
const withEntries = (...managedFields: readonly JsonObject[]): JsonObject => ({
  metadata: { managedFields },
});

describe('the owners of replicas, after a scale', () => {
  it('stand apart without a time where they updated, before those with one', () => {
    const other = entry('Update', { 'f:paused': {} }, { manager: 'another', time });
    const both = entry('Update', { 'f:paused': {}, 'f:replicas': {} }, { time });
    expect(withOwnersApart(withEntries(other, both), path)).toEqual(
      withEntries(
        entry('Update', { 'f:replicas': {} }),
        other,
        entry('Update', { 'f:paused': {} }, { time }),
      ),
    );
  });

  it('stay where they applied', () => {
    const object = withEntries(entry('Apply', { 'f:paused': {}, 'f:replicas': {} }, { time }));
    expect(withOwnersApart(object, path)).toEqual(object);
  });

  it('are lost at the next scale where the manager has other fields', () => {
    const rest = entry('Update', { 'f:paused': {} }, { time });
    const object = withEntries(entry('Update', { 'f:replicas': {} }), rest);
    expect(isOwned(object, path)).toBe(true);
    expect(withDistinctOwners(object)).toEqual(withEntries(rest));
    expect(isOwned(withDistinctOwners(object), path)).toBe(false);
  });
});
