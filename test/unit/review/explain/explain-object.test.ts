import { describe, expect, it } from 'vitest';
import { overlayText, subscriptionFile } from '../../render/memory-fleet.ts';
import { base, explained, fieldOf, identity, touchLines } from './explained.ts';

const text = (value: unknown): string => JSON.stringify(value);
const container = (item: string): string =>
  `${identity}spec:\n  template:\n    spec:\n      containers:\n        - ${item}\n`;

describe('the history of a field', () => {
  it('begins with the feed and goes through the layers in their order', () => {
    const explanation = explained({
      ...base,
      'overlays/globalizations/200-eu/front.yaml': `${identity}spec:\n  replicas: 3\n`,
      'overlays/globalizations/100-other/overlay.yaml': overlayText(
        'labels: [{ pairs: { by: platform } }]\n',
      ),
      'overlays/localizations/eu-1/600-pin/overlay.yaml': overlayText(
        'patches:\n  - target: { kind: Deployment }\n    patch: [{ op: replace, path: /spec/replicas, value: 8 }]\n',
      ),
      'overlays/localizations/us-1/600-pin/front.yaml': `${identity}spec:\n  replicas: 9\n`,
    });

    const field = fieldOf(explanation, 'spec.replicas');

    expect(field.value).toBe(8);
    expect(touchLines(field)).toEqual([
      '1 shop shop/front.yaml:9:13 >1',
      '3 200-eu 200-eu/front.yaml:5:13 1>3',
      '*4 600-pin 600-pin/overlay.yaml:5:13 3>8',
    ]);
  });

  it('follows an item of a list that others are put before', () => {
    const explanation = explained({
      ...base,
      'overlays/globalizations/100-a/front.yaml': container('{ name: side, image: side:1 }'),
      'overlays/globalizations/200-b/front.yaml': container('{ name: front, image: front:2 }'),
    });

    expect(fieldOf(explanation, 'spec.template.spec.containers[0].image').value).toBe('side:1');
    expect(touchLines(fieldOf(explanation, 'spec.template.spec.containers[name=front].image'))).toEqual([
      '1 shop shop/front.yaml:14:18 >"front:1"',
      '*3 200-b 200-b/front.yaml:8:33 "front:1">"front:2"',
    ]);
    expect(touchLines(fieldOf(explanation, 'spec.template.spec.containers[name=side].image'))).toEqual([
      '*2 100-a 100-a/front.yaml:8:32 >"side:1"',
    ]);
  });

  it('goes on where a field was moved or copied to', () => {
    const explanation = explained({
      ...base,
      'overlays/globalizations/100-a/overlay.yaml': overlayText(
        `patches: [{ target: {}, patch: ${text([
          { op: 'move', from: '/spec/replicas', path: '/spec/size' },
          { op: 'copy', from: '/spec/size', path: '/spec/again' },
        ])} }]\n`,
      ),
    });

    const moved = fieldOf(explanation, 'spec.size');

    expect(touchLines(moved).map((line) => line.replace(/ \S+:\d+ /, ' '))).toEqual([
      '1 shop >1',
      '*2 100-a >1',
    ]);
    expect(moved.touches[1]?.origin).toBe('/spec/replicas');
    expect(fieldOf(explanation, 'spec.again').touches.map(({ writer }) => writer.number)).toEqual([1, 2, 2]);
    expect(fieldOf(explanation, 'spec.replicas').value).toBeUndefined();
  });

  it('says who removed a field, and who put it back', () => {
    const removed = {
      ...base,
      'overlays/globalizations/100-a/front.yaml': `${identity}spec:\n  replicas: null\n`,
    };
    const restored = {
      ...removed,
      'overlays/globalizations/200-b/front.yaml': `${identity}spec: { replicas: 2 }\n`,
    };

    const gone = fieldOf(explained(removed), 'spec.replicas');

    expect('value' in gone).toBe(false);
    expect(touchLines(gone)).toEqual(['1 shop shop/front.yaml:9:13 >1', '*2 100-a 100-a/front.yaml:5:13 1>']);
    expect(touchLines(fieldOf(explained(restored), 'spec.replicas')).at(-1)).toBe(
      '*3 200-b 200-b/front.yaml:4:19 >2',
    );
  });

  it('counts what a parent that was replaced did to each field in it', () => {
    const explanation = explained({
      ...base,
      'overlays/globalizations/100-a/overlay.yaml': overlayText(
        'patches:\n  - target: {}\n    patch:\n      - op: replace\n        path: /spec\n        value:\n          replicas: 5\n',
      ),
    });

    expect(touchLines(fieldOf(explanation, 'spec.replicas')).at(-1)).toBe(
      '*2 100-a 100-a/overlay.yaml:9:21 1>5',
    );
    expect(fieldOf(explanation, 'spec.template').touches.at(-1)).not.toHaveProperty('after');
  });

  it('goes on to who leaves it to others, which sets nothing', () => {
    const explanation = explained({
      ...base,
      'overlays/globalizations/100-a/front.yaml': `${identity}spec: { replicas: 2 }\n`,
      'overlays/globalizations/200-b/overlay.yaml': overlayText(
        'ignoreFields:\n  - target: { kind: Deployment }\n    paths: [/spec/replicas]\n',
      ),
    });

    const field = fieldOf(explanation, 'spec.replicas');

    expect(touchLines(field).slice(1)).toEqual([
      '*2 100-a 100-a/front.yaml:4:19 1>2',
      '3 200-b 200-b/overlay.yaml:5:13 2>2',
    ]);
    expect(field.touches.map(({ leaves }) => leaves)).toEqual([undefined, undefined, true]);
  });

  it('tells of the parts of a field that layers changed', () => {
    const explanation = explained({
      ...base,
      'overlays/globalizations/100-a/front.yaml': container('{ name: front, image: front:2 }'),
    });

    const { touches } = fieldOf(explanation, 'spec.template');

    expect(touches.map(({ writer, path }) => `${writer.number} ${path}`)).toEqual([
      '1 /spec/template',
      '2 /spec/template/spec/containers/0/image',
    ]);
  });

  it('ends with what the renderer does itself', () => {
    const explanation = explained(
      {
        ...base,
        'feeds/shop/secret.yaml':
          'apiVersion: v1\nkind: Secret\nmetadata:\n  name: s\n  uid: x\n  annotations: { headwater.dev/wave: "1" }\nstringData: { k: v }\nstatus: {}\n',
      },
      { resource: 'secret/s' },
    );

    expect(touchLines(fieldOf(explanation, 'data.k'))).toEqual([
      '*1 shop shop/secret.yaml:7:18 >"v"',
      '2 headwater secret >"dg=="',
    ]);
    expect(touchLines(fieldOf(explanation, 'stringData')).at(-1)).toBe('*2 headwater secret {"k":"v"}>');
    expect(touchLines(fieldOf(explanation, 'metadata.namespace'))).toEqual([
      '*2 headwater namespace >"default"',
    ]);
    expect(touchLines(fieldOf(explanation, 'metadata.uid')).at(-1)).toBe('*2 headwater server "x">');
    expect(touchLines(fieldOf(explanation, 'status')).at(-1)).toBe('*2 headwater status {}>');
    expect(touchLines(fieldOf(explanation, 'metadata.annotations')).at(-1)).toContain('headwater ours');
  });
});

describe('an explanation', () => {
  it('shows the touches up to an error, and the error', () => {
    const explanation = explained({
      ...base,
      'overlays/globalizations/100-a/front.yaml': `${identity}spec: { replicas: 2 }\n`,
      'overlays/globalizations/200-b/overlay.yaml': overlayText(
        `patches: [{ target: {}, patch: ${text([{ op: 'remove', path: '/spec/none' }])} }]\n`,
      ),
    });

    expect(explanation.object).toBeUndefined();
    expect(fieldOf(explanation, 'spec.replicas').value).toBe(2);
    expect(explanation.diagnostics.map(({ code, source }) => `${code} ${source?.file}`)).toEqual([
      'PatchPathMissing overlays/globalizations/200-b/overlay.yaml',
    ]);
    expect(explanation.skipped.map(({ writer, reason }) => [writer.name, reason])).toEqual([
      ['200-b', 'error'],
    ]);
  });

  it('renders no other object: one that fails does not matter', () => {
    const explanation = explained({
      ...base,
      'feeds/shop/other.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: other, namespace: shop }\n',
      'overlays/globalizations/100-a/overlay.yaml': overlayText(
        `patches: [{ target: { kind: ConfigMap }, patch: ${text([{ op: 'remove', path: '/spec/none' }])} }]\n`,
      ),
    });

    expect(explanation.diagnostics).toEqual([]);
    expect(explanation.object).toBeDefined();
  });

  it('names errors of its Subscription, which keep it from the cluster', () => {
    const explanation = explained({ ...base, ...subscriptionFile('shop', '{ headwater.dev/drift: odd }') });

    expect(explanation.diagnostics.map(({ code, source }) => [code, source?.file])).toEqual([
      ['InvalidField', 'feeds/shop/subscription.yaml'],
    ]);
  });

  it('names errors of files that it cannot read and that might hold a layer of it', () => {
    const explanation = explained({ ...base, 'overlays/globalizations/100-a/front.yaml': 'a: [' });

    expect(explanation.diagnostics.map(({ code }) => code)).toEqual(['YamlSyntax']);
    expect(explanation.object).toBeDefined();
  });
});
