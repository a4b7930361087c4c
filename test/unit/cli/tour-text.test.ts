import picocolors from 'picocolors';
import { describe, expect, it } from 'vitest';
import { announcementText, endText, outcomeText } from '../../../src/cli/tour-text.ts';
import type { Scene, TourStep } from '../../../src/demo/tour/tour-step.ts';

const colors = picocolors.createColors(false);
const step: TourStep = {
  id: 'x',
  title: 'A good change',
  story: 'word '.repeat(60).trim(),
  commands: ({ kubectl }) => [`${kubectl} get pods`, 'cat > file <<EOF', '> a: 1', '> EOF'],
  play: async () => ({ asTold: true, seen: [] }),
};

describe('the text of the tour', () => {
  it('tells the story in lines of a page and the commands as a shell shows them', () => {
    const text = announcementText(step, { index: 1, of: 5, scene: { kubectl: 'kubectl' } as Scene }, colors);
    const lines = text.split('\n');
    expect(lines[1]).toBe('2/5  A good change');
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(100);
    expect(text).toContain('    $ kubectl get pods\n    $ cat > file <<EOF\n    > a: 1\n    > EOF\n');
  });

  it('marks what came as told and what did not, and moves no cursor', () => {
    expect(outcomeText({ asTold: true, seen: ['one', 'two\u001b[2J'] }, colors)).toBe(
      '  ✓ one\n    two [2J\n',
    );
    expect(outcomeText({ asTold: false, seen: ['one'] }, colors)).toBe('  ✗ not as told: one\n');
  });

  it('ends with how many steps came as told', () => {
    expect(endText([{ asTold: true, seen: [] }], 5, colors)).toContain('1 of 5 steps came as told.');
  });
});
