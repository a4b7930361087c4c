import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { startHeadwater } from '../../../controllers/start.ts';
import { loadKubeconfig } from '../../cluster/connection/kubeconfig.ts';
import { openGitSource } from '../../git/open-source.ts';
import { HeadwaterError } from '../../model/diagnostic.ts';
import { parseDuration } from '../../rollout/duration.ts';
import { openSqliteStore } from '../../store/sqlite-store.ts';
import { createLogger, type LogLevel } from '../../telemetry/logger.ts';
import { withoutUserinfo } from '../../telemetry/redact.ts';
import { exitCodes } from '../exit-codes.ts';
import { createLiveTable } from '../live-table.ts';
import { logStream } from '../log-stream.ts';
import type { RunFlags, Terminal } from '../program.ts';
import { untilStopped } from '../until-stopped.ts';
import { packageVersion } from '../version.ts';

const wrongFlag = (message: string, hint: string): HeadwaterError =>
  new HeadwaterError({ code: 'InvalidFlag', severity: 'error', message, hint }, { retryable: false });

/** `127.0.0.1:9440`, `[::1]:9440`, `:9440` (every address). */
const parseListen = (text: string): { readonly hostname: string; readonly port: number } => {
  const match = /^(?:\[([^\]]+)\]|([^:]*)):(\d{1,5})$/.exec(text);
  if (!match || Number(match[3]) > 65_535)
    throw wrongFlag(`--listen ${text} is no address`, 'like 127.0.0.1:9440');
  return { hostname: (match[1] ?? match[2]) || '0.0.0.0', port: Number(match[3]) };
};

const parseInterval = (text: string): number => {
  const ms = parseDuration(text);
  if (ms === undefined || (ms !== 0 && ms < 100))
    throw wrongFlag(`--poll-interval ${text} is no duration`, 'like 10s or 1m');
  return ms;
};

const readSecret = (flag: string, file: string | undefined): string | undefined => {
  if (file === undefined) return undefined;
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    throw wrongFlag(`${flag} ${file} cannot be read`, 'name a readable file that holds nothing else');
  }
};

/** userinfo of the URL is taken as credentials and never shown. */
const repository = (flags: RunFlags) => {
  const url = URL.parse(flags.repo);
  if (!url) throw wrongFlag('--repo is no URL', 'like https://git.example.com/fleet.git');
  const password =
    readSecret('--git-password-file', flags.gitPasswordFile) ?? decodeURIComponent(url.password);
  const username = decodeURIComponent(url.username) || flags.gitUsername || 'git';
  url.username = '';
  url.password = '';
  return { url: url.href, ...(password !== '' && { credentials: { username, password } }) };
};

/** `headwater run`: reconciles until it is told to stop; SIGTERM and SIGINT end it cleanly. */
export const run = async (flags: RunFlags, terminal: Terminal): Promise<number> => {
  const listen = parseListen(flags.listen);
  const pollIntervalMs = parseInterval(flags.pollInterval);
  const token = readSecret('--token-file', flags.tokenFile);
  const { url, credentials } = repository(flags);
  const tty = terminal.colors && process.stdout.isTTY === true;
  const table = tty ? createLiveTable(process.stdout, () => running?.status()) : undefined;
  const logger = createLogger({
    level: flags.logLevel as LogLevel,
    ...(table && { destination: logStream(table) }),
  });
  const { contexts } = await loadKubeconfig(
    { file: flags.kubeconfig },
    { allowExec: flags.allowExec, allowFiles: flags.allowFiles },
  );
  const state = resolve(flags.state);
  mkdirSync(dirname(state), { recursive: true, mode: 0o700 });
  const store = await openSqliteStore(state);
  const source = await openGitSource({
    url,
    branch: flags.branch,
    gitdir: join(dirname(state), `${flags.state.replace(/^.*\//, '')}.git`),
    ...(credentials && { credentials }),
  });
  let running: Awaited<ReturnType<typeof startHeadwater>> | undefined;
  running = await startHeadwater({
    source,
    url: withoutUserinfo(url),
    branch: flags.branch,
    store,
    contexts,
    logger,
    version: packageVersion(),
    listen: { ...listen, ...(token !== undefined && { token }) },
    pollIntervalMs,
    fieldManager: flags.fieldManager,
    ...(table && { onStatus: () => table.changed() }),
  });
  logger.info({ url: running.url, repo: withoutUserinfo(url), branch: flags.branch }, 'headwater runs');
  const signal = await untilStopped();
  logger.info({ signal }, 'stopping');
  await running.stop();
  table?.stop();
  return exitCodes.ok;
};
