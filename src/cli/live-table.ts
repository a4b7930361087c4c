import type { FleetStatus } from '../../controllers/status.ts';
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

/** A table that is redrawn in place on a TTY; log lines scroll above it. */
export const createLiveTable = (
  out: NodeJS.WriteStream,
  status: () => FleetStatus | undefined,
): LiveTable => {
  let drawn = 0;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const erase = (): void => {
    if (drawn > 0) out.write(`\u001b[${drawn}A\r${clearBelow}`);
    drawn = 0;
  };
  const draw = (): void => {
    const width = out.columns ?? 100;
    const room = Math.max(5, (out.rows ?? 40) - 8);
    const shownStatus = status();
    if (!shownStatus) return;
    const all = statusText(shownStatus, Date.now(), width).trimEnd().split('\n');
    const shown = all.length <= room ? all : [...all.slice(0, room), `… ${all.length - room} more`];
    const lines = ['─'.repeat(Math.min(width, 100)), ...shown].map((line) => clip(line, width));
    out.write(`${lines.join('\n')}\n`);
    drawn = lines.length;
  };
  const redraw = (): void => {
    timer = undefined;
    if (stopped) return;
    erase();
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
