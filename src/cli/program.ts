import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { formatDiagnostic, HeadwaterError } from '../model/diagnostic.ts';
import { scrubText } from '../telemetry/redact.ts';
import { exitCodes } from './exit-codes.ts';
import { printable } from './table.ts';

/** Where a command writes and what it knows of the terminal; tests bring their own. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  readonly colors: boolean;
  /** Whether a person looks at it, be it without colours; absent: as `colors` says. */
  readonly isTTY?: boolean;
}

/** Each command is loaded when it is called: `render --help` must not pay for the Kubernetes client. */
export interface Commands {
  run(options: RunFlags): Promise<number>;
  render(cluster: string, options: RenderFlags): Promise<number>;
  validate(path: string, options: ValidateFlags): Promise<number>;
  diff(range: string, options: DiffFlags): Promise<number>;
  explain(resource: string, field: string | undefined, options: ExplainFlags): Promise<number>;
  status(options: StatusFlags): Promise<number>;
  demo(options: DemoFlags): Promise<number>;
  acceptCluster(cluster: string, options: ServerFlags): Promise<number>;
  resume(subscription: string, options: ServerFlags): Promise<number>;
  reconcile(options: ServerFlags): Promise<number>;
  completion(shell: string): Promise<number>;
}

/** The same, as commander calls them: their exit codes are taken down on the way. */
export type Actions = {
  readonly [Name in keyof Commands]: (...given: Parameters<Commands[Name]>) => Promise<void>;
};

export interface RunFlags {
  readonly repo: string;
  readonly branch: string;
  readonly kubeconfig: string;
  readonly state: string;
  readonly listen: string;
  readonly tokenFile?: string;
  readonly gitUsername?: string;
  readonly gitPasswordFile?: string;
  readonly pollInterval: string;
  readonly fieldManager: string;
  readonly allowExec: readonly string[];
  readonly allowFiles: boolean;
  readonly logLevel: string;
  readonly rebuildState: boolean;
}
export interface RenderFlags {
  readonly path: string;
  readonly revision?: string;
  readonly subscription?: string;
  readonly output: 'yaml' | 'json';
  readonly reveal: boolean;
}
export interface ValidateFlags {
  readonly revision?: string;
  readonly output: 'text' | 'json' | 'github' | 'sarif';
  readonly strict: boolean;
  readonly verbose: boolean;
}
export interface DiffFlags {
  readonly path: string;
  readonly subscription?: string;
  readonly cluster?: string;
  readonly output: 'text' | 'markdown' | 'json';
  readonly sideBySide: boolean;
  readonly context: number;
  readonly maxBytes?: number;
}
export interface ExplainFlags {
  readonly namespace?: string;
  readonly cluster: string;
  readonly subscription?: string;
  readonly path: string;
  readonly revision?: string;
  readonly output: 'text' | 'json';
  readonly reveal: boolean;
}
export interface ServerFlags {
  readonly server: string;
  readonly tokenFile?: string;
}
export interface StatusFlags {
  readonly server?: string;
  readonly state?: string;
  readonly tokenFile?: string;
  readonly output: 'table' | 'json';
}
export interface DemoFlags {
  readonly clusters?: string;
  readonly real: boolean;
  readonly tour: boolean;
  readonly yes: boolean;
  readonly output: 'text' | 'json';
}

export const defaultListen = '127.0.0.1:9440';
export const defaultServer = `http://${defaultListen}`;

const oneOf =
  <T extends string>(...choices: readonly T[]) =>
  (value: string): T => {
    const found = choices.find((choice) => choice === value);
    if (found === undefined) throw new InvalidArgumentError(`expected one of ${choices.join(', ')}`);
    return found;
  };

const wholeNumber = (value: string): number => {
  if (!/^\d{1,9}$/.test(value)) throw new InvalidArgumentError('expected a whole number');
  return Number(value);
};

const commaSeparated = (value: string): readonly string[] => value.split(',').filter((word) => word !== '');

const addRun = (program: Command, action: Actions['run']): Command =>
  program
    .command('run')
    .description('reconcile every cluster of a fleet repository, in the foreground')
    .requiredOption('--repo <url>', 'the fleet repository, http or https')
    .option('--branch <name>', 'the branch to follow', 'main')
    .requiredOption('--kubeconfig <file>', 'a context per cluster')
    .option('--state <file>', 'what is kept between starts', 'headwater.db')
    .option('--listen <address>', 'probes, metrics, status and verbs', defaultListen)
    .option('--token-file <file>', 'bearer token for status and verbs; needed off loopback')
    .option('--git-username <name>', 'user name for the repository', 'git')
    .option('--git-password-file <file>', 'password or token for the repository')
    .option(
      '--poll-interval <duration>',
      'how often the branch is asked for; 0s = only POST /reconcile',
      '10s',
    )
    .option('--field-manager <name>', 'differs where two installations share a cluster', 'headwater')
    .option(
      '--allow-exec <names>',
      'exec plugins that a kubeconfig may run, by base name',
      commaSeparated,
      [],
    )
    .option('--allow-files', 'let the kubeconfig name files for certificates and tokens', false)
    .option(
      '--log-level <level>',
      'trace, debug, info, warn or error',
      oneOf('trace', 'debug', 'info', 'warn', 'error'),
      'info',
    )
    .option(
      '--rebuild-state',
      'move a damaged state file aside and begin with what the clusters carry',
      false,
    )
    .action(action);

const addOffline = (program: Command, commands: Actions): void => {
  program
    .command('render')
    .argument('<cluster>', 'a ManagedCluster of the repository')
    .description('print what a cluster shall run, from a working copy or a commit; needs no cluster')
    .option('--path <folder>', 'the fleet repository', '.')
    .option('--revision <rev>', 'a commit, branch or tag instead of the files as they stand')
    .option('--subscription <name>', 'this one only')
    .option('-o, --output <format>', 'yaml or json', oneOf('yaml', 'json'), 'yaml')
    .option('--reveal', 'print the data of Secrets', false)
    .action(commands.render);
  program
    .command('validate')
    .argument('[path]', 'the fleet repository', '.')
    .description('report what is wrong in a fleet repository; needs no cluster')
    .option('--revision <rev>', 'a commit, branch or tag instead of the files as they stand')
    .option(
      '-o, --output <format>',
      'text, json, github (annotations) or sarif',
      oneOf('text', 'json', 'github', 'sarif'),
      'text',
    )
    .option('--strict', 'warnings count as errors', false)
    .option('--verbose', 'also notes, and files that nothing reads', false)
    .action(commands.validate);
};

const addReview = (program: Command, commands: Actions): void => {
  program
    .command('diff')
    .argument(
      '<range>',
      'a commit to compare the files with, or base...head (from the merge base), base..head',
    )
    .description('show what a change does to every cluster: the blast radius of a commit or a pull request')
    .option('--path <folder>', 'the fleet repository', '.')
    .option('--subscription <name>', 'this one only')
    .option('--cluster <name>', 'this one only')
    .option(
      '-o, --output <format>',
      'text, markdown (for a comment) or json',
      oneOf('text', 'markdown', 'json'),
      'text',
    )
    .option('--side-by-side', 'old and new beside each other', false)
    .option('--context <lines>', 'unchanged lines around a change', wholeNumber, 3)
    .option('--max-bytes <count>', 'bound of the output; what is left out is counted', wholeNumber)
    .action(commands.diff);
  program
    .command('explain')
    .argument('<resource>', 'kind/name, for example deployment/front')
    .argument('[field]', 'a path such as spec.replicas; without it the whole object')
    .description('say which layer, file, line and commit set a field on a cluster, and what it replaced')
    .requiredOption('--cluster <name>', 'a ManagedCluster of the repository')
    .option('-n, --namespace <name>', 'the namespace of the resource')
    .option('--subscription <name>', 'needed where two Subscriptions hold it')
    .option('--path <folder>', 'the fleet repository', '.')
    .option('--revision <rev>', 'a commit, branch or tag instead of the files as they stand')
    .option('-o, --output <format>', 'text or json', oneOf('text', 'json'), 'text')
    .option('--reveal', 'print the data of Secrets', false)
    .action(commands.explain);
};

const addServerCommands = (program: Command, commands: Actions): void => {
  const withServer = (command: Command): Command =>
    command
      .option('--server <url>', 'a running headwater', defaultServer)
      .option('--token-file <file>', 'bearer token of that server');
  program
    .command('status')
    .description('show every binding; asks a running headwater, or reads its state file')
    .option('--server <url>', 'a running headwater')
    .option('--state <file>', 'read this state file instead')
    .option('--token-file <file>', 'bearer token of that server')
    .option('-o, --output <format>', 'table or json', oneOf('table', 'json'), 'table')
    .action(commands.status);
  withServer(program.command('reconcile'))
    .description('ask the repository now instead of at the next poll, and wait for the plan')
    .action(commands.reconcile);
  withServer(program.command('resume'))
    .argument('<subscription>', '[namespace/]name')
    .description('let a paused Subscription go on')
    .action(commands.resume);
  const cluster = program.command('cluster').description('verbs on one cluster');
  withServer(cluster.command('accept'))
    .argument('<cluster>')
    .description('accept that this name leads to another cluster from now on')
    .action(commands.acceptCluster);
};

const addDemo = (program: Command, action: Actions['demo']): Command =>
  program
    .command('demo')
    .description('the main job on embedded defaults: a git server, simulated clusters, the reconciler')
    .option('--clusters <count|names>', 'how many, or names separated by commas (default: 12, with --real 4)')
    .option('--real', 'local control planes, built from source where they are missing', false)
    .option('--tour', 'play a guided story of five steps, then end', false)
    .option('-y, --yes', 'play the tour without waiting for Enter', false)
    .option('-o, --output <format>', 'text, or json lines for scripts', oneOf('text', 'json'), 'text')
    .action(action);

/** The whole command line; `run` of the answer resolves with the exit code. */
export const createProgram = (commands: Actions, terminal: Terminal, version: string): Command => {
  const program = new Command('headwater')
    .description('GitOps for many Kubernetes clusters: feeds, overlays by cluster and priority, healed drift')
    .version(version)
    .showHelpAfterError('(--help shows every option)')
    .configureOutput({ writeOut: (text) => terminal.out(text), writeErr: (text) => terminal.err(text) })
    .exitOverride();
  addRun(program, commands.run);
  addOffline(program, commands);
  addReview(program, commands);
  addServerCommands(program, commands);
  addDemo(program, commands.demo);
  program
    .command('completion')
    .argument('<shell>', 'bash or zsh')
    .description('print a completion script')
    .action(commands.completion);
  return program;
};

/** Parses and runs; answers with an exit code of the table for every outcome. */
export const runProgram = async (
  argv: readonly string[],
  options: { readonly commands: Commands; readonly terminal: Terminal; readonly version: string },
): Promise<number> => {
  let code: number = exitCodes.ok;
  const recorded = Object.entries(options.commands).map(([name, command]) => [
    name,
    async (...parameters: unknown[]) => {
      code = await (command as (...given: unknown[]) => Promise<number>)(...parameters);
    },
  ]);
  const commands = Object.fromEntries(recorded) as unknown as Actions;
  const program = createProgram(commands, options.terminal, options.version);
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.error;
    const isOurs = error instanceof HeadwaterError;
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    options.terminal.err(
      `${isOurs ? printable(formatDiagnostic(error.diagnostic)) : scrubText(`internal error: ${stack}`)}\n`,
    );
    return exitCodes.error;
  }
};
