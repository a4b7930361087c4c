import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * The whole environment of our git processes: nothing of the machine's configuration, proxies or identity, so
 * that a fresh machine and a developer's behave alike, and no prompt ever waits for a person.
 */
export const gitEnvironment = (home: string): Readonly<Record<string, string>> => ({
  PATH: process.env.PATH ?? '',
  HOME: home,
  LC_ALL: 'C',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
  GIT_AUTHOR_NAME: 'Headwater',
  GIT_AUTHOR_EMAIL: 'headwater@localhost',
  GIT_COMMITTER_NAME: 'Headwater',
  GIT_COMMITTER_EMAIL: 'headwater@localhost',
});

export interface GitRun {
  readonly args: readonly string[];
  readonly cwd: string;
  /** Variables beside those of gitEnvironment(). */
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs the system's git, at most 60 s, and gives its standard output, trimmed; throws with what it said. */
export const runGit = async ({ args, cwd, env = {} }: GitRun): Promise<string> => {
  const options = { cwd, env: { ...gitEnvironment(cwd), ...env }, timeout: 60_000, maxBuffer: 64 << 20 };
  try {
    return (await run('git', [...args], options)).stdout.trim();
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
    // git repeats the address that it was given, password included
    throw new Error(`git ${args[0]} failed: ${said.replace(/\/\/[^/@\s]*@/g, '//').trim()}`);
  }
};
