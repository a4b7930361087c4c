import { expect, it } from 'vitest';
import { overlayText } from '../../../render/memory-fleet.ts';
import { findings } from './kind-findings.ts';

const canary = 'canary-7d1f';

it('tells nothing of the values of a Secret', () => {
  const head = 'apiVersion: v1\nkind: Secret\nmetadata: { name: a, namespace: shop }\n';
  const found = findings({
    'feeds/shop/one.yaml': `${head}data: { key: "${canary} !" }\n`,
    'feeds/shop/two.yaml': `${head.replace('name: a', 'name: b')}stringData: { "a b": ${canary} }\ntype: 1\n`,
    'overlays/globalizations/200-eu/overlay.yaml': overlayText(
      `patches:\n  - target: { kind: Secret, name: a }\n    patch: { data: { other: "${canary} !", list: [${canary}] }, dat: ${canary} }\n`,
    ),
  });

  expect(found.map(({ code }) => code).toSorted()).toEqual([
    'FieldType',
    'FieldType',
    'FieldValue',
    'FieldValue',
    'FieldValue',
    'UnknownField',
  ]);
  expect(JSON.stringify(found)).not.toContain(canary);
});
