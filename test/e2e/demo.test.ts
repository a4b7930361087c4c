import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { FleetStatus } from '../../controllers/status.ts';
import { isSettled } from '../../src/cli/status-text.ts';
import { processesThatMention } from './support/processes.ts';
import { until } from './support/site.ts';
import { describeOnControlPlanes } from './support/with-control-planes.ts';
import { cloneWorkingCopy } from './support/working-copy.ts';

const launch = () => {
  const temporary = mkdtempSync(join(tmpdir(), 'headwater-start-'));
  const child = spawn(
    process.execPath,
    [resolve('src/cli/main.ts'), 'demo', '--clusters', 'dev-1,eu-1,eu-2,us-1'],
    {
      env: { ...process.env, TMPDIR: temporary },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString();
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
    rmSync(temporary, { recursive: true, force: true });
  });
  const ended = new Promise<number | null>((done) => child.once('exit', done));
  return { child, ended, temporary, out: () => out, err: () => err };
};

describeOnControlPlanes('npm start', () => {
  it('shows a fleet that follows a push and goes back by git revert, and leaves nothing behind', async () => {
    const demo = launch();
    const said = (pattern: RegExp): string => pattern.exec(demo.out())?.[1] ?? '';
    await until(() => demo.out().includes('Ctrl-C'), {
      timeoutMs: 60_000,
      describe: () => demo.out() + demo.err(),
    });
    const cloneUrl = said(/git clone (\S+)/);
    const server = said(/--server (\S+)/);
    const kubeconfig = said(/KUBECONFIG=(\S+)/);
    const status = async (): Promise<FleetStatus> =>
      (await fetch(`${server}/status`)).json() as Promise<FleetStatus>;
    await until(async () => isSettled(await status()), {
      timeoutMs: 60_000,
      everyMs: 200,
      describe: demo.err,
    });
    expect((await status()).bindings.length).toBeGreaterThanOrEqual(9);
    expect(readFileSync(kubeconfig, 'utf8')).toContain('eu-1');

    const copy = await cloneWorkingCopy(cloneUrl);
    onTestFinished(copy.remove);
    const file = 'feeds/shop/config.yaml';
    const text = readFileSync(join(copy.folder, file), 'utf8');
    const digests = async (): Promise<readonly string[]> =>
      (await status()).bindings.map(({ digest }) => digest);
    const before = await digests();
    writeFileSync(join(copy.folder, file), text.replace(/LOG_LEVEL: .*/, 'LOG_LEVEL: trace'));
    const changed = await copy.commitAndPush('louder');
    await until(async () => (await status()).source.commit === changed && isSettled(await status()), {
      timeoutMs: 60_000,
      everyMs: 200,
    });
    expect(await digests()).not.toEqual(before);
    const reverted = await copy.revertAndPush(changed);
    await until(async () => (await status()).source.commit === reverted && isSettled(await status()), {
      timeoutMs: 60_000,
      everyMs: 200,
    });
    expect(await digests()).toEqual(before);

    demo.child.kill('SIGINT');
    expect(await demo.ended).toBe(0);
    expect(readdirSync(demo.temporary)).toEqual([]);
    expect(existsSync(dirname(kubeconfig))).toBe(false);
    expect(await processesThatMention(dirname(kubeconfig))).toEqual([]);
  });
});
