import { describe, expect, it } from 'vitest';
import { fieldChanges } from '../../../../src/review/diff/compare-fields.ts';
import { changesText } from '../../../../src/review/diff/field-change.ts';
import { objectOf } from '../../overlay/small-fleet.ts';

const deployment = (containers: string, more = '') =>
  objectOf(
    `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: front }\nspec: { template: { spec: { containers: ${containers}${more} } } }\n`,
  );
const list = '/spec/template/spec/containers';
const field = 'spec.template.spec.containers';

describe('the fields in which two objects differ', () => {
  it('tell a container that is put in front as one insertion', () => {
    const before = deployment('[{ name: front, image: a }, { name: log, image: b }]');
    const after = deployment(
      '[{ name: proxy, image: p }, { name: front, image: a }, { name: log, image: b }]',
    );

    expect(fieldChanges(before, after)).toEqual([
      { path: `${list}/0`, field: `${field}[name=proxy]`, after: { name: 'proxy', image: 'p' } },
    ]);
  });

  it('tell a field of an item by the name of the item', () => {
    const before = deployment('[{ name: front, image: a, env: [{ name: A, value: "1" }] }]');
    const after = deployment('[{ name: front, image: a, env: [{ name: A, value: "2" }] }]');

    expect(fieldChanges(before, after)).toEqual([
      {
        path: `${list}/0/env/0/value`,
        field: `${field}[name=front].env[name=A].value`,
        before: '1',
        after: '2',
      },
    ]);
  });

  it('are the same change where the item stands at another place of the list', () => {
    const alone = fieldChanges(deployment('[{ name: a, image: x }]'), deployment('[{ name: a, image: y }]'));
    const second = fieldChanges(
      deployment('[{ name: b }, { name: a, image: x }]'),
      deployment('[{ name: b }, { name: a, image: y }]'),
    );

    expect(alone.map(({ path }) => path)).not.toEqual(second.map(({ path }) => path));
    expect(changesText(alone)).toBe(changesText(second));
  });

  it('take out and put in again the one item that moved', () => {
    const before = deployment('[{ name: a }, { name: b }, { name: c }]');
    const after = deployment('[{ name: c }, { name: a }, { name: b }]');

    expect(fieldChanges(before, after).map(({ path }) => path)).toEqual([`${list}/2`, `${list}/0`]);
  });

  it('tell one argument that was put in, and a changed one at its place', () => {
    const before = deployment('[{ name: a, args: [x, w] }]');

    expect(fieldChanges(before, deployment('[{ name: a, args: [x, z, w] }]'))).toEqual([
      { path: `${list}/0/args/1`, field: `${field}[name=a].args[1]`, after: 'z' },
    ]);
    expect(fieldChanges(before, deployment('[{ name: a, args: [x, z] }]'))).toEqual([
      { path: `${list}/0/args/1`, field: `${field}[name=a].args[1]`, before: 'w', after: 'z' },
    ]);
  });

  it('compare lists of kinds that nothing describes by what their items are', () => {
    const custom = (items: string) =>
      objectOf(`apiVersion: x.example/v1\nkind: Thing\nmetadata: { name: t }\nspec: { items: ${items} }\n`);

    const changes = fieldChanges(custom('[{ a: 1 }, { a: 3 }]'), custom('[{ a: 1 }, { a: 2 }, { a: 3 }]'));

    expect(changes).toEqual([{ path: '/spec/items/1', field: 'spec.items[1]', after: { a: 2 } }]);
  });

  it('keep two items of one key apart', () => {
    const service = (ports: string) =>
      objectOf(`apiVersion: v1\nkind: Service\nmetadata: { name: dns }\nspec: { ports: ${ports} }\n`);
    const tcp = '{ port: 53, protocol: TCP, name: a }';

    const changes = fieldChanges(
      service(`[${tcp}, { port: 53, protocol: UDP, name: b }]`),
      service(`[${tcp}, { port: 53, protocol: UDP, name: c }]`),
    );

    expect(changes.map(({ path }) => path)).toEqual(['/spec/ports/1/name']);
  });
});
