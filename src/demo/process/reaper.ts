/**
 * Outlives the process that started it by just long enough to clean up after it. The starter holds the write
 * end of our stdin; the kernel closes it however that process ends (exit, signal, kill -9), which no handler
 * inside that process could promise. Lines: `+pid` watch this process, `-pid` it has ended, `/path` a folder.
 */
import { rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';

const pids = new Set<number>();
const folders = new Set<string>();

const kill = (pid: number): void => {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // it has ended by itself
  }
};

// Ctrl-C reaches a whole terminal session; ours is to stay until the starter has gone.
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => undefined);

for await (const line of createInterface({ input: process.stdin })) {
  if (line.startsWith('/')) folders.add(line);
  else if (line.startsWith('+')) pids.add(Number(line.slice(1)));
  else if (line.startsWith('-')) pids.delete(Number(line.slice(1)));
}

for (const pid of pids) kill(pid);
// one that is still ending may yet finish a write, which makes a folder not empty again: hence the retries
const removed = [...folders].map((folder) =>
  rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 }),
);
await Promise.allSettled(removed);
