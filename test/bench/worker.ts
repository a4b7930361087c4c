import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Json } from '../../src/model/json.ts';
import { within } from './harness.ts';

/** A process of its own that does what it is asked, one thing after the other. Ends with its parent. */
export interface Worker {
  /** Rejects with what the worker threw, or when it takes longer than `ms`. */
  ask<T>(verb: string, argument: unknown, ms: number): Promise<T>;
  stop(): Promise<void>;
}

interface Answer {
  readonly value?: Json;
  readonly error?: string;
}

/** What the worker does for each verb. */
export type Handlers = Readonly<Record<string, (argument: never) => unknown>>;

/** The next message, or that the process ended. */
const answerOf = async (child: ChildProcess): Promise<Answer> => {
  const settled = new AbortController();
  const { signal } = settled;
  try {
    return await Promise.race([
      once(child, 'message', { signal }).then(([answer]) => answer as Answer),
      once(child, 'exit', { signal }).then(([code]) => ({ error: `it ended with code ${code}` })),
    ]);
  } finally {
    settled.abort();
  }
};

/** Starts a file of this folder as a worker. */
export const startWorker = (file: string, execArgv: readonly string[] = []): Worker => {
  const child = fork(join(import.meta.dirname, file), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: [...execArgv],
  });
  return {
    async ask<T>(verb: string, argument: unknown, ms: number): Promise<T> {
      const answer = answerOf(child);
      child.send({ verb, argument });
      const { error, value } = await within(ms, `${file}: ${verb}`, answer);
      if (error !== undefined) throw new Error(`${file}: ${verb}: ${error}`);
      return value as T;
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      if (child.connected) child.disconnect();
      const late = setTimeout(() => child.kill('SIGKILL'), 20_000);
      await gone;
      clearTimeout(late);
    },
  };
};

/** The worker's side: answers until the parent is gone, then runs `end` and exits. */
export const serveParent = (handlers: Handlers, end: () => Promise<void>): void => {
  const handle = async ({ verb, argument }: { verb: string; argument: never }): Promise<void> => {
    try {
      process.send?.({ value: (await handlers[verb]!(argument)) ?? null });
    } catch (error) {
      process.send?.({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  };
  process.on('message', (message) => void handle(message as { verb: string; argument: never }));
  process.once('disconnect', () => {
    setTimeout(() => process.exit(1), 15_000).unref();
    void end().finally(() => process.exit(0));
  });
  // Ctrl-C reaches the whole group; the parent's end is what ends a worker
  process.on('SIGINT', () => {});
};
