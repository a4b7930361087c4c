import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ApiRequest, ClusterApi } from '../../../src/cluster/api.ts';
import { connectCluster } from '../../../src/cluster/connection/connect.ts';
import { contextNamed, loadKubeconfig } from '../../../src/cluster/connection/kubeconfig.ts';
import { parentNamespace } from '../../../src/cluster/inventory/parent.ts';
import type { LocalFleet } from '../../../src/demo/control-plane/local-cluster.ts';
import { startFleet } from '../../../src/demo/control-plane/local-fleet.ts';
import { type GitServer, startGitServer } from '../../../src/demo/git-server/git-server.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import type { CrashOrder } from './crash-child.ts';
import type { CrashPlace } from './crash-reconciler.ts';
import { cloneWorkingCopy, type WorkingCopy } from './working-copy.ts';

const credentials = { username: 'ci', password: 'a-test-password' };

/** One cluster and one git server that every case shares, each with names and a repository of its own. */
export interface CrashRig {
  readonly fleet: LocalFleet;
  /** A person with all rights. */
  readonly admin: ClusterApi;
  edit(request: ApiRequest): Promise<JsonObject>;
  open(id: string): Promise<{ readonly place: CrashPlace; readonly copy: WorkingCopy; close(): void }>;
  /** Takes the namespace of the parents away, as if no process had ever been here. */
  removeHome(): Promise<void>;
  stop(): Promise<void>;
}

export const openCrashRig = async (): Promise<CrashRig> => {
  const git: GitServer = await startGitServer({ credentials });
  const fleet = await startFleet({ clusters: ['a'], audit: true });
  const config = await loadKubeconfig({ file: fleet.adminKubeconfig });
  const cache = mkdtempSync(join(tmpdir(), 'headwater-compiled-'));
  const admin = await connectCluster({ cluster: 'a', context: contextNamed(config, 'a') });
  return {
    fleet,
    admin,
    async edit(request) {
      const response = await admin.request(request);
      if (response.status >= 300) throw new Error(`${request.method} ${request.path}: ${response.body}`);
      return JSON.parse(response.body) as JsonObject;
    },
    async open(id) {
      const folder = mkdtempSync(join(tmpdir(), 'headwater-crash-'));
      await git.createRepository(id);
      const copy = await cloneWorkingCopy(git.cloneUrl(id));
      const gitUrl = git.url(id);
      const place = { gitUrl, branch: 'main', credentials, folder, cache, kubeconfig: fleet.kubeconfig };
      const close = (): void => {
        copy.remove();
        rmSync(folder, { recursive: true, force: true });
      };
      return { place, copy, close };
    },
    async removeHome() {
      const path = `/api/v1/namespaces/${parentNamespace}`;
      const { status } = await admin.request({ method: 'DELETE', path });
      if (status === 404) return;
      // no controller runs here that would finalize it
      const body = JSON.stringify({
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: parentNamespace },
        spec: { finalizers: [] },
      });
      await admin.request({ method: 'PUT', path: `${path}/finalize`, body });
    },
    async stop() {
      await admin.close();
      await fleet.stop();
      await git.stop();
      rmSync(cache, { recursive: true, force: true });
    },
  };
};

const script = join(dirname(fileURLToPath(import.meta.url)), 'crash-child.ts');

export interface DoomedProcess {
  /** Resolves when it says `settled`; rejects when it ends before. */
  settled(): Promise<void>;
  /** How it ended: `SIGKILL`, or what else, with what it said. */
  ended(): Promise<string>;
}

/** Starts a reconciler that dies as ordered. */
export const startDoomed = (order: CrashOrder): DoomedProcess => {
  const child: ChildProcess = spawn(process.execPath, [script, JSON.stringify(order)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // what so many children compile is compiled once
    env: { ...process.env, NODE_COMPILE_CACHE: order.place.cache },
  });
  let said = '';
  child.stderr?.on('data', (chunk) => {
    said += String(chunk);
  });
  const told = new Promise<void>((resolve) => {
    child.stdout?.on('data', (chunk) => {
      if (String(chunk).includes('settled')) resolve();
    });
  });
  const end = once(child, 'close').then(([code, signal]) => signal ?? `code ${code}: ${said.slice(-2000)}`);
  return {
    settled: () =>
      Promise.race([
        told,
        end.then((how) => {
          throw new Error(`it ended before it was settled: ${how}`);
        }),
      ]),
    ended: () => end,
  };
};
