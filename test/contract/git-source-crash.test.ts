import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GitServer, startGitServer } from '../../src/demo/git-server/git-server.ts';
import { openGitSource } from '../../src/git/open-source.ts';
import {
  createTestRepository,
  removeFolder,
  type TestRepository,
  temporaryFolder,
} from '../unit/git/system-git.support.ts';

let server: GitServer;
let folder: string;
let repository: TestRepository;
let version = 0;

beforeAll(async () => {
  server = await startGitServer();
  await server.createRepository('fleet');
  folder = temporaryFolder();
  repository = createTestRepository(join(folder, 'work'));
  for (let i = 0; i < 60; i += 1) repository.write(`feeds/${i}`, `${i}`.repeat(500));
  repository.commit();
  pushInstead();
});
afterAll(async () => {
  await server.stop();
  removeFolder(folder);
});

/** Puts another commit in the place of the branch's last one. */
const pushInstead = (): void => {
  version += 1;
  repository.write('version', `${version}`);
  repository.git('add', '-A');
  repository.git('commit', '-q', '--amend', '-m', `version ${version}`);
  repository.git('push', '-q', '--force', server.folderOf('fleet'), 'main');
};

/** Follows until `pushes` commits were kept, then dies amid whatever comes next. */
const followAndDie = async (pushes: number, delay: number): Promise<ReadonlySet<string>> => {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, 'git-source-crash.fixture.ts'), server.url('fleet'), join(folder, 'source')],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const kept = new Set<string>();
  const lines = createInterface({ input: child.stdout });
  const ended = once(lines, 'close');
  let seen = 0;
  lines.on('line', (line) => {
    const [what, commit] = line.split(' ') as [string, string];
    if (what === 'releasing') kept.delete(commit);
    else if (!kept.has(commit)) {
      kept.add(commit);
      seen += 1;
      if (seen < pushes) pushInstead();
      else if (seen === pushes) {
        pushInstead();
        setTimeout(() => child.kill('SIGKILL'), delay);
      }
    }
  });
  try {
    await ended;
  } finally {
    child.kill('SIGKILL');
  }
  return kept;
};

describe('kill -9 amid fetches and renewals', () => {
  it('loses no commit that was kept, even with the server gone', { timeout: 120_000 }, async () => {
    for (let round = 0; round < 8; round += 1) {
      const kept = await followAndDie(2 + round, round * 9);
      expect(kept.size).toBeGreaterThan(0);
      await server.faults.down(true);
      const source = await openGitSource({
        url: server.url('fleet'),
        branch: 'main',
        gitdir: join(folder, 'source'),
      });
      const listed = await source.kept();
      for (const commit of kept) {
        expect(listed).toContain(commit);
        const { entries } = await source.tree(commit);
        expect(entries).toHaveLength(61);
        for (const entry of entries) entry.read();
      }
      await server.faults.down(false);
      await source.fetch(await source.remoteHead());
      await source.close();
    }
  });
});
