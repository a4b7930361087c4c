import { askServer } from '../ask-server.ts';
import { exitCodes } from '../exit-codes.ts';
import type { ServerFlags, Terminal } from '../program.ts';

/** `headwater cluster accept <name>`: from now on this name is the cluster that it leads to. */
export const acceptCluster = async (
  cluster: string,
  flags: ServerFlags,
  terminal: Terminal,
): Promise<number> => {
  await askServer(flags, 'POST', `/clusters/${encodeURIComponent(cluster)}/accept`);
  terminal.out(`cluster ${cluster} accepted\n`);
  return exitCodes.ok;
};

/** `headwater resume <subscription>`. */
export const resume = async (name: string, flags: ServerFlags, terminal: Terminal): Promise<number> => {
  const key = name.includes('/') ? name : `default/${name}`;
  await askServer(flags, 'POST', `/subscriptions/${key.split('/').map(encodeURIComponent).join('/')}/resume`);
  terminal.out(`${key} resumed\n`);
  return exitCodes.ok;
};

/** `headwater reconcile`: one poll now. */
export const reconcile = async (flags: ServerFlags, terminal: Terminal): Promise<number> => {
  const answer = await askServer(flags, 'POST', '/reconcile');
  const failed = typeof answer.error === 'string';
  terminal[failed ? 'err' : 'out'](`${failed ? answer.error : `planned ${String(answer.commit)}`}\n`);
  return failed ? exitCodes.error : exitCodes.ok;
};
