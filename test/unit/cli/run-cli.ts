import { completion } from '../../../src/cli/commands/completion.ts';
import { diff } from '../../../src/cli/commands/diff.ts';
import { explain } from '../../../src/cli/commands/explain.ts';
import { render } from '../../../src/cli/commands/render.ts';
import { run } from '../../../src/cli/commands/run.ts';
import { status } from '../../../src/cli/commands/status.ts';
import { validate } from '../../../src/cli/commands/validate.ts';
import { acceptCluster, reconcile, resume } from '../../../src/cli/commands/verbs.ts';
import type { Commands, Terminal } from '../../../src/cli/program.ts';
import { runProgram } from '../../../src/cli/program.ts';

/** The command line in this process: what it prints and its exit code. */
export const runCli = async (
  ...argv: readonly string[]
): Promise<{ code: number; out: string; err: string }> => {
  const written = { out: '', err: '' };
  const terminal: Terminal = {
    out: (text) => {
      written.out += text;
    },
    err: (text) => {
      written.err += text;
    },
    colors: false,
  };
  const commands: Commands = {
    run: (flags) => run(flags, terminal),
    render: (cluster, flags) => render(cluster, flags, terminal),
    validate: (path, flags) => validate(path, flags, terminal),
    status: (flags) => status(flags, terminal),
    demo: async () => 0,
    acceptCluster: (cluster, flags) => acceptCluster(cluster, flags, terminal),
    resume: (name, flags) => resume(name, flags, terminal),
    reconcile: (flags) => reconcile(flags, terminal),
    diff: (range, flags) => diff(range, flags, terminal),
    explain: (resource, field, flags) => explain({ resource, field }, flags, terminal),
    completion: (shell) => completion(shell, terminal),
  };
  const code = await runProgram(argv, { commands, terminal, version: '1.2.3' });
  return { code, ...written };
};
