import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { FleetStatus } from '../../controllers/status.ts';
import { isSettled } from '../../src/cli/status-text.ts';
import { type DemoProcess, launchDemo, listensOn } from './support/demo-process.ts';
import { processesThatMention } from './support/processes.ts';
import { until } from './support/site.ts';
import { describeOnControlPlanes } from './support/with-control-planes.ts';
import { cloneWorkingCopy } from './support/working-copy.ts';

/** A PATH of one folder that holds git and nothing else: neither Go nor Docker can be found. */
const gitAlone = async (): Promise<string> => {
  const folder = mkdtempSync(join(tmpdir(), 'headwater-path-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const { stdout } = await promisify(execFile)('/bin/sh', ['-c', 'command -v git']);
  symlinkSync(stdout.trim(), join(folder, 'git'));
  return folder;
};

const statusOf = async (server: string): Promise<FleetStatus> =>
  (await fetch(`${server}/status`)).json() as Promise<FleetStatus>;

/** A person's push and revert, as the guide tells them. */
const pushAndRevert = async (demo: DemoProcess): Promise<void> => {
  const server = await demo.said(/--server (\S+)/);
  const settledAt = async (commit?: string): Promise<FleetStatus> => {
    let last = await statusOf(server);
    await until(
      async () => {
        last = await statusOf(server);
        return isSettled(last) && (commit === undefined || last.source.commit === commit);
      },
      { timeoutMs: 60_000, everyMs: 200, describe: demo.err },
    );
    return last;
  };
  const digests = ({ bindings }: FleetStatus): readonly string[] => bindings.map(({ digest }) => digest);
  const before = digests(await settledAt());
  const copy = await cloneWorkingCopy(await demo.said(/git clone (\S+)/));
  onTestFinished(copy.remove);
  const file = 'feeds/shop/config.yaml';
  const text = readFileSync(join(copy.folder, file), 'utf8');
  writeFileSync(join(copy.folder, file), text.replace(/LOG_LEVEL: .*/, 'LOG_LEVEL: trace'));
  const changed = await copy.commitAndPush('louder');
  expect(digests(await settledAt(changed))).not.toEqual(before);
  expect(digests(await settledAt(await copy.revertAndPush(changed)))).toEqual(before);
};

/** Ends it, and looks for what should not be there any more. */
const endAndLook = async (demo: DemoProcess, signal: NodeJS.Signals): Promise<void> => {
  const kubeconfig = await demo.said(/KUBECONFIG=(\S+)/);
  expect(readFileSync(kubeconfig, 'utf8')).toContain('eu-1');
  demo.signal(signal);
  expect(await demo.ended).toBe(0);
  expect(readdirSync(demo.temporary)).toEqual([]);
  expect(existsSync(dirname(kubeconfig))).toBe(false);
  expect(await processesThatMention(dirname(kubeconfig))).toEqual([]);
  expect(await processesThatMention(demo.temporary)).toEqual([]);
};

describe('npm start', () => {
  it('is Healthy on twelve simulated clusters within five seconds, with git alone on the PATH', async () => {
    const path = await gitAlone();
    const seconds: number[] = [];
    // what else the machine does is not what this is about: the best of three, and a share of the cores
    const bound = 5 * Math.max(1, loadavg()[0]! / availableParallelism());
    for (let attempt = 0; attempt < 3 && !seconds.some((each) => each < bound); attempt += 1) {
      const demo = launchDemo([], path);
      await demo.said(/Ctrl-C/);
      seconds.push(Number(await demo.said(/All 35 bindings are Healthy, ([\d.]+) s after the start/)));
      await endAndLook(demo, 'SIGINT');
    }
    process.stdout.write(
      `npm start: all bindings Healthy ${seconds.join(', ')} s after the process began, ${bound.toFixed(1)} allowed\n`,
    );
    expect(Math.min(...seconds)).toBeLessThan(bound);
  });

  it.runIf(existsSync('/proc/net/tcp'))('listens on loopback alone', async () => {
    const demo = launchDemo([]);
    await demo.said(/Ctrl-C/);
    const addresses = listensOn(demo.pid);
    // twelve clusters, the git server, the reconciler
    expect(addresses).toHaveLength(14);
    expect(new Set(addresses)).toEqual(new Set(['0100007F']));
    demo.signal('SIGINT');
    expect(await demo.ended).toBe(0);
  });

  it('follows a push, goes back by git revert, and leaves nothing behind on SIGTERM', async () => {
    const demo = launchDemo([]);
    await pushAndRevert(demo);
    await endAndLook(demo, 'SIGTERM');
  });

  it('leaves nothing behind when it is stopped while it starts', async () => {
    const demo = launchDemo(['--clusters', '50']);
    await until(() => demo.err().includes('starting 50 clusters'), { timeoutMs: 20_000 });
    demo.signal('SIGINT');
    expect(await demo.ended).toBe(0);
    expect(readdirSync(demo.temporary)).toEqual([]);
    expect(await processesThatMention(demo.temporary)).toEqual([]);
  });

  it('leaves nothing behind when its terminal is closed', async () => {
    const demo = launchDemo([]);
    await endAndLook(demo, 'SIGHUP');
  });

  it('tells scripts where everything is, a line of JSON each', async () => {
    const demo = launchDemo(['--output', 'json', '--clusters', 'eu-1,edge-7']);
    await demo.said(/"event":"healthy"/);
    const [started, healthy] = demo
      .out()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(started).toMatchObject({ event: 'started', branch: 'main', clusters: ['eu-1', 'edge-7'] });
    const { bindings } = await statusOf(String(started!.server));
    expect(healthy).toMatchObject({ event: 'healthy', bindings: bindings.length });
    demo.signal('SIGINT');
    expect(await demo.ended).toBe(0);
  });

  it('refuses flags that it cannot follow, with exit code 2', async () => {
    const demo = launchDemo(['--clusters', '0']);
    expect(await demo.ended).toBe(2);
    expect(demo.err()).toContain('--clusters 0 is not possible');
    expect(readdirSync(demo.temporary)).toEqual([]);
  });

  it('plays the tour: five steps, told from what really happened, and exit code 0', async () => {
    const demo = launchDemo(['--tour', '--yes']);
    expect(await demo.ended).toBe(0);
    const told = demo.out();
    const followers = 'ap-1, ap-2, ap-3, dev-1, eu-2, eu-3, eu-4, us-1, us-2, us-3, us-4';
    expect(told).toContain(`✓ ${followers} changed and Healthy, the first after `);
    expect(told).toContain('eu-1 runs bookshop/front:1.5.0');
    expect(told).toMatch(
      /✓ us-1 changed and Healthy, after [\d.]+ s from the push\n +shop\/front on us-1: 1 → 4/,
    );
    expect(told).toMatch(
      /kubectl-patch took \.spec\.replicas on eu-1: 8 → 1\n +set back to 8 after \d+ ms; \.spec\.replicas belongs to headwater again/,
    );
    expect(told).toContain('PatchPathMissing: overlays/localizations/us-1/900-size/overlay.yaml:6:9');
    expect(told).toContain('every binding has the digest that it had before both overrides');
    expect(told).toContain('5 of 5 steps came as told.');
    expect(readdirSync(demo.temporary)).toEqual([]);
  });

  it('leaves the tour with exit code 1 when it is stopped before its end', async () => {
    const demo = launchDemo(['--tour', '--yes']);
    await demo.said(/1\/5/);
    demo.signal('SIGINT');
    expect(await demo.ended).toBe(1);
    expect(readdirSync(demo.temporary)).toEqual([]);
  });
});

describeOnControlPlanes('npm start -- --real', () => {
  it('shows real clusters that follow a push and go back by git revert, and leaves nothing behind', async () => {
    const demo = launchDemo(['--real']);
    await pushAndRevert(demo);
    await endAndLook(demo, 'SIGINT');
  });

  it('plays the same tour on real clusters', async () => {
    const demo = launchDemo(['--real', '--tour', '--yes']);
    expect(await demo.ended, demo.out()).toBe(0);
    expect(demo.out()).toContain('5 of 5 steps came as told.');
    expect(readdirSync(demo.temporary)).toEqual([]);
  });
});
