import { describe, expect, it } from 'vitest';
import { annotatedLines } from '../../../../src/review/explain/annotated-lines.ts';
import { findField } from '../../../../src/review/explain/find-field.ts';
import { explainFieldMasked } from '../../../../src/review/explain/mask-field.ts';
import { type FoundField, fieldsBelow, rootField } from '../../../../src/review/explain/object-fields.ts';
import { overlayText } from '../../render/memory-fleet.ts';
import { base, explained } from './explained.ts';

const canary = 'canary-value';
const copied = JSON.stringify([
  { op: 'copy', from: '/stringData/old', path: '/metadata/labels' },
  { op: 'move', from: '/metadata/labels', path: '/leaked' },
  { op: 'add', path: '/stringData/new', value: `${canary}-3` },
]);
const explanation = explained(
  {
    ...base,
    'feeds/shop/secret.yaml': `apiVersion: v1
kind: Secret
metadata:
  name: s
  annotations:
    kubectl.kubernetes.io/last-applied-configuration: ${canary}-0
data: { raw: Y2FuYXJ5 }
stringData: { k: ${canary}-1, old: ${canary}-2 }
`,
    'overlays/globalizations/100-a/secret.yaml': `apiVersion: v1
kind: Secret
metadata: { name: s }
data: { raw: Y2FuYXJ6 }
stringData: { k: ${canary}-4 }
`,
    'overlays/globalizations/200-b/overlay.yaml': overlayText(
      `patches: [{ target: { kind: Secret }, patch: ${copied} }]\n`,
    ),
  },
  { resource: 'secret/s' },
);

const all = (field: FoundField): readonly FoundField[] => [field, ...fieldsBelow(field).flatMap(all)];
const secrets = [canary, Buffer.from(canary).toString('base64').slice(0, 12), 'Y2FuYXJ5', 'Y2FuYXJ6'];

describe("a Secret's values", () => {
  it('are in no field, of no time, and in no line', () => {
    const fields = all(rootField(explanation)).map((field) => explainFieldMasked(explanation, field));
    const lines = all(rootField(explanation))
      .filter(({ gone }) => !gone)
      .map((field) => annotatedLines(explanation, field));

    const shown = JSON.stringify([fields, lines]);

    expect(fields.length).toBeGreaterThan(10);
    expect(shown).toContain('<masked>');
    for (const secret of secrets) expect(shown).not.toContain(secret);
  });

  it('leave their keys, their history and all else', () => {
    const { found } = findField(explanation, 'data.k');

    const field = explainFieldMasked(explanation, found!);

    expect(field.value).toBe('<masked>');
    expect(field.touches.map(({ writer, after }) => [writer.stage, after])).toEqual([
      ['feed', '<masked>'],
      ['globalization', '<masked>'],
      ['headwater', '<masked>'],
    ]);
    expect(explainFieldMasked(explanation, findField(explanation, 'kind').found!).value).toBe('Secret');
  });

  it('are shown to who asks for them', () => {
    const lines = annotatedLines(explanation, rootField(explanation), { reveal: true });

    expect(lines.map(({ text }) => text).join('\n')).toContain(Buffer.from(`${canary}-4`).toString('base64'));
  });
});
