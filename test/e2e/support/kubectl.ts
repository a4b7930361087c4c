import { execFile } from 'node:child_process';
import { dirname } from 'node:path';
import type { LocalFleet } from '../../../src/demo/control-plane/local-cluster.ts';

/** What a kubectl run ended with; a refusal is an answer, not an exception. */
export interface KubectlResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface KubectlOptions {
  /** Given on standard input, for `apply -f -`. */
  readonly input?: string;
  /** Program that `kubectl edit` starts. */
  readonly editor?: string;
  /** Default `admin`. */
  readonly user?: string;
}

/** Runs the real kubectl against one cluster of a fleet, within 60 s. */
export const kubectl = (
  fleet: LocalFleet,
  cluster: string,
  args: readonly string[],
  { input, editor, user = 'admin' }: KubectlOptions = {},
): Promise<KubectlResult> =>
  new Promise((resolve) => {
    const kubeconfig = fleet.kubeconfigOf(user);
    const child = execFile(
      fleet.kubectl ?? 'kubectl',
      ['--kubeconfig', kubeconfig, '--context', cluster, ...args],
      // its discovery cache, and what an edit leaves, go where the fleet's folder goes
      {
        env: {
          PATH: process.env.PATH,
          HOME: dirname(kubeconfig),
          TMPDIR: dirname(kubeconfig),
          ...(editor === undefined ? {} : { EDITOR: editor }),
        },
        timeout: 60_000,
        maxBuffer: 64 << 20,
      },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
        resolve({ code, stdout, stderr: stderr || (error?.message ?? '') });
      },
    );
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input ?? '');
  });

/** kubectl's output; throws with what it said when it failed. */
export const kubectlText = async (
  fleet: LocalFleet,
  cluster: string,
  args: readonly string[],
  options: KubectlOptions = {},
): Promise<string> => {
  const result = await kubectl(fleet, cluster, args, options);
  if (result.code !== 0) throw new Error(`kubectl ${args.join(' ')}: ${result.stderr}`);
  return result.stdout;
};

/** `kubectl … -o json`, parsed. */
export const kubectlJson = async <T>(
  fleet: LocalFleet,
  cluster: string,
  args: readonly string[],
  options: KubectlOptions = {},
): Promise<T> => JSON.parse(await kubectlText(fleet, cluster, [...args, '-o', 'json'], options)) as T;
