import { describe, expect, it } from 'vitest';
import { type FieldOwners, ownersOf } from '../../../../src/cluster/apply/field-owners.ts';
import { leaveFields } from '../../../../src/cluster/apply/leave-fields.ts';
import type { JsonObject } from '../../../../src/model/json.ts';

const owners = (ours: JsonObject | undefined, ...others: readonly JsonObject[]): FieldOwners => ({
  ours,
  others,
});
const leave = (
  wanted: JsonObject,
  live: JsonObject,
  of: FieldOwners,
  ...pointers: readonly string[]
): JsonObject =>
  leaveFields(wanted, pointers.length > 0 ? pointers : ['/spec/replicas'], { live, owners: of });

const replicas = { 'f:spec': { 'f:replicas': {} } };

describe('a field that is left to others', () => {
  it('is out while another manager owns it', () => {
    const of = owners(undefined, replicas);

    expect(leave({ spec: { replicas: 1, paused: true } }, { spec: { replicas: 7 } }, of)).toEqual({
      spec: { paused: true },
    });
  });

  it('is out while another manager owns it with us', () => {
    expect(leave({ spec: { replicas: 1 } }, { spec: { replicas: 1 } }, owners(replicas, replicas))).toEqual({
      spec: {},
    });
  });

  it('has its live value while we are its only owner, or nobody is', () => {
    expect(leave({ spec: { replicas: 1 } }, { spec: { replicas: 7 } }, owners(replicas))).toEqual({
      spec: { replicas: 7 },
    });
    expect(leave({ spec: { replicas: 1 } }, { spec: { replicas: 7 } }, owners(undefined))).toEqual({
      spec: { replicas: 7 },
    });
  });

  it('has our own value where the live object lacks it', () => {
    expect(leave({ spec: { replicas: 1 } }, { spec: {} }, owners(replicas))).toEqual({
      spec: { replicas: 1 },
    });
    expect(leave({ spec: { replicas: 1 } }, {}, owners(undefined, replicas))).toEqual({
      spec: { replicas: 1 },
    });
  });

  it('keeps its live value when git stops stating it and nobody else owns it', () => {
    expect(leave({ spec: { paused: true } }, { spec: { replicas: 7 } }, owners(replicas))).toEqual({
      spec: { paused: true, replicas: 7 },
    });
    expect(leave({}, { spec: { replicas: 7 } }, owners(replicas))).toEqual({ spec: { replicas: 7 } });
  });

  it('is not taken up where git does not state it and we do not own it', () => {
    const wanted = { spec: { paused: true } };

    expect(leave(wanted, { spec: { replicas: 7 } }, owners(undefined))).toEqual(wanted);
    expect(leave(wanted, { spec: { replicas: 7 } }, owners(undefined, replicas))).toEqual(wanted);
  });

  it('that is a map is left key by key', () => {
    const wanted = { data: { a: '1', b: '2', c: '3', d: '4' } };
    const live = { data: { a: 'x', b: 'x', d: 'x', e: 'x', f: 'x' } };
    const of = owners(
      { 'f:data': { '.': {}, 'f:b': {}, 'f:e': {} } },
      { 'f:data': { 'f:a': {}, 'f:f': {} } },
    );

    expect(leave(wanted, live, of, '/data')).toEqual({ data: { b: 'x', c: '3', d: 'x', e: 'x' } });
  });

  it('that is a map which another manager owns as one whole is out', () => {
    const wanted = { spec: { selector: { a: 'b' }, x: 1 } };
    const of = owners(undefined, { 'f:spec': { 'f:selector': {} } });

    expect(leave(wanted, { spec: { selector: { a: 'c' } } }, of, '/spec/selector')).toEqual({
      spec: { x: 1 },
    });
  });

  it('may have slashes and odd names', () => {
    const wanted = { metadata: { annotations: { 'a/b~c': '1', constructor: '2' } } };
    const live = { metadata: { annotations: { 'a/b~c': '9' } } };

    expect(leave(wanted, live, owners(undefined), '/metadata/annotations/a~1b~0c')).toEqual({
      metadata: { annotations: { 'a/b~c': '9', constructor: '2' } },
    });
    expect(leave({ spec: {} }, { spec: {} }, owners(undefined), '/__proto__/a', '/spec/constructor')).toEqual(
      {
        spec: {},
      },
    );
  });
});

describe('an item of a list that is left to others', () => {
  const containers = (...items: readonly JsonObject[]): JsonObject => ({ spec: { containers: items } });
  const item = (name: string, fields: JsonObject) => ({ [`k:{"name":"${name}"}`]: fields });
  const ownersAt = (ours: JsonObject, ...others: readonly JsonObject[]): FieldOwners =>
    owners(
      { 'f:spec': { 'f:containers': ours } },
      ...others.map((set) => ({ 'f:spec': { 'f:containers': set } })),
    );

  it('is found by its key, wherever it stands', () => {
    const wanted = containers({ name: 'a', image: 'a:1' }, { name: 'b', image: 'b:1' });
    const live = containers({ name: 'x' }, { name: 'b', image: 'b:9' }, { name: 'a', image: 'a:9' });
    const image = { '.': {}, 'f:name': {}, 'f:image': {} };
    const of = ownersAt({ ...item('a', image), ...item('b', image) });

    expect(leave(wanted, live, of, '/spec/containers/1/image')).toEqual(
      containers({ name: 'a', image: 'a:1' }, { name: 'b', image: 'b:9' }),
    );
  });

  it('is out, or one field of it, while another manager owns it', () => {
    const wanted = containers({ name: 'a', image: 'a:1' });
    const of = ownersAt(item('a', { '.': {}, 'f:name': {} }), item('a', { 'f:image': {} }));

    expect(leave(wanted, containers({ name: 'a', image: 'a:9' }), of, '/spec/containers/0/image')).toEqual(
      containers({ name: 'a' }),
    );
  });

  it('with the whole list keeps our items that nobody else owns, and what we had sent before', () => {
    const wanted = containers({ name: 'a', image: 'a:1' }, { name: 'new' });
    const live = containers({ name: 'a', image: 'a:9' }, { name: 'side' }, { name: 'old', image: 'o' });
    const of = ownersAt(
      { ...item('a', { 'f:name': {}, 'f:image': {} }), ...item('old', { 'f:name': {}, 'f:image': {} }) },
      item('side', { '.': {}, 'f:name': {} }),
    );

    expect(leave(wanted, live, of, '/spec/containers')).toEqual(
      containers({ name: 'a', image: 'a:9' }, { name: 'new' }, { name: 'old', image: 'o' }),
    );
  });

  it('stays ours in an atomic list, which has one owner', () => {
    const wanted = { spec: { args: ['a', 'b'] } };
    const of = owners(undefined, { 'f:spec': { 'f:args': {} } });

    expect(leave(wanted, { spec: { args: ['x', 'y'] } }, of, '/spec/args/1')).toEqual(wanted);
    expect(leave(wanted, { spec: { args: ['x', 'y'] } }, of, '/spec/args')).toEqual({ spec: {} });
  });

  it('of a set is out where another manager owns it', () => {
    const wanted = { metadata: { finalizers: ['a', 'b'] } };
    const set = (value: string) => ({ 'f:metadata': { 'f:finalizers': { [`v:"${value}"`]: {} } } });

    expect(leave(wanted, wanted, owners(set('a'), set('b')), '/metadata/finalizers')).toEqual({
      metadata: { finalizers: ['a'] },
    });
  });
});

describe('the owners of a live object', () => {
  it('are our own Apply entry, and everybody else, subresources included', () => {
    const of = ownersOf(
      {
        name: 'a',
        uid: 'u',
        resourceVersion: '2',
        managedFields: [
          { manager: 'headwater', operation: 'Apply', fieldsV1: { 'f:data': {} } },
          { manager: 'headwater', operation: 'Update', fieldsV1: { 'f:a': {} } },
          { manager: 'hpa', operation: 'Update', subresource: 'scale', fieldsV1: replicas },
        ],
      },
      'headwater',
    );

    expect(of).toEqual({ ours: { 'f:data': {} }, others: [{ 'f:a': {} }, replicas] });
  });
});
