import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** The Kubernetes release of our own builds; go.mod in binaries/ names the same. */
export const kubernetesVersion = 'v1.36.3';

/** Programs of a control plane, as absolute paths. */
export interface Binaries {
  readonly etcd: string;
  readonly kubeApiserver: string;
  /** Absent where KUBEBUILDER_ASSETS does not hold it and there is no Go to build it. */
  readonly kubectl?: string;
  /** Absent under the same condition; without it no Deployment becomes ready. */
  readonly kubeControllerManager?: string;
}

/** In the order of building: what all need first. */
export const programs = ['etcd', 'kube-apiserver', 'kubectl', 'kube-controller-manager'] as const;
export type Program = (typeof programs)[number];

/** Folder of our own builds: `${XDG_CACHE_HOME:-~/.cache}/headwater/control-planes/<version>`. */
export const cacheFolder = (): string =>
  join(
    process.env.XDG_CACHE_HOME || join(homedir(), '.cache'),
    'headwater',
    'control-planes',
    kubernetesVersion,
  );

const isExecutable = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** The program's path when it stands in one of these folders, the first that has it. */
export const findProgram = (program: Program, folders: readonly string[]): string | undefined =>
  folders.map((folder) => join(folder, program)).find(isExecutable);

/** Where programs are looked for: the ecosystem's KUBEBUILDER_ASSETS first, then our own builds. */
export const programFolders = (): readonly string[] =>
  process.env.KUBEBUILDER_ASSETS ? [process.env.KUBEBUILDER_ASSETS, cacheFolder()] : [cacheFolder()];

/**
 * The programs that are here now, without building any. Server and etcd must come from one folder, which
 * KUBEBUILDER_ASSETS alone decides when it is set: whoever sets it asks for those servers.
 */
export const presentBinaries = (): Binaries | undefined => {
  const folders = programFolders();
  const etcd = findProgram('etcd', folders.slice(0, 1));
  const kubeApiserver = findProgram('kube-apiserver', folders.slice(0, 1));
  if (etcd === undefined || kubeApiserver === undefined) return undefined;
  const kubectl = findProgram('kubectl', folders);
  const kubeControllerManager = findProgram('kube-controller-manager', folders);
  return {
    etcd,
    kubeApiserver,
    ...(kubectl === undefined ? {} : { kubectl }),
    ...(kubeControllerManager === undefined ? {} : { kubeControllerManager }),
  };
};

const run = promisify(execFile);
const answers = async (command: string, args: readonly string[]): Promise<boolean> => {
  try {
    await run(command, [...args], { timeout: 10_000 });
    return true;
  } catch {
    return false;
  }
};

/** Folder of the Go module that our own builds come from; a compiled package does not carry it. */
export const moduleFolder = join(import.meta.dirname, 'binaries');

/** Whether our own builds can be made here: the module is beside us and the Go command answers. */
export const canBuild = async (): Promise<boolean> =>
  existsSync(join(moduleFolder, 'go.mod')) && (await answers('go', ['version']));

/** Whether a Docker daemon answers: the command alone is often installed without one. */
export const hasDocker = (): Promise<boolean> =>
  answers('docker', ['version', '--format', '{{.Server.Version}}']);

/** How this machine would get control planes. Cheap: looks, starts `go version`, asks Docker at the end. */
export const availableControlPlane = async (): Promise<'binaries' | 'go' | 'docker' | 'none'> => {
  if (presentBinaries()) return 'binaries';
  if (process.env.KUBEBUILDER_ASSETS) return 'none';
  if (await canBuild()) return 'go';
  return (await hasDocker()) ? 'docker' : 'none';
};

/** What a person can do when there is no control plane. */
export const howToGetOne = (): string =>
  process.env.KUBEBUILDER_ASSETS
    ? `KUBEBUILDER_ASSETS is set, but that folder lacks etcd or kube-apiserver; correct it or unset it`
    : 'install Go 1.26, or set KUBEBUILDER_ASSETS to a folder with etcd and kube-apiserver, or start Docker';
