import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** git of this machine, deaf to the configuration of whoever runs the tests. */
const environment = {
  PATH: process.env.PATH,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'A',
  GIT_AUTHOR_EMAIL: 'a@example.com',
  GIT_AUTHOR_DATE: '2026-01-01T00:00:00Z',
  GIT_COMMITTER_NAME: 'C',
  GIT_COMMITTER_EMAIL: 'c@example.com',
  GIT_COMMITTER_DATE: '2026-01-01T00:00:00Z',
};

export interface TestRepository {
  readonly folder: string;
  git(...args: readonly string[]): string;
  /** Raw output, and input where it is given. */
  gitBytes(args: readonly string[], input?: string | Buffer): Buffer;
  write(path: string, content: string | Buffer): void;
  /** Commits the folder as it stands; answers the commit. */
  commit(message?: string): string;
}

export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), 'headwater-git-'));
export const removeFolder = (folder: string): void => rmSync(folder, { recursive: true, force: true });

export const openTestRepository = (folder: string): TestRepository => {
  const gitBytes = (args: readonly string[], input?: string | Buffer): Buffer =>
    execFileSync('git', ['-c', 'gc.auto=0', ...args], {
      cwd: folder,
      env: environment,
      maxBuffer: 1 << 28,
      stdio: ['pipe', 'pipe', 'pipe'],
      ...(input !== undefined && { input }),
    });
  const git = (...args: readonly string[]): string => gitBytes(args).toString('utf8').trimEnd();
  return {
    folder,
    git,
    gitBytes,
    write: (path, content) => {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    },
    commit: (message = 'a change') => {
      git('add', '-A');
      git('commit', '-q', '--allow-empty', '-m', message);
      return git('rev-parse', 'HEAD');
    },
  };
};

export const createTestRepository = (folder: string): TestRepository => {
  mkdirSync(folder, { recursive: true });
  const repository = openTestRepository(folder);
  repository.git('init', '-q', '-b', 'main');
  return repository;
};

/** Writes raw objects, bad ones too, past all of git's own checks. */
export const writeRawObject = (repository: TestRepository, type: string, data: Buffer): string =>
  repository.gitBytes(['hash-object', '-w', '--stdin', '--literally', '-t', type], data).toString().trim();

/** The bytes of one line of a tree object. */
export const treeLine = (mode: string, name: string | Buffer, oid: string): Buffer =>
  Buffer.concat([Buffer.from(`${mode} `), Buffer.from(name), Buffer.from([0]), Buffer.from(oid, 'hex')]);
