import type { FleetStatus } from '../../../controllers/status.ts';
import { storedStatus } from '../../../controllers/stored-status.ts';
import { openSqliteStore } from '../../store/sqlite-store.ts';
import { askServer } from '../ask-server.ts';
import { exitCodes } from '../exit-codes.ts';
import { defaultServer, type StatusFlags, type Terminal } from '../program.ts';
import { isSettled, statusText } from '../status-text.ts';

const readStatus = async (flags: StatusFlags): Promise<FleetStatus> => {
  if (flags.state !== undefined && flags.server === undefined) {
    const store = await openSqliteStore(flags.state, { readOnly: true });
    try {
      return await storedStatus(store);
    } finally {
      await store.close();
    }
  }
  const { server = defaultServer, tokenFile } = flags;
  const asked = await askServer({ server, ...(tokenFile !== undefined && { tokenFile }) }, 'GET', '/status');
  return asked as unknown as FleetStatus;
};

/** Exit 0 when every binding is Healthy at what git says, 1 when one is not, 2 when nothing could be asked. */
export const status = async (flags: StatusFlags, terminal: Terminal): Promise<number> => {
  const found = await readStatus(flags);
  const json = flags.output === 'json';
  terminal.out(
    json
      ? `${JSON.stringify(found, null, 2)}\n`
      : statusText(found, Date.now(), process.stdout.columns ?? 160),
  );
  return isSettled(found) ? exitCodes.ok : exitCodes.different;
};
