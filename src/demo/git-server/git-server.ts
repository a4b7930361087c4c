import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { openNursery } from '../process/nursery.ts';
import { freePorts } from '../process/ports.ts';
import { createBareRepository } from './bare-repository.ts';
import { type Credentials, isAuthorized } from './basic-auth.ts';
import { type FaultState, type Faults, faultyPipe, noFaults } from './faults.ts';
import { runHttpBackend } from './http-backend.ts';
import { meterTraffic, type Traffic } from './traffic.ts';

export interface GitServerOptions {
  /** Default: a free one. */
  readonly port?: number;
  /** Asked for by basic auth; without them everybody on this machine may read and push. */
  readonly credentials?: Credentials;
}

export interface RepositoryOptions {
  /** A folder whose files become the first commit; without it the repository is empty. */
  readonly from?: string;
  /** Default `main`. */
  readonly branch?: string;
}

/** A git server over smart HTTP, on loopback, with repositories in a temporary folder. */
export interface GitServer {
  readonly port: number;
  /** Makes a bare repository; throws on a name that exists or is not lower case letters, digits and `-`. */
  createRepository(name: string, options?: RepositoryOptions): Promise<void>;
  /** Address of a repository, without credentials. */
  url(name: string): string;
  /** Address with the credentials in it, for `git clone` and a person's paste. */
  cloneUrl(name: string): string;
  /** Folder of the bare repository, to look into or to damage. */
  folderOf(name: string): string;
  readonly faults: Faults;
  traffic(): Traffic;
  resetTraffic(): void;
  /** Ends every connection and removes every repository. Safe to call twice. */
  stop(): Promise<void>;
}

const nameRule = /^[a-z0-9][a-z0-9-]{0,62}$/;
const pathRule = /^\/([a-z0-9-]+)\.git\/(info\/refs|git-upload-pack|git-receive-pack)$/;
const mostRequests = 64;

interface Site {
  readonly root: string;
  readonly repositories: ReadonlySet<string>;
  readonly credentials: Credentials | undefined;
  readonly state: FaultState;
  running: number;
}

/** Why a request is not given to git: an HTTP status. */
const refusalOf = (site: Site, request: IncomingMessage, name: string | undefined): number | undefined => {
  if (site.state.unavailable || site.running >= mostRequests) return 503;
  if (!isAuthorized(request.headers.authorization, site.credentials)) return 401;
  return name === undefined || !site.repositories.has(name) ? 404 : undefined;
};

const answer = (site: Site, request: IncomingMessage, response: ServerResponse): void => {
  if (site.state.silent) return;
  const [path = '', query = ''] = (request.url ?? '').split('?', 2);
  const [, name, service] = pathRule.exec(path) ?? [];
  const refusal = refusalOf(site, request, name);
  if (refusal !== undefined) {
    const challenge = refusal === 401 ? { 'www-authenticate': 'Basic realm="git"' } : {};
    response.writeHead(refusal, { connection: 'close', ...challenge }).end();
    return;
  }
  site.running += 1;
  response.once('close', () => {
    site.running -= 1;
  });
  const cut = (): void => {
    response.destroy();
  };
  runHttpBackend({
    request,
    response,
    root: site.root,
    path,
    query,
    user: site.credentials?.username ?? 'anyone',
    body: faultyPipe(service === 'git-upload-pack' ? site.state : noFaults(), cut),
  });
};

const listen = async (server: Server, port: number): Promise<void> => {
  server.listen({ port, host: '127.0.0.1' });
  await once(server, 'listening');
};

const hangUp = async (server: Server): Promise<void> => {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
};

const faultsOf = (state: FaultState, server: Server, port: number): Faults => ({
  async down(how) {
    state.unavailable = how === 'unavailable';
    if (how === true) await hangUp(server);
    else if (!server.listening) await listen(server, port);
  },
  cutAfterBytes(bytes) {
    state.cutAfter = bytes;
  },
  stallAfterBytes(bytes) {
    state.stallAfter = bytes;
  },
  silent(on) {
    state.silent = on;
  },
});

/**
 * Starts `git http-backend` behind node:http on 127.0.0.1. Needs the system's git. Nothing of it outlives this
 * process, however it ends.
 */
export const startGitServer = async (options: GitServerOptions = {}): Promise<GitServer> => {
  const { credentials } = options;
  const port = options.port ?? (await freePorts(1))[0]!;
  const repositories = new Set<string>();
  const state = noFaults();
  const nursery = openNursery('headwater-git');
  const root = nursery.folder;
  const site: Site = { root, repositories, credentials, state, running: 0 };
  const server = createServer((request, response) => answer(site, request, response));
  const meter = meterTraffic(server);
  try {
    await listen(server, port);
  } catch (error) {
    await nursery.close();
    throw error;
  }

  const url = (name: string): string => `http://127.0.0.1:${port}/${name}.git`;
  const folderOf = (name: string): string => join(root, `${name}.git`);
  const stop = async (): Promise<void> => {
    await hangUp(server);
    await nursery.close();
  };
  let stopping: Promise<void> | undefined;
  return {
    port,
    async createRepository(name, { from, branch = 'main' } = {}) {
      if (!nameRule.test(name) || repositories.has(name)) throw new Error(`not a new repository: ${name}`);
      await createBareRepository({ folder: folderOf(name), branch, ...(from === undefined ? {} : { from }) });
      repositories.add(name);
    },
    url,
    cloneUrl(name) {
      if (credentials === undefined) return url(name);
      const address = new URL(url(name));
      address.username = encodeURIComponent(credentials.username);
      address.password = encodeURIComponent(credentials.password);
      return address.href;
    },
    folderOf,
    faults: faultsOf(state, server, port),
    traffic: () => meter.read(),
    resetTraffic: () => meter.reset(),
    stop() {
      stopping ??= stop();
      return stopping;
    },
  };
};
