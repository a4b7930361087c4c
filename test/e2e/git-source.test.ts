import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type GitServer, startGitServer } from '../../src/demo/git-server/git-server.ts';
import { type HttpGitSource, openGitSource } from '../../src/git/open-source.ts';
import { type RefWatch, watchRef } from '../../src/git/watch-ref.ts';
import {
  createTestRepository,
  removeFolder,
  type TestRepository,
  temporaryFolder,
} from '../unit/git/system-git.support.ts';

const credentials = { username: 'reader', password: 'a-test-password' };

let server: GitServer;
let folder: string;
let repository: TestRepository;
let source: HttpGitSource;

beforeAll(async () => {
  server = await startGitServer({ credentials });
  await server.createRepository('fleet');
  folder = temporaryFolder();
  repository = createTestRepository(join(folder, 'work'));
  source = await openGitSource({
    url: server.url('fleet'),
    branch: 'main',
    gitdir: join(folder, 'source'),
    credentials,
    timeouts: { idleMs: 400 },
  });
});
afterAll(async () => {
  await source.close();
  await server.stop();
  removeFolder(folder);
});

const push = (content: string, ...flags: string[]): string => {
  repository.write('feeds/a.yaml', content);
  const commit = repository.commit();
  repository.git('push', '-q', ...flags, server.folderOf('fleet'), 'main');
  return commit;
};

/** Follows the branch as the reconciler does, and tells of what comes. */
const follow = (intervalMs: number) => {
  const controller = new AbortController();
  const seen: string[] = [];
  let wake = (): void => undefined;
  const note = (line: string): void => {
    seen.push(line);
    wake();
  };
  const watch: RefWatch = watchRef({
    source,
    intervalMs,
    maxBackoffMs: 200,
    random: Math.random,
    signal: controller.signal,
    onHead: async (commit) => {
      await source.fetch(commit, controller.signal);
      const [entry] = (await source.tree(commit)).entries;
      note(`${commit} ${Buffer.from(entry!.read()).toString()}`);
    },
    onFailed: ({ code }) => note(code),
  });
  const until = async (line: string): Promise<void> => {
    while (!seen.includes(line)) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  const stop = async (): Promise<void> => {
    controller.abort();
    await watch.done;
  };
  return { watch, seen, until, stop };
};

let following: ReturnType<typeof follow>;
afterEach(() => following.stop());

describe('a branch that is followed', () => {
  it('is seen at every push, through an outage, a silence and a cut, and after a force-push', async () => {
    const first = push('one');
    following = follow(50);
    const { until } = following;
    await until(`${first} one`);

    await server.faults.down(true);
    await until('SourceUnavailable');
    const amid = push('two');
    await server.faults.down(false);
    await until(`${amid} two`);

    server.faults.silent(true);
    await until('SourceTimeout');
    const silent = push('three');
    server.faults.silent(false);
    await until(`${silent} three`);

    repository.git('reset', '-q', '--hard', 'HEAD~2');
    const forced = push('instead', '--force');
    await until(`${forced} instead`);
    expect(await source.head()).toBe(forced);
  });

  it('is seen by who pokes, whose answer comes when the commit was taken', async () => {
    following = follow(0);
    await following.watch.poke();
    const commit = push('poked');
    expect(await following.watch.poke()).toEqual({ result: 'moved', commit });
    expect(following.seen.at(-1)).toBe(`${commit} poked`);
    expect(await following.watch.poke()).toEqual({ result: 'unchanged', commit });
  });
});
