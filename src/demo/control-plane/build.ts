import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Binaries,
  cacheFolder,
  canBuild,
  findProgram,
  howToGetOne,
  kubernetesVersion,
  moduleFolder,
  type Program,
  presentBinaries,
  programFolders,
  programs,
} from './binaries.ts';
import { withBuildLock } from './build-lock.ts';

/** The programs, or why there are none. */
export type BinariesResult =
  | { readonly ok: true; readonly binaries: Binaries }
  | { readonly ok: false; readonly reasons: readonly string[] };

export interface EnsureOptions {
  /** Called with one line now and then while something is built. */
  readonly onProgress?: (line: string) => void;
}

/** Go package, and what a cold build took on two cores (control plane libraries are shared by the later ones). */
const packages = {
  etcd: { path: 'go.etcd.io/etcd/server/v3', about: '1 min' },
  'kube-apiserver': { path: 'k8s.io/kubernetes/cmd/kube-apiserver', about: '10 min' },
  kubectl: { path: 'k8s.io/kubernetes/cmd/kubectl', about: '1 min' },
  'kube-controller-manager': { path: 'k8s.io/kubernetes/cmd/kube-controller-manager', about: '3 min' },
} as const satisfies Record<Program, { path: string; about: string }>;

const [major, minor] = kubernetesVersion.slice(1).split('.');
/** Without these a server calls itself v0.0.0-master and kubectl cannot parse that. */
const linkerFlags = [
  '-s -w',
  `-X k8s.io/component-base/version.gitVersion=${kubernetesVersion}`,
  `-X k8s.io/component-base/version.gitMajor=${major}`,
  `-X k8s.io/component-base/version.gitMinor=${minor}`,
  `-X k8s.io/client-go/pkg/version.gitVersion=${kubernetesVersion}`,
].join(' ');

const elapsed = (since: number): string => {
  const seconds = Math.round((Date.now() - since) / 1_000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
};

/** Runs go build; rejects with the end of what it wrote. */
const goBuild = async (program: Program, output: string): Promise<void> => {
  const child = spawn(
    'go',
    ['build', '-trimpath', `-ldflags=${linkerFlags}`, '-o', output, packages[program].path],
    {
      cwd: moduleFolder,
      // a workspace or module mode of the machine's own would name other modules than our go.sum
      env: { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-buildvcs=false', GOWORK: 'off' },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  let words = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-4_000);
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`go build of ${program} ended with ${code}: ${words.trim()}`);
};

const buildOne = async (program: Program, label: string, onProgress: (line: string) => void) => {
  const folder = cacheFolder();
  const since = Date.now();
  onProgress(`${label}: building, once (about ${packages[program].about} the first time)`);
  const ticker = setInterval(() => onProgress(`${label}: ${elapsed(since)}`), 15_000);
  // a name that nobody looks for, until the file is whole
  const unfinished = join(folder, `.building-${program}-${process.pid}`);
  try {
    await goBuild(program, unfinished);
    renameSync(unfinished, join(folder, program));
    onProgress(`${label}: built in ${elapsed(since)}`);
  } finally {
    clearInterval(ticker);
    rmSync(unfinished, { force: true });
  }
};

const buildMissing = async (missing: () => readonly Program[], onProgress: (line: string) => void) => {
  const folder = cacheFolder();
  await withBuildLock(
    folder,
    () => onProgress('another process builds the control planes; waiting for it'),
    async () => {
      for (const name of readdirSync(folder)) {
        if (name.startsWith('.building-')) rmSync(join(folder, name), { force: true });
      }
      // asked again under the lock: whoever held it may have built them all
      const wanted = missing();
      for (const [index, program] of wanted.entries()) {
        await buildOne(program, `control planes: ${program} (${index + 1} of ${wanted.length})`, onProgress);
      }
    },
  );
};

/**
 * Finds the programs of a control plane, or builds them from the Go module proxy into the cache, some 15
 * minutes the first time. With KUBEBUILDER_ASSETS only what that folder lacks beside the servers is built.
 */
export const ensureBinaries = async ({ onProgress }: EnsureOptions = {}): Promise<BinariesResult> => {
  const missing = (): readonly Program[] =>
    programs.filter((program) => findProgram(program, programFolders()) === undefined);
  const assetsLack = Boolean(process.env.KUBEBUILDER_ASSETS) && presentBinaries() === undefined;
  if (assetsLack) return { ok: false, reasons: [howToGetOne()] };

  let failure: string | undefined;
  if (missing().length > 0 && (await canBuild())) {
    await buildMissing(missing, onProgress ?? (() => undefined)).catch((error: unknown) => {
      failure = error instanceof Error ? error.message : String(error);
    });
  }
  const binaries = presentBinaries();
  if (binaries && (failure === undefined || process.env.KUBEBUILDER_ASSETS)) return { ok: true, binaries };
  return { ok: false, reasons: [failure ?? howToGetOne()] };
};

if (import.meta.main) {
  const result = await ensureBinaries({ onProgress: (line) => process.stderr.write(`${line}\n`) });
  const lines = result.ok ? Object.values(result.binaries) : result.reasons;
  process.stderr.write(`${lines.join('\n')}\n`);
  process.exitCode = result.ok ? 0 : 1;
}
