import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** A process of ours that runs, or has ended. */
export interface Child {
  readonly name: string;
  /** Whether it still runs. */
  running(): boolean;
  /** Signals it and waits for its end; after `patienceMs` (default 15,000) it is killed. */
  end(signal: 'SIGTERM' | 'SIGKILL', patienceMs?: number): Promise<void>;
  /** The last lines that it wrote, for an error message. */
  lastWords(): string;
}

/** Processes and the temporary folder that they write to; none of it outlives the process that made it. */
export interface Nursery {
  /** Mode 0700, on memory where the machine has /dev/shm. */
  readonly folder: string;
  spawn(name: string, command: string, args: readonly string[]): Child;
  /** Kills every process and removes the folder. Safe to call twice. */
  close(): Promise<void>;
}

const startReaper = (folder: string): ChildProcess => {
  const script = join(import.meta.dirname, `reaper${extname(import.meta.filename)}`);
  const reaper = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script], {
    // a session of its own: neither Ctrl-C nor the end of our process group takes the reaper with us
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    env: { PATH: process.env.PATH },
    cwd: tmpdir(),
  });
  // when the reaper was killed there is nobody to tell, and close() still ends what runs
  reaper.stdin?.on('error', () => undefined);
  reaper.unref();
  reaper.stdin?.write(`${folder}\n`);
  return reaper;
};

const childOf = (name: string, process_: ChildProcess, logFile: string): Child => {
  const exit = new Promise<void>((resolve) => {
    process_.once('exit', () => resolve());
    process_.once('error', () => resolve());
  });
  const running = (): boolean =>
    process_.pid !== undefined && process_.exitCode === null && process_.signalCode === null;
  return {
    name,
    running,
    async end(signal, patienceMs = 15_000) {
      if (!running()) return;
      process_.kill(signal);
      const patience = new AbortController();
      const late = delay(patienceMs, 'late' as const, { signal: patience.signal }).catch(() => undefined);
      if ((await Promise.race([exit, late])) === 'late') process_.kill('SIGKILL');
      patience.abort();
      await exit;
    },
    lastWords: () => readFileSync(logFile, 'utf8').split('\n').slice(-15).join('\n').slice(-4_000).trim(),
  };
};

/** Makes the folder and the reaper that guards it; `label` goes into the folder's name. */
export const openNursery = (label: string): Nursery => {
  const base = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
  const folder = mkdtempSync(join(base, `${label}-`));
  const reaper = startReaper(folder);
  const children: Child[] = [];
  let closing: Promise<void> | undefined;

  const close = async (): Promise<void> => {
    await Promise.all(children.map((child) => child.end('SIGKILL')));
    const gone = reaper.exitCode === null && reaper.signalCode === null ? once(reaper, 'exit') : undefined;
    reaper.ref();
    reaper.stdin?.end();
    await gone;
  };

  return {
    folder,
    spawn(name, command, args) {
      if (closing) throw new Error(`cannot start ${name}: its fleet was stopped`);
      const logFile = join(folder, `${name}.log`);
      const log = openSync(logFile, 'a', 0o600);
      // no environment: neither proxies nor kubeconfigs of this machine reach a throwaway server
      const process_ = spawn(command, [...args], {
        stdio: ['ignore', log, log],
        env: { PATH: process.env.PATH },
        cwd: folder,
        detached: true,
      });
      closeSync(log);
      if (process_.pid !== undefined) {
        const { pid } = process_;
        reaper.stdin?.write(`+${pid}\n`);
        process_.once('exit', () => reaper.stdin?.writable && reaper.stdin.write(`-${pid}\n`));
      }
      const child = childOf(name, process_, logFile);
      children.push(child);
      return child;
    },
    close() {
      closing ??= close();
      return closing;
    },
  };
};
