import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Traffic } from '../../src/demo/git-server/traffic.ts';
import { cloneWorkingCopy } from '../e2e/support/working-copy.ts';
import { removeAtExit, within } from './harness.ts';

type Files = Readonly<Record<string, string>>;

/** A repository behind HTTP in a process of its own, and a person's clone of it. */
export interface Repository {
  readonly url: string;
  /** Commits exactly these files (what was there before goes) and pushes. Answers the commit. */
  replace(files: Files): Promise<string>;
  /** Commits these files beside what is there. */
  change(files: Files): Promise<string>;
  /** What went over the server's sockets since the last question. */
  traffic(): Promise<Traffic>;
  stop(): Promise<void>;
}

const startServer = async (): Promise<{ readonly child: ChildProcess; readonly url: string }> => {
  const child = fork(join(import.meta.dirname, 'git-server.ts'), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const [{ url }] = (await within(20_000, 'the start of the git server', once(child, 'message'))) as [
    { url: string },
  ];
  return { child, url };
};

export const openRepository = async (): Promise<Repository> => {
  const { child, url } = await startServer();
  const copy = await cloneWorkingCopy(url);
  removeAtExit(copy.folder);
  const top = new Set<string>();
  const change = (files: Files): Promise<string> => {
    for (const path of Object.keys(files)) top.add(path.split('/')[0]!);
    return copy.commitAndPush('change', files);
  };
  return {
    url,
    change,
    async replace(files) {
      const old = [...top];
      top.clear();
      if (old.length > 0) await copy.git('rm', '-r', '-q', '--ignore-unmatch', '--', ...old);
      return change(files);
    },
    async traffic() {
      const answer = once(child, 'message');
      child.send('traffic');
      const [{ traffic }] = (await within(5000, 'the git server', answer)) as [{ traffic: Traffic }];
      return traffic;
    },
    async stop() {
      copy.remove();
      const gone = once(child, 'exit');
      child.disconnect();
      await within(20_000, 'the end of the git server', gone);
    },
  };
};
