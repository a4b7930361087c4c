import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';

/** A process under way; `said` waits for one of its words, `ended` gives its exit code and all of them. */
const start = () => {
  const child: ChildProcess = spawn(process.execPath, [
    join(import.meta.dirname, 'until-stopped.fixture.ts'),
  ]);
  const words: string[] = [];
  const said = async (word: string): Promise<void> => {
    while (!words.join('').includes(word)) await once(child.stdout!, 'data');
  };
  child.stdout!.on('data', (text) => words.push(String(text)));
  const exit = once(child, 'close');
  const ended = async () => ({ code: (await exit)[0], said: words.join('') });
  return { child, said, ended };
};

it('takes a signal that a wrapper hands on as the same one, and clears up', async () => {
  const { child, said, ended } = start();
  await said('ready');
  child.kill('SIGINT');
  await said('asked');
  child.kill('SIGINT');
  expect(await ended()).toEqual({ code: 0, said: 'ready\nasked\ncleared\n' });
});

it('ends at once when it is asked again', async () => {
  const { child, said, ended } = start();
  await said('ready');
  child.kill('SIGINT');
  await said('asked');
  // longer than a wrapper takes
  await wait(500);
  child.kill('SIGINT');
  expect(await ended()).toEqual({ code: 130, said: 'ready\nasked\n' });
});
