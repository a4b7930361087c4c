import { describe, expect, it } from 'vitest';
import { parseFieldPath } from '../../../../src/review/explain/field-path.ts';
import { findField } from '../../../../src/review/explain/find-field.ts';
import { overlayText } from '../../render/memory-fleet.ts';
import { base, explained, identity } from './explained.ts';

const container = '/spec/template/spec/containers/0';

describe('a field is found by', () => {
  const explanation = explained(base);

  it.each([
    ['a path', 'spec.replicas', '/spec/replicas'],
    ['a path with a dot in front', '.spec.replicas', '/spec/replicas'],
    ['a part of the object', '.spec', '/spec'],
    ['nothing, which is the object', '.', ''],
    ['an index', 'spec.template.spec.containers[0].image', `${container}/image`],
    ['an index as a key', 'spec.template.spec.containers.0.image', `${container}/image`],
    ['the key of an item', 'spec.template.spec.containers[name=front].image', `${container}/image`],
    ['the key of an item in quotes', `spec.template.spec.containers[name="front"]`, container],
    ['a key in brackets', 'metadata.labels["app.kubernetes.io/name"]', '/metadata/labels/app.kubernetes.io~1name'],
    ['a key in single quotes', "metadata.labels['app.kubernetes.io/name']", '/metadata/labels/app.kubernetes.io~1name'],
    ['a key with escaped dots', 'metadata.labels.app\\.kubernetes\\.io/name', '/metadata/labels/app.kubernetes.io~1name'],
    ['a key with bare dots', 'metadata.labels.app.kubernetes.io/name', '/metadata/labels/app.kubernetes.io~1name'],
    ['a JSON Pointer', '/metadata/labels/app.kubernetes.io~1name', '/metadata/labels/app.kubernetes.io~1name'],
    ['a JSON Pointer through a list', `${container}/image`, `${container}/image`],
  ])('%s', (_name, path, pointer) => {
    expect(findField(explanation, path).found?.pointer).toBe(pointer);
  }); // biome-ignore format: one case a line

  it('its name, which tells items apart by their key', () => {
    const { found } = findField(explanation, '/spec/template/spec/containers/0/image');

    expect(found?.field).toBe('spec.template.spec.containers[name=front].image');
    expect(findField(explanation, '/metadata/labels/app.kubernetes.io~1name').found?.field).toBe(
      'metadata.labels["app.kubernetes.io/name"]',
    );
  });

  it('its place where two items have one key', () => {
    const patch =
      '[{ op: copy, from: /spec/template/spec/containers/0, path: /spec/template/spec/containers/- }]';
    const twins = explained({
      ...base,
      'overlays/globalizations/100-a/overlay.yaml': overlayText(
        `patches: [{ target: {}, patch: ${patch} }]\n`,
      ),
    });

    expect(findField(twins, '/spec/template/spec/containers/1').found?.field).toBe(
      'spec.template.spec.containers[1]',
    );
  });

  it('the key of an item that is gone', () => {
    const removed = `${identity}spec: { template: { spec: { containers: [{ name: front, $patch: delete }] } } }\n`;
    const after = explained({ ...base, 'overlays/globalizations/100-a/front.yaml': removed });

    const { found } = findField(after, 'spec.template.spec.containers[name=front].image');

    expect(found?.gone).toBe(true);
    expect(found?.node.entries.map(({ touch }) => touch.writer.name)).toEqual(['shop', '100-a']);
  });
});

describe('a field that is not there', () => {
  const explanation = explained(base);

  it.each([
    ['a slip', 'spec.replica', 'spec.replicas'],
    ['a slip on the way', 'spec.templat.spec.containers[0].image', 'spec.template.spec.containers[name=front].image'],
    ['a slip in a name', 'spec.template.spec.containers[name=fromt].image', 'spec.template.spec.containers[name=front].image'],
    ['a path without its beginning', 'replicas', 'spec.replicas'],
    ['a path with a piece left out', 'spec.containers[0].image', 'spec.template.spec.containers[name=front].image'],
    ['an index beyond the end', 'spec.template.spec.containers[3].image', 'spec.template.spec.containers[name=front].image'],
  ])('answers %s with the nearest one', (_name, path, hint) => {
    expect(findField(explanation, path)).toMatchObject({ hint });
  }); // biome-ignore format: one case a line

  it('answers what is like nothing with no guess', () => {
    expect(findField(explanation, 'zzzzzzzz.qqqqqqqq')).toEqual({ error: expect.any(String) });
  });

  it.each(['spec[', 'spec..replicas', 'spec]', '/spec/a~2', '[=]', `a${'.a'.repeat(3_000)}`])(
    'is not looked for by %s',
    (path) => {
      expect(parseFieldPath(path).error ?? findField(explanation, path).error).toEqual(expect.any(String));
    },
  );

  it('is no member of every JavaScript object', () => {
    expect(findField(explanation, 'constructor.name').found).toBeUndefined();
    expect(findField(explanation, 'spec.__proto__').found).toBeUndefined();
  });
});
