import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, readlinkSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Nursery, openNursery } from '../../../src/demo/process/nursery.ts';
import { processesThatMention } from '../../e2e/support/processes.ts';

const open: Nursery[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((nursery) => nursery.close()));
});

const openOne = (): Nursery => {
  const nursery = openNursery('headwater-test');
  open.push(nursery);
  return nursery;
};

/** A program that says when it runs and puts SIGTERM off for ever. */
const stubborn = `process.on('SIGTERM', () => console.log('no')); console.log('up'); setInterval(() => {}, 1e6);`;

const hasSaid = (nursery: Nursery, name: string, word: string): Promise<void> =>
  vi.waitFor(() => expect(readFileSync(join(nursery.folder, `${name}.log`), 'utf8')).toContain(word), 10_000);

describe('a nursery', () => {
  it('runs a program in its folder, without the environment of this process', async () => {
    vi.stubEnv('HTTPS_PROXY', 'http://127.0.0.1:1');
    const nursery = openOne();

    nursery.spawn('one', process.execPath, ['-p', '[process.cwd(), process.env.HTTPS_PROXY].join()']);

    await hasSaid(nursery, 'one', `${nursery.folder},\n`);
    expect(statSync(nursery.folder).mode & 0o777).toBe(0o700);
    vi.unstubAllEnvs();
  });

  it('waits for the end of a program that it asks to end', async () => {
    const nursery = openOne();
    const child = nursery.spawn('sleeper', 'sleep', ['86399.5']);

    const before = child.running();
    await child.end('SIGTERM');

    expect([before, child.running()]).toEqual([true, false]);
  });

  it('kills a program that does not end in time', async () => {
    const nursery = openOne();
    const child = nursery.spawn('stubborn', process.execPath, ['-e', stubborn]);
    await hasSaid(nursery, 'stubborn', 'up');

    await child.end('SIGTERM', 100);

    expect(child.running()).toBe(false);
    expect(child.lastWords()).toBe('up\nno');
  });

  it('tells of a program that is not there as of one that has ended', async () => {
    const child = openOne().spawn('missing', '/nowhere/at-all', []);

    await vi.waitFor(() => expect(child.running()).toBe(false));
    await child.end('SIGKILL');
  });

  it('ends everything and removes its folder when it is closed, once for two calls', async () => {
    const nursery = openOne();
    const child = nursery.spawn('stubborn', process.execPath, ['-e', stubborn]);
    writeFileSync(join(nursery.folder, 'data'), 'x');

    await Promise.all([nursery.close(), nursery.close()]);

    expect(child.running()).toBe(false);
    expect(existsSync(nursery.folder)).toBe(false);
    expect(() => nursery.spawn('late', 'sleep', ['1'])).toThrow('was stopped');
  });
});

describe('the reaper', () => {
  const startParent = async (): Promise<{ parent: ChildProcess; folder: string }> => {
    const parent = spawn(process.execPath, [join(import.meta.dirname, 'nursery-parent.ts')], {
      stdio: ['pipe', 'pipe', 'ignore'],
      // a group of its own, as a shell gives to a foreground job
      detached: true,
    });
    const [line] = await once(createInterface({ input: parent.stdout! }), 'line');
    return { parent, folder: String(line).split(' ')[0]! };
  };

  /** Processes that work in a folder; a sleeping child names it nowhere else. */
  const workingIn = (folder: string): readonly string[] =>
    readdirSync('/proc').filter((pid) => {
      try {
        return /^\d+$/.test(pid) && readlinkSync(`/proc/${pid}/cwd`).startsWith(folder);
      } catch {
        return false;
      }
    });

  const endings: Readonly<Record<string, (parent: ChildProcess) => void>> = {
    exit: (parent) => parent.stdin!.write('exit\n'),
    'uncaught error': (parent) => parent.stdin!.write('uncaught error\n'),
    SIGINT: (parent) => parent.kill('SIGINT'),
    SIGTERM: (parent) => parent.kill('SIGTERM'),
    SIGKILL: (parent) => parent.kill('SIGKILL'),
    'SIGINT to the whole group': (parent) => process.kill(-parent.pid!, 'SIGINT'),
    'SIGKILL to the whole group': (parent) => process.kill(-parent.pid!, 'SIGKILL'),
  };

  it.each(Object.keys(endings))('ends what a parent leaves that ends by %s', async (how) => {
    const { parent, folder } = await startParent();
    const before = existsSync('/proc') ? workingIn(folder) : ['1'];
    const gone = once(parent, 'exit');

    endings[how]!(parent);
    await gone;

    await vi.waitFor(
      async () => {
        expect(existsSync(folder)).toBe(false);
        if (existsSync('/proc')) expect(workingIn(folder)).toEqual([]);
        else expect(await processesThatMention('86399.25')).toEqual([]);
      },
      { timeout: 10_000, interval: 20 },
    );
    expect(before).toHaveLength(1);
  });
});
