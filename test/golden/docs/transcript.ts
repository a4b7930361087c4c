import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { fillPage } from './fill-page.ts';
import { makeReviewRepository } from './review-repository.ts';

const root = resolve(import.meta.dirname, '../../..');
const run = promisify(execFile);

/** A word `headwater` on the PATH that is this checkout's. */
const installHeadwater = (folder: string): void => {
  mkdirSync(folder);
  const file = join(folder, 'headwater');
  writeFileSync(file, `#!/bin/sh\nexec "${process.execPath}" "${join(root, 'src/cli/main.ts')}" "$@"\n`);
  chmodSync(file, 0o755);
};

/** What a terminal shows of a command: exit codes are no errors, both streams are one. */
const shell = async (command: string, folder: string, bin: string): Promise<string> => {
  if (!/^(?:headwater|git) /.test(command)) throw new Error(`only headwater and git run here: ${command}`);
  const { stdout } = await run('sh', ['-c', `{ ${command}\n} 2>&1 || true`], {
    cwd: folder,
    timeout: 60_000,
    maxBuffer: 16 << 20,
    env: {
      PATH: `${bin}:${process.env.PATH}`,
      HOME: folder,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_PAGER: 'cat',
      LC_ALL: 'C',
      TZ: 'UTC',
    },
  });
  return stdout;
};

/** The page docs/review.md with what its commands say in the repository that it is about. */
export const reviewPage = async (page: string): Promise<string> => {
  const scratch = mkdtempSync(join(tmpdir(), 'headwater-docs-'));
  try {
    const [folder, bin] = [join(scratch, 'fleet'), join(scratch, 'bin')];
    installHeadwater(bin);
    makeReviewRepository(join(root, 'examples-repo'), folder);
    return await fillPage(page, (command) => shell(command, folder, bin));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
};

export const reviewPageFile = join(root, 'docs/review.md');
