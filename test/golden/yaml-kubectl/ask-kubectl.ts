import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';

/** One question: the members of `spec`, as lines; and kubectl's answer, the JSON of it, or null for a refusal. */
export type Row = readonly [spec: string, json: string | null];

const manifest = (spec: string, index: number): string =>
  `apiVersion: yaml.test/v1\nkind: Case\nmetadata: {name: c${index}}\nspec:\n${spec.replaceAll(/^(?=.)/gm, '  ')}\n`;

const run = (kubectl: string, args: readonly string[], input: string): Promise<string | undefined> =>
  new Promise((resolve) => {
    const env = { PATH: process.env.PATH, HOME: tmpdir(), KUBECONFIG: '/dev/null' };
    const child = execFile(
      kubectl,
      [...args],
      { env, timeout: 30_000, maxBuffer: 64 << 20 },
      (error, stdout) => resolve(error === null ? stdout : undefined),
    );
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });

/** The parts of Node that keep the spelling of a number; TypeScript has no types for them yet. */
const { parse, rawJSON } = JSON as unknown as {
  parse(
    text: string,
    revive: (key: string, value: unknown, context: { source?: string }) => unknown,
  ): unknown;
  rawJSON(source: string): unknown;
};

const specOf = (object: string): string => {
  const read = parse(object, (_key, value, { source }) =>
    typeof value === 'number' ? rawJSON(source!) : value,
  );
  const { spec } = read as { readonly spec?: unknown };
  return JSON.stringify(spec ?? null);
};

/**
 * What kubectl reads, without a cluster: `annotate --local` takes any kind and prints it as JSON. Many documents go in
 * one run; where one is refused, the halves are asked again.
 */
export const askKubectl = async (kubectl: string, specs: readonly string[]): Promise<readonly Row[]> => {
  if (specs.length === 0) return [];
  const input = specs.map(manifest).join('---\n');
  const args = ['annotate', '--local', '-f', '-', 'asked=yes', '-o', 'json'];
  const output = await run(kubectl, args, input);
  const objects = output?.split(/(?<=^\})\n(?=\{)/m) ?? [];
  if (objects.length === specs.length) return specs.map((spec, index) => [spec, specOf(objects[index]!)]);
  if (specs.length === 1) return [[specs[0]!, null]];
  const half = Math.ceil(specs.length / 2);
  const [first, second] = await Promise.all([
    askKubectl(kubectl, specs.slice(0, half)),
    askKubectl(kubectl, specs.slice(half)),
  ]);
  return [...first, ...second];
};

/** `v1.36.3`. */
export const versionOf = async (kubectl: string): Promise<string> => {
  const output = await run(kubectl, ['version', '--client', '-o', 'json'], '');
  return (JSON.parse(output!) as { clientVersion: { gitVersion: string } }).clientVersion.gitVersion;
};
