#!/usr/bin/env node
import type { Commands, Terminal } from './program.ts';
import { runProgram } from './program.ts';
import { packageVersion } from './version.ts';

const terminal: Terminal = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  colors: process.stdout.isTTY === true && process.env.NO_COLOR === undefined,
  isTTY: process.stdout.isTTY === true,
};

// a reader that has seen enough, like `| head`, is no error
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(process.exitCode ?? 0);
});

const commands: Commands = {
  run: async (flags) => {
    const code = await (await import('./commands/run.ts')).run(flags, terminal);
    // everything was stopped: a socket that does not close must not keep the process
    setTimeout(() => process.exit(code), 250).unref();
    return code;
  },
  render: async (cluster, flags) => (await import('./commands/render.ts')).render(cluster, flags, terminal),
  validate: async (path, flags) => (await import('./commands/validate.ts')).validate(path, flags, terminal),
  diff: async (range, flags) => (await import('./commands/diff.ts')).diff(range, flags, terminal),
  explain: async (resource, field, flags) =>
    (await import('./commands/explain.ts')).explain({ resource, field }, flags, terminal),
  status: async (flags) => (await import('./commands/status.ts')).status(flags, terminal),
  demo: async (flags) => (await import('./commands/demo.ts')).demo(flags, terminal),
  acceptCluster: async (cluster, flags) =>
    (await import('./commands/verbs.ts')).acceptCluster(cluster, flags, terminal),
  resume: async (name, flags) => (await import('./commands/verbs.ts')).resume(name, flags, terminal),
  reconcile: async (flags) => (await import('./commands/verbs.ts')).reconcile(flags, terminal),
  completion: async (shell) => (await import('./commands/completion.ts')).completion(shell, terminal),
};

const code = await runProgram(process.argv.slice(2), { commands, terminal, version: packageVersion() });
// the reader of a pipe may be slow: leave when everything is written
process.exitCode = code;
