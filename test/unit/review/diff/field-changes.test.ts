import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../src/model/json.ts';
import { fieldChanges } from '../../../../src/review/diff/field-changes.ts';
import { kindSchema } from '../../../../src/schema/schema.ts';

const deployment = kindSchema({ group: 'apps', version: 'v1', kind: 'Deployment' })!.root;
const container = (name: string, more: object = {}) => ({ name, image: `reg/${name}:1`, ...more });
const podsOf = (...containers: readonly object[]): Json =>
  ({ spec: { template: { spec: { containers } } } }) as unknown as Json;
const told = (before: Json, after: Json) =>
  fieldChanges(before, after, deployment).map(({ op, path, field }) => `${op} ${path} ${field}`);
const containers = '/spec/template/spec/containers';
const named = 'spec.template.spec.containers';

describe('the fields that change', () => {
  it('are none of two equal values, whatever the order of their keys', () => {
    expect(fieldChanges({ a: 1, b: { c: [1, 2] } }, { b: { c: [1, 2] }, a: 1 })).toEqual([]);
  });

  it('have their pointer, and their value before and after', () => {
    const before = { metadata: { labels: { 'a/b': 'x' } }, spec: { replicas: 3, paused: true } };
    const after = { metadata: { labels: { 'a/b': 'y', c: 'z' } }, spec: { replicas: null } };

    expect(fieldChanges(before, after)).toEqual([
      {
        op: 'replace',
        path: '/metadata/labels/a~1b',
        field: 'metadata.labels["a/b"]',
        before: 'x',
        after: 'y',
      },
      { op: 'add', path: '/metadata/labels/c', field: 'metadata.labels.c', after: 'z' },
      { op: 'remove', path: '/spec/paused', field: 'spec.paused', before: true },
      { op: 'replace', path: '/spec/replicas', field: 'spec.replicas', before: 3, after: null },
    ]);
  });

  it('of a container that comes first are one insertion', () => {
    const before = podsOf(container('front'), container('back'));
    const after = podsOf(container('log'), container('front'), container('back'));

    expect(told(before, after)).toEqual([`add ${containers}/0 ${named}[name=log]`]);
  });

  it('inside a container are named by the container, wherever it stands', () => {
    const before = podsOf(container('log'), container('front'));
    const after = podsOf(container('log'), container('front', { image: 'reg/front:2' }));

    expect(told(before, after)).toEqual([`replace ${containers}/1/image ${named}[name=front].image`]);
  });

  it('of another order are moves, as few as there can be', () => {
    const before = podsOf(container('a'), container('b'), container('c'), container('d'));
    const after = podsOf(container('b'), container('c'), container('d'), container('a'));

    expect(told(before, after)).toEqual([`move ${containers}/3 ${named}[name=a]`]);
  });

  it('of a list that nothing but places tells apart are edits in place, and insertions between equal items', () => {
    const args = (...list: readonly string[]): Json => podsOf(container('front', { args: list }));

    expect(told(args('-v', '--port=1', '-x'), args('--new', '-v', '--port=2', '-x'))).toEqual([
      `add ${containers}/0/args/0 ${named}[name=front].args[0]`,
      `replace ${containers}/0/args/2 ${named}[name=front].args[2]`,
    ]);
  });

  it('of items whose key stands twice are told by their places', () => {
    const ports = (...list: readonly object[]): Json => podsOf(container('front', { ports: list }));
    const [tcp, udp] = [
      { containerPort: 53, protocol: 'TCP' },
      { containerPort: 53, protocol: 'UDP' },
    ];

    expect(told(ports(tcp, udp), ports(tcp))).toEqual([
      `remove ${containers}/0/ports/1 ${named}[name=front].ports[containerPort=53]`,
    ]);
  });

  it('hold keys that look like a prototype as data', () => {
    const before = JSON.parse('{"data":{"__proto__":"a"}}');
    const after = JSON.parse('{"data":{"__proto__":"b","constructor":"c"}}');

    expect(fieldChanges(before, after).map(({ op, path }) => `${op} ${path}`)).toEqual([
      'replace /data/__proto__',
      'add /data/constructor',
    ]);
  });
});
