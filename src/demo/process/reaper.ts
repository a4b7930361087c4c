/**
 * Outlives the process that started it by just long enough to clean up after it. The starter holds the write
 * end of our stdin; the kernel closes it however that process ends (exit, signal, kill -9), which no handler
 * inside that process could promise. Lines: `+pid` watch this process, `-pid` it has ended, `/path` a folder.
 */
import { rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';

const pids = new Set<number>();
const folders = new Set<string>();

const signal = (pid: number, name: 'SIGKILL' | 0): boolean => {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
};

// Ctrl-C reaches a whole terminal session; ours is to stay until the starter has gone.
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => undefined);

for await (const line of createInterface({ input: process.stdin })) {
  if (line.startsWith('/')) folders.add(line);
  else if (line.startsWith('+')) pids.add(Number(line.slice(1)));
  else if (line.startsWith('-')) pids.delete(Number(line.slice(1)));
}

for (const pid of pids) signal(pid, 'SIGKILL');
// a dying etcd still writes: its folder goes after it; 10 s bounds a process that the kernel cannot end
for (let round = 0; round < 500 && [...pids].some((pid) => signal(pid, 0)); round += 1) await delay(20);
for (const folder of folders) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
