import { createInterface } from 'node:readline/promises';

export interface Pause {
  /** Resolves when a person has pressed Enter, or the signal is given, or nobody can press anything any more. */
  enter(prompt: string): Promise<void>;
  close(): void;
}

/** Reads from a terminal; Ctrl-C there comes as SIGINT, as everywhere. */
export const createPause = (
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
  signal: AbortSignal,
): Pause => {
  const lines = createInterface({ input, output });
  const closed = new Promise<void>((done) => lines.once('close', () => done()));
  // readline takes Ctrl-C from a terminal in raw mode
  lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  return {
    async enter(prompt) {
      const asked = lines.question(prompt, { signal }).catch(() => undefined);
      await Promise.race([asked, closed]);
    },
    close: () => lines.close(),
  };
};
