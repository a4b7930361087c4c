import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';
import { until } from './site.ts';

/** `headwater demo` as a process of its own, with a temporary folder that tells what it leaves behind. */
export interface DemoProcess {
  readonly pid: number;
  readonly temporary: string;
  /** Resolves with the exit code. */
  readonly ended: Promise<number | null>;
  out(): string;
  err(): string;
  signal(name: NodeJS.Signals): void;
  /** Waits until it has said something that matches, and gives what the first group holds. */
  said(pattern: RegExp, timeoutMs?: number): Promise<string>;
}

/** Ends it, at the latest, with the test. `path`: the PATH that it finds programs by. */
export const launchDemo = (args: readonly string[], path = process.env.PATH ?? ''): DemoProcess => {
  const temporary = mkdtempSync(join(tmpdir(), 'headwater-start-'));
  const child = spawn(process.execPath, [resolve('src/cli/main.ts'), 'demo', ...args], {
    env: { PATH: path, TMPDIR: temporary, HOME: process.env.HOME ?? temporary },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const text = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text.out += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    text.err += chunk;
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
    rmSync(temporary, { recursive: true, force: true });
  });
  return {
    pid: child.pid ?? -1,
    temporary,
    ended: new Promise((done) => child.once('close', done)),
    out: () => text.out,
    err: () => text.err,
    signal: (name) => void child.kill(name),
    async said(pattern, timeoutMs = 60_000) {
      await until(() => pattern.test(text.out) || child.exitCode !== null, {
        timeoutMs,
        describe: () => text.out + text.err,
      });
      const match = pattern.exec(text.out);
      if (!match) throw new Error(`it ended without ${pattern}: ${text.out}${text.err}`);
      return match[1] ?? '';
    },
  };
};

/** Inodes of a process's sockets. */
const socketsOf = (pid: number): ReadonlySet<string> => {
  const folder = `/proc/${pid}/fd`;
  const links = readdirSync(folder).map((fd) => {
    try {
      return readlinkSync(join(folder, fd));
    } catch {
      return '';
    }
  });
  return new Set(links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []));
};

/** Addresses, as the kernel writes them in hexadecimal, that a process of a Linux machine listens on. */
export const listensOn = (pid: number): readonly string[] => {
  const own = socketsOf(pid);
  const lines = ['tcp', 'tcp6'].flatMap((table) =>
    readFileSync(`/proc/${pid}/net/${table}`, 'utf8').split('\n').slice(1),
  );
  return lines
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state, , , , , , inode]) => state === '0A' && own.has(inode ?? ''))
    .map(([, address = '']) => address.split(':')[0] ?? '');
};
