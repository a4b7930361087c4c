import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { allKinds } from '../schema/schema.ts';

/** Where the table stands, seen from the sources. */
const tableFile = join(import.meta.dirname, '../simulator/protobuf/field-numbers.generated.ts');

/** `number name type`, with `*` for a list, `?` for a scalar that may be absent, `string>` for a map. */
type Messages = Record<string, readonly string[]>;

const fieldLine = /^\s*(optional|repeated|map<string,)\s*([.\w]+)>?\s+(\w+)\s*=\s*(\d+);/;

/** Which scalar fields of a Go struct are pointers: only those tell zero from nothing. */
const pointersOf = (folder: string): ReadonlySet<string> => {
  const found = new Set<string>();
  for (const file of globSync(join(folder, 'types*.go'))) {
    let struct = '';
    for (const line of readFileSync(file, 'utf8').split('\n')) {
      struct = /^type (\w+) struct/.exec(line)?.[1] ?? struct;
      const json = /^\s+\w+\s+\*\w+\s+`json:"(\w+)/.exec(line)?.[1];
      if (json !== undefined) found.add(`${struct}.${json}`);
    }
  }
  return found;
};

const messagesOf = (file: string): Messages => {
  const text = readFileSync(file, 'utf8');
  const pack = /^package ([\w.]+);/m.exec(text)![1]!;
  const pointers = pointersOf(dirname(file));
  const messages: Messages = {};
  for (const [, name = '', body = ''] of text.matchAll(/^message (\w+) \{\n([\s\S]*?)^\}/gm)) {
    messages[`${pack}.${name}`] = body.split('\n').flatMap((line) => {
      const [, label, type = '', field = '', number] = fieldLine.exec(line) ?? [];
      if (label === undefined) return [];
      const full = type.startsWith('.') ? type.slice(1) : /^[A-Z]/.test(type) ? `${pack}.${type}` : type;
      const before = label === 'repeated' ? '*' : label === 'optional' ? '' : 'string>';
      return [`${number} ${field} ${before}${full}${pointers.has(`${name}.${field}`) ? '?' : ''}`];
    });
  }
  return messages;
};

const reachable = (messages: Messages, roots: readonly string[]): Messages => {
  const kept: Messages = {};
  const waiting = [...roots];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const fields = messages[name];
    if (fields === undefined || kept[name]) continue;
    kept[name] = fields;
    waiting.push(
      ...fields.map((field) =>
        field
          .split(' ')[2]!
          .replace(/^(?:\*|string>)/, '')
          .replace('?', ''),
      ),
    );
  }
  return kept;
};

/** Bodies that are no objects of a collection. */
const beside = [
  'k8s.io.apimachinery.pkg.apis.meta.v1.DeleteOptions',
  'k8s.io.api.autoscaling.v1.Scale',
  'k8s.io.api.policy.v1.Eviction',
];

/** From the `.proto` files of Kubernetes' own Go modules, which the build of the control planes has fetched. */
const generate = (version: string): void => {
  const cache = execFileSync('go', ['env', 'GOMODCACHE'], { encoding: 'utf8' }).trim();
  const folders = ['api', 'apimachinery'].map((name) => join(cache, `k8s.io/${name}@${version}`));
  const missing = folders.find((folder) => !existsSync(folder));
  if (missing !== undefined) throw new Error(`${missing} is not there: run \`npm run control-planes\` first`);
  const files = folders.flatMap((folder) => globSync(join(folder, '**/generated.proto')));
  const messages: Messages = Object.assign({}, ...files.map(messagesOf));
  const roots = allKinds()
    .map(
      ({ gvk: { group, version: of, kind } }) => `k8s.io.api.${group.split('.')[0] || 'core'}.${of}.${kind}`,
    )
    .filter((name) => name in messages);
  const table = reachable(messages, [...roots, ...beside]);
  const text = JSON.stringify(table)
    .replaceAll('k8s.io.apimachinery.pkg.', '~')
    .replaceAll('k8s.io.api.', '@');
  const head = `// Made by src/demo/generate-protobuf.ts from Kubernetes ${version}; do not edit.\n`;
  writeFileSync(tableFile, `${head}export const fieldNumbersJson =\n  ${JSON.stringify(text)};\n`);
};

if (import.meta.main) generate('v0.36.3');
