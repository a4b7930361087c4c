import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type BenchOptions, type BenchResult, goalRow, median, number, temporaryFolder } from './harness.ts';

const root = resolve(import.meta.dirname, '../..');
const main = join(root, 'src/cli/main.ts');
/** Milliseconds from the start of the process to its end. */
const goals = { help: 150, diff: 1000 } as const;
const changedFile = 'overlays/globalizations/100-company/overlay.yaml';

const git = (folder: string, ...args: readonly string[]): void => {
  const identity = ['-c', 'user.name=Bench', '-c', 'user.email=bench@example.com'];
  const { status, stderr } = spawnSync('git', [...identity, ...args], { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(`git ${args[0]}: ${stderr}`);
};

/** examples-repo with a branch that changes what every cluster runs, as a pull request does. */
const pullRequest = (): string => {
  const folder = temporaryFolder('cli');
  cpSync(join(root, 'examples-repo'), folder, { recursive: true });
  git(folder, 'init', '--quiet', '--initial-branch=main');
  git(folder, 'add', '.');
  git(folder, 'commit', '--quiet', '-m', 'base');
  git(folder, 'switch', '--quiet', '-c', 'change');
  const path = join(folder, changedFile);
  writeFileSync(path, readFileSync(path, 'utf8').replaceAll('platform', 'platforms'));
  git(folder, 'commit', '--quiet', '-a', '-m', 'change');
  return folder;
};

const runs = (count: number, args: readonly string[], expected: number): readonly number[] =>
  Array.from({ length: count }, () => {
    const start = performance.now();
    const { status, stderr } = spawnSync(process.execPath, [main, ...args], { encoding: 'utf8' });
    if (status !== expected) throw new Error(`headwater ${args[0]} ended with ${status}: ${stderr}`);
    return performance.now() - start;
  });

/** What a reviewer waits for: whole processes, started from the sources. */
export const benchCli = async ({ quick, say }: BenchOptions): Promise<readonly BenchResult[]> => {
  say('cli: whole processes');
  const count = quick ? 5 : 15;
  const folder = pullRequest();
  const help = runs(count, ['--help'], 0);
  const diff = runs(count, ['diff', 'main...change', '--path', folder], 1);
  const explain = runs(
    count,
    ['explain', 'deployment/front', '-n', 'shop', '--cluster', 'eu-1', '--path', folder],
    0,
  );
  const validate = runs(count, ['validate', folder], 0);
  const plain = (name: string, times: readonly number[]) => ({ name, value: `${number(median(times))} ms` });
  const rows = [
    goalRow('headwater --help', median(help), goals.help, { unit: 'ms' }),
    goalRow('headwater diff of a pull request on examples-repo', median(diff), goals.diff, { unit: 'ms' }),
    plain('headwater explain of an object there', explain),
    plain('headwater validate there', validate),
  ];
  return [{ title: 'cli, from process start to end', rows, raw: { help, diff, explain, validate } }];
};
