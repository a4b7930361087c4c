import { describe, expect, it } from 'vitest';
import { BoundedOutput } from '../../../../src/cli/diff/bounded-output.ts';
import { codeText, fenced, plainText } from '../../../../src/cli/diff/markdown-text.ts';

describe('text of others in Markdown', () => {
  it('mentions nobody, links nowhere and opens no tag', () => {
    const hostile = '@admins [x](https://evil.example) <img src=x> #1 `code` **b** | a\n<!-- y -->';

    expect(plainText(hostile).replace(/&#?\w+;/g, '')).not.toMatch(/[@[\]<>#`*|\n:&]/);
    expect(codeText('a')).toBe('<code>a</code>');
  });

  it('in a fence does not end it, however many backticks it has', () => {
    const lines = ['a', '```', '````sh', '</details>'];

    const [first, ...rest] = fenced(lines, 'diff').trimEnd().split('\n');

    expect(first).toBe('`````diff');
    expect(rest.at(-1)).toBe('`````');
    expect(rest.slice(0, -1)).toEqual(lines);
  });

  it('keeps one line one line in a fence', () => {
    expect(fenced(['a\r\n```\nb'], '').split('\n')).toHaveLength(4);
  });
});

describe('output with a bound', () => {
  it('takes what fits in bytes, not in characters', () => {
    const output = new BoundedOutput(6);

    expect([output.add('éé'), output.add('€'), output.add('ab'), output.add('c')]).toEqual([
      true,
      false,
      true,
      false,
    ]);
    expect(output.toString()).toBe('ééab');
  });

  it('keeps room for what must come last', () => {
    const output = new BoundedOutput(10);

    expect([output.add('12345', 6), output.add('1234', 6), output.add('end')]).toEqual([false, true, true]);
  });
});
