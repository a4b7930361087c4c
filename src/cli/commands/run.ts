import { basename, dirname, join, resolve } from 'node:path';
import { type Headwater, startHeadwater } from '../../../controllers/start.ts';
import { loadKubeconfig } from '../../cluster/connection/kubeconfig.ts';
import { type HttpGitSource, openGitSource } from '../../git/open-source.ts';
import type { Store } from '../../store/store.ts';
import { createLogger, type Logger, type LogLevel } from '../../telemetry/logger.ts';
import { exitCodes } from '../exit-codes.ts';
import { createLiveTable, type LiveTable } from '../live-table.ts';
import { logStream } from '../log-stream.ts';
import { openState } from '../open-state.ts';
import type { RunFlags, Terminal } from '../program.ts';
import { readSecret } from '../read-secret.ts';
import { parseInterval, parseListen, parseRepository, type Repository } from '../run-flags.ts';
import { stopSignal } from '../until-stopped.ts';
import { packageVersion } from '../version.ts';

/** A stop that is not over by then is given up; what was under way is looked at again at the next start. */
const stopWithinMs = 4500;

/** What the flags say, checked before anything is opened. */
const readFlags = (flags: RunFlags) => {
  const token = readSecret('--token-file', flags.tokenFile);
  return {
    listen: { ...parseListen(flags.listen), ...(token !== undefined && { token }) },
    pollIntervalMs: parseInterval(flags.pollInterval),
    repository: parseRepository(flags),
    stateFile: resolve(flags.state),
  };
};

/** The clone stands beside the state. */
const openSource = async (
  { url, credentials }: Repository,
  at: { readonly branch: string; readonly stateFile: string; readonly store: Store },
): Promise<HttpGitSource> => {
  const gitdir = join(dirname(at.stateFile), `${basename(at.stateFile)}.git`);
  try {
    return await openGitSource({ url, branch: at.branch, gitdir, ...(credentials && { credentials }) });
  } catch (error) {
    await at.store.close();
    throw error;
  }
};

interface Showing {
  readonly logger: Logger;
  readonly table?: LiveTable;
}

const start = async (flags: RunFlags, { logger, table }: Showing): Promise<Headwater> => {
  const { listen, pollIntervalMs, repository, stateFile } = readFlags(flags);
  const { branch, fieldManager, allowExec, allowFiles } = flags;
  const { contexts } = await loadKubeconfig({ file: flags.kubeconfig }, { allowExec, allowFiles });
  const { store, movedTo } = await openState(stateFile, { rebuild: flags.rebuildState });
  if (movedTo !== undefined) {
    logger.warn({ movedTo }, 'the state file was damaged; what runs is taken from the clusters');
  }
  const source = await openSource(repository, { branch, stateFile, store });
  const { url } = repository;
  const running = await startHeadwater({
    source,
    url,
    branch,
    store,
    contexts,
    logger,
    version: packageVersion(),
    listen,
    pollIntervalMs,
    fieldManager,
    ...(table && { onStatus: () => table.changed() }),
  });
  logger.info({ url: running.url, repo: url, branch }, 'headwater runs');
  return running;
};

const stopInTime = async (running: Headwater, logger: Logger): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((done) => {
    timer = setTimeout(() => done('late'), stopWithinMs);
  });
  const outcome = await Promise.race([running.stop(), late]);
  clearTimeout(timer);
  if (outcome === 'late') logger.warn('something did not end in time and is left as it is');
};

/** `headwater run`: reconciles until it is told to stop; SIGTERM and SIGINT end it cleanly. */
export const run = async (flags: RunFlags, terminal: Terminal): Promise<number> => {
  const signal = stopSignal();
  let running: Headwater | undefined;
  const tty = terminal.colors && process.stdout.isTTY === true;
  const table = tty ? createLiveTable(process.stdout, () => running?.status()) : undefined;
  const logger = createLogger({
    level: flags.logLevel as LogLevel,
    ...(table && { destination: logStream(table) }),
  });
  try {
    running = await start(flags, { logger, ...(table && { table }) });
    logger.info({ signal: await signal.received }, 'stopping');
    await stopInTime(running, logger);
    return exitCodes.ok;
  } finally {
    table?.stop();
    signal.close();
  }
};
