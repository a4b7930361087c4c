import type picocolors from 'picocolors';
import type { Outcome, Scene, TourStep } from '../demo/tour/tour-step.ts';
import { printable } from './table.ts';

export type Colors = ReturnType<typeof picocolors.createColors>;

const wrapAt = 96;

/** Words in lines of at most 96 columns, each after the indent. */
const wrapped = (text: string, indent: string): string => {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + word.length + 1 > wrapAt) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].map((each) => `${indent}${each}\n`).join('');
};

/** What a person reads before a step: where in the story, what it is about, and what they would type. */
export const announcementText = (
  step: TourStep,
  at: { readonly index: number; readonly of: number; readonly scene: Scene },
  colors: Colors,
): string => {
  const commands = step.commands(at.scene).map((line) => {
    // a here-document goes on below its command
    const typed = line.startsWith('> ') ? line : `$ ${line}`;
    return `    ${colors.cyan(typed)}\n`;
  });
  const title = colors.bold(`${at.index + 1}/${at.of}  ${step.title}`);
  return `\n${title}\n${wrapped(step.story, '  ')}\n${commands.join('')}\n`;
};

/** What a step came to, and whether that is what was told. */
export const outcomeText = ({ asTold, seen }: Outcome, colors: Colors): string => {
  const mark = asTold ? colors.green('✓') : colors.red('✗ not as told:');
  return seen.map((line, index) => `  ${index === 0 ? mark : ' '} ${printable(line)}\n`).join('');
};

/** The last line. */
export const endText = (outcomes: readonly Outcome[], of: number, colors: Colors): string => {
  const right = outcomes.filter(({ asTold }) => asTold).length;
  const text = `${right} of ${of} steps came as told.`;
  return `\n${right === of ? colors.green(text) : colors.red(text)}\n`;
};
