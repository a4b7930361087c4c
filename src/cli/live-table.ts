import type { FleetStatus } from '../../controllers/status.ts';
import { summaryLines } from './status-summary.ts';
import { statusText } from './status-text.ts';
import { clip } from './table.ts';

export interface LiveTable {
  /** Draws again soon; calls in between are joined. */
  changed(): void;
  /** Prints a line above the table. */
  log(line: string): void;
  stop(): void;
}

const refreshMs = 200;
const clearBelow = '\u001b[0J';

/** A table that is redrawn in place on a TTY, a summary where it is larger; log lines scroll above it. */
export const createLiveTable = (
  out: NodeJS.WriteStream,
  status: () => FleetStatus | undefined,
): LiveTable => {
  let lines: readonly string[] = [];
  let drawn = 0;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const erase = (): void => {
    if (drawn > 0) out.write(`\u001b[${drawn}A\r${clearBelow}`);
    drawn = 0;
  };
  /** The last line of the terminal stays free: what scrolls out of it cannot be erased. */
  const draw = (): void => {
    const shown = lines.slice(0, Math.max(0, (out.rows ?? 40) - 1));
    if (shown.length > 0) out.write(`${shown.join('\n')}\n`);
    drawn = shown.length;
  };
  const compose = (): readonly string[] => {
    const width = out.columns ?? 100;
    const current = status();
    if (!current) return [];
    const all = statusText(current, Date.now(), width).trimEnd().split('\n');
    const room = Math.max(1, (out.rows ?? 40) - 8);
    const shown = all.length <= room ? all : summaryLines(current, { room, width });
    return ['─'.repeat(Math.min(width, 100)), ...shown].map((line) => clip(line, width));
  };
  const redraw = (): void => {
    timer = undefined;
    if (stopped) return;
    erase();
    lines = compose();
    draw();
  };

  return {
    changed() {
      timer ??= setTimeout(redraw, refreshMs);
      timer.unref();
    },
    log(line) {
      erase();
      out.write(line.endsWith('\n') ? line : `${line}\n`);
      if (!stopped) draw();
    },
    stop() {
      if (timer) clearTimeout(timer);
      if (!stopped) redraw();
      stopped = true;
    },
  };
};
