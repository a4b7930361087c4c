import { describe, expect, it } from 'vitest';
import { shownLine } from '../../../../src/cli/diagnostics/mask-line.ts';

const shown = (
  text: string,
  line: number,
  options: { code?: 'YamlSyntax'; isSecret?: boolean; isUnsure?: boolean } = {},
): string =>
  shownLine({
    lines: text.split('\n'),
    line,
    code: options.code ?? 'InvalidField',
    isSecret: options.isSecret ?? false,
    isUnsure: options.isUnsure ?? false,
  });

const secret = [
  'apiVersion: v1',
  'kind: Secret',
  'stringData:',
  '  token: hunter2 # canary',
  '  "quoted key": "hunter2"',
  '  file: |',
  '    hunter2: hunter2',
  '',
  '    hunter2',
  '  after: hunter2',
  '- - item: hunter2',
  '{ "a": "hunter2" }',
  '  text: "one',
  '    hunter2"',
].join('\n');

describe('a line of a file that has to do with Secrets', () => {
  it.each([
    [3, 'stringData:'],
    [4, '  token: <masked>'],
    [5, '  "quoted key": <masked>'],
    [6, '  file: <masked>'],
    [7, '<masked>'],
    [9, '<masked>'],
    [10, '  after: <masked>'],
    [11, '- - item: <masked>'],
    [12, '<masked>'],
    [14, '<masked>'],
  ])('keeps of line %i its key alone', (line, expected) => {
    expect(shown(secret, line)).toBe(expected);
  });

  it('is masked where only the fleet knows that it patches a Secret', () => {
    const patch = 'patches:\n  - patch: { data: { a: aHVudGVyMg== } }';

    expect(shown(patch, 2, { isSecret: true })).toBe('  - patch: <masked>');
    expect(shown(patch, 2)).toContain('aHVudGVyMg==');
  });

  it('is masked in an overlay of data while files cannot be read that may hold its Secret', () => {
    const patch = 'kind: Overlay\npatches:\n  - patch: { data: { a: aHVudGVyMg== } }';

    expect(shown(patch, 3, { isUnsure: true })).toBe('  - patch: <masked>');
    expect(shown('kind: ConfigMap\ndata: { a: b }', 2, { isUnsure: true })).toBe('data: { a: b }');
  });

  it('is masked whole where the text is no YAML', () => {
    expect(shown(secret, 4, { code: 'YamlSyntax' })).toBe('<masked>');
    expect(shown('data:\n  hunter2: : x', 2, { code: 'YamlSyntax' })).toBe('<masked>');
    expect(shown('a: [', 1, { code: 'YamlSyntax' })).toBe('a: [');
  });

  it('is shown as it is in other files', () => {
    expect(shown('kind: ConfigMap\ndata: { a: b }', 2)).toBe('data: { a: b }');
  });
});
