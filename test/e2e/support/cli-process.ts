import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { until } from './site.ts';

const main = join(import.meta.dirname, '../../../src/cli/main.ts');

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The real command line as a process of its own, and everything that it said. */
export interface CliProcess {
  readonly pid: number;
  out(): string;
  err(): string;
  /** Log lines, parsed; throws on one that is no JSON. */
  log(): readonly Readonly<Record<string, unknown>>[];
  /** Where it listens, once it says so. */
  url(): Promise<string>;
  signal(name: NodeJS.Signals): void;
  readonly ended: Promise<Ended>;
}

export const startCli = (args: readonly string[], folder: string): CliProcess => {
  const child: ChildProcess = spawn(process.execPath, [main, ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, TMPDIR: folder, HOME: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { out: '', err: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    said.out += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said.err += text;
  });
  const ended = once(child, 'close').then(([code, signal]): Ended => ({ code, signal }));
  const log = (): readonly Readonly<Record<string, unknown>>[] =>
    said.err
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line));
  return {
    pid: child.pid ?? -1,
    out: () => said.out,
    err: () => said.err,
    log,
    async url() {
      const runs = () => log().find(({ msg }) => msg === 'headwater runs');
      await until(() => runs() !== undefined || child.exitCode !== null, {
        timeoutMs: 20_000,
        describe: () => said.err,
      });
      const line = runs();
      if (line === undefined) throw new Error(`it ended early: ${said.err}`);
      return String(line.url);
    },
    signal: (name) => void child.kill(name),
    ended,
  };
};

/** Runs a command to its end. */
export const runCliProcess = async (
  args: readonly string[],
  folder: string,
): Promise<{ readonly code: number | null; readonly out: string; readonly err: string }> => {
  const started = startCli(args, folder);
  const { code } = await started.ended;
  return { code, out: started.out(), err: started.err() };
};
