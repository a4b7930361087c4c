import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { availableControlPlane, cacheFolder, programs } from '../../../src/demo/control-plane/binaries.ts';
import { ensureBinaries } from '../../../src/demo/control-plane/build.ts';
import { withBuildLock } from '../../../src/demo/control-plane/build-lock.ts';

let folder: string;

/** An executable of the machine that is only found in this test. */
const install = (place: string, name: string, script = 'exit 0'): void => {
  mkdirSync(place, { recursive: true });
  const file = join(place, name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
};

/** A `go` that writes its log and the file after -o; `$package` is what it builds. */
const installGo = (build = 'echo built > "$output"'): void =>
  install(
    join(folder, 'path'),
    'go',
    [
      '[ "$1" = version ] && exit 0',
      `echo "$CGO_ENABLED $GOFLAGS $*" >> '${folder}/go.log'`,
      'while [ $# -gt 1 ]; do [ "$1" = -o ] && output=$2; shift; done; package=$1',
      build,
      'chmod 755 "$output"',
    ].join('\n'),
  );

const goRuns = (): readonly string[] =>
  existsSync(join(folder, 'go.log')) ? readFileSync(join(folder, 'go.log'), 'utf8').trim().split('\n') : [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'headwater-test-'));
  mkdirSync(join(folder, 'path'));
  vi.stubEnv('XDG_CACHE_HOME', join(folder, 'cache'));
  vi.stubEnv('KUBEBUILDER_ASSETS', '');
  vi.stubEnv('PATH', `${join(folder, 'path')}:/usr/bin:/bin`);
  // whatever Docker this machine has is not this test's
  install(join(folder, 'path'), 'docker', 'exit 1');
  install(join(folder, 'path'), 'go', 'exit 1');
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

describe('the way to a control plane', () => {
  it('is none on a machine without anything, with a reason that helps', async () => {
    const result = await ensureBinaries();

    expect(await availableControlPlane()).toBe('none');
    expect(result).toMatchObject({ ok: false, reasons: [expect.stringContaining('install Go')] });
  });

  it('is Docker when only Docker answers, and Go before Docker', async () => {
    install(join(folder, 'path'), 'docker');
    const without = await availableControlPlane();
    installGo();

    expect([without, await availableControlPlane()]).toEqual(['docker', 'go']);
  });

  it('is KUBEBUILDER_ASSETS when that is set, and nothing is built beside the servers without Go', async () => {
    const assets = join(folder, 'assets');
    for (const name of ['etcd', 'kube-apiserver', 'kubectl']) install(assets, name);
    vi.stubEnv('KUBEBUILDER_ASSETS', assets);

    expect(await availableControlPlane()).toBe('binaries');
    expect(await ensureBinaries()).toEqual({
      ok: true,
      binaries: {
        etcd: join(assets, 'etcd'),
        kubeApiserver: join(assets, 'kube-apiserver'),
        kubectl: join(assets, 'kubectl'),
      },
    });
  });

  it('builds with Go only what KUBEBUILDER_ASSETS lacks', async () => {
    const assets = join(folder, 'assets');
    for (const name of ['etcd', 'kube-apiserver', 'kubectl']) install(assets, name);
    vi.stubEnv('KUBEBUILDER_ASSETS', assets);
    installGo();

    const result = await ensureBinaries();

    expect(result).toMatchObject({
      binaries: { kubeControllerManager: join(cacheFolder(), 'kube-controller-manager') },
    });
    expect(goRuns()).toHaveLength(1);
  });

  it('does not go on without the servers that KUBEBUILDER_ASSETS promises', async () => {
    vi.stubEnv('KUBEBUILDER_ASSETS', join(folder, 'path'));
    installGo();

    expect(await availableControlPlane()).toBe('none');
    expect(await ensureBinaries()).toMatchObject({
      ok: false,
      reasons: [expect.stringContaining('KUBEBUILDER_ASSETS')],
    });
    expect(goRuns()).toEqual([]);
  });
});

describe('the build with Go', () => {
  it('builds every program once, static and with its version, and tells of each', async () => {
    installGo();
    const lines: string[] = [];

    const first = await ensureBinaries({ onProgress: (line) => lines.push(line) });
    const second = await ensureBinaries({ onProgress: () => expect.unreachable('nothing is left to build') });

    expect(first.ok).toBe(true);
    expect(second).toEqual(first);
    expect(goRuns()).toHaveLength(4);
    for (const run of goRuns()) {
      expect(run).toMatch(/^0 -buildvcs=false build -trimpath /);
      expect(run).toContain('-X k8s.io/component-base/version.gitVersion=v1.36.3 ');
      expect(run).toContain('-X k8s.io/component-base/version.gitMinor=36 ');
    }
    for (const program of programs)
      expect(lines.filter((line) => line.includes(`${program} (`))).toHaveLength(2);
  });

  it('says why it failed, keeps what is whole and leaves no half program', async () => {
    installGo(
      'case $package in *kubectl) echo half > "$output"; echo "no space left" >&2; exit 1;; esac; echo built > "$output"',
    );

    const failed = await ensureBinaries();
    const left = readdirSync(cacheFolder());
    installGo();
    const repaired = await ensureBinaries();

    expect(failed).toMatchObject({ ok: false, reasons: [expect.stringContaining('no space left')] });
    expect(left.sort()).toEqual(['.lock', 'etcd', 'kube-apiserver']);
    expect(repaired.ok).toBe(true);
    expect(goRuns().filter((run) => run.endsWith('server/v3'))).toHaveLength(1);
  });

  it('removes what a killed build has left', async () => {
    installGo();
    mkdirSync(cacheFolder(), { recursive: true });
    writeFileSync(join(cacheFolder(), '.building-kubectl-1'), 'half');

    await ensureBinaries();

    expect(readdirSync(cacheFolder()).sort()).toEqual(['.lock', ...[...programs].sort()]);
  });

  it('builds once when it is asked twice at the same time', async () => {
    installGo();
    const lines: string[] = [];
    const onProgress = (line: string) => lines.push(line);

    const results = await Promise.all([ensureBinaries({ onProgress }), ensureBinaries({ onProgress })]);

    expect(results.map((result) => result.ok)).toEqual([true, true]);
    expect(goRuns()).toHaveLength(4);
    expect(lines.filter((line) => line.includes('another process'))).toHaveLength(1);
  });
});

describe('the build lock', () => {
  it('is free again at once when its holder is killed', async () => {
    const holder = spawn(process.execPath, [join(import.meta.dirname, 'lock-holder.ts'), folder], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    await once(holder.stdout, 'data');
    let waited = false;
    const taken = withBuildLock(
      folder,
      () => {
        waited = true;
        holder.kill('SIGKILL');
      },
      async () => 'mine',
    );

    expect(await taken).toBe('mine');
    expect(waited).toBe(true);
  });

  it('is free again when the work throws', async () => {
    const failing = withBuildLock(
      folder,
      () => undefined,
      () => Promise.reject(new Error('as asked')),
    );

    await expect(failing).rejects.toThrow('as asked');
    expect(
      await withBuildLock(
        folder,
        () => expect.unreachable('it is free'),
        async () => 1,
      ),
    ).toBe(1);
  });
});
