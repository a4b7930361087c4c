import { resolve } from 'node:path';
import { startFleet } from '../../demo/control-plane/local-fleet.ts';
import { type Demo, startDemo } from '../../demo/demo.ts';
import { createLogger } from '../../telemetry/logger.ts';
import { exitCodes } from '../exit-codes.ts';
import { createLiveTable } from '../live-table.ts';
import { logStream } from '../log-stream.ts';
import { examplesFolder } from '../package-files.ts';
import type { DemoFlags, Terminal } from '../program.ts';
import { untilStopped } from '../until-stopped.ts';
import { packageVersion } from '../version.ts';

const guide = (demo: Demo, kubectl: string): string => `
  clone        git clone ${demo.cloneUrl} fleet
  clusters     export KUBECONFIG=${demo.fleet.kubeconfig}
  status       npm run headwater -- status --server ${demo.headwater.url}

  Three things to try in a second terminal:
  1. push a change     edit overlays/localizations/eu-1/…, git commit, git push: eu-1 follows within a second or two
  2. edit by hand      ${kubectl} --context eu-1 -n shop scale deployment/front --replicas 9: healed at once
  3. go back           git revert --no-edit HEAD && git push: the fleet runs what it ran before

  Ctrl-C ends it all and leaves nothing behind.

`;

/** `npm start`: the main job on embedded defaults, until Ctrl-C. */
export const demo = async (flags: DemoFlags, terminal: Terminal): Promise<number> => {
  const stopped = untilStopped();
  const tty = process.stdout.isTTY === true;
  let running: Demo | undefined;
  const table = tty ? createLiveTable(process.stdout, () => running?.headwater.status()) : undefined;
  const logger = createLogger({ level: 'info', ...(table && { destination: logStream(table) }) });
  const onProgress = (line: string): void => terminal.err(`${line}\n`);
  const clusters = flags.clusters.split(',').filter((name) => name !== '');
  let kubectl = 'kubectl';
  running = await startDemo({
    startFleet: async () => {
      const fleet = await startFleet({ clusters, controllers: true, kubelet: true, onProgress });
      kubectl = fleet.kubectl ?? kubectl;
      return fleet;
    },
    examples: resolve(examplesFolder()),
    logger,
    version: packageVersion(),
    onProgress,
    ...(table && { onStatus: () => table.changed() }),
  });
  terminal.out(guide(running, kubectl));
  await stopped;
  table?.stop();
  terminal.err('stopping\n');
  await running.stop();
  return exitCodes.ok;
};
