import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allKinds, type SchemaNode } from '../../../src/schema/schema.ts';

const root = join(import.meta.dirname, '../../..');

/** Every list of the built-in kinds that merges by a key, with the key. */
const mergedLists = (): readonly (readonly [field: string, key: string])[] => {
  const found = new Map<string, readonly [string, string]>();
  const seen = new Set<SchemaNode>();
  const walk = (node: SchemaNode | undefined): void => {
    if (node === undefined || seen.has(node)) return;
    seen.add(node);
    for (const name of node.fieldNames()) {
      const child = node.field(name)!;
      const key = child.patchMergeKey;
      if (key !== undefined) found.set(`${name} ${key}`, [name, key]);
      walk(child);
    }
    walk(node.items());
    walk(node.values());
  };
  for (const kind of allKinds()) walk(kind.root);
  return [...found.values()];
};
const lists = mergedLists();

const fieldsBy = Map.groupBy(lists, ([, key]) => key);

/** `containers: 'name'`, `['containers', 'name']`, `containers: ['name']`: a list named together with its merge key. */
const listWithKey = new RegExp(
  [...fieldsBy]
    .map(
      ([key, rows]) =>
        `\\b(?:${rows.map(([field]) => field).join('|')})['"\`]?\\s*[:,]\\s*\\[?\\s*['"\`]${key}['"\`]`,
    )
    .join('|'),
  'g',
);

/** `patchMergeKey: 'name'`, `'x-kubernetes-patch-merge-key': 'name'`: a merge key that somebody states himself. */
const statedKey = /(?:merge[-_]?key)['"`]?\s*[:=]\s*['"`][a-z]+['"`]/gi;

/** Keys that are nothing else than merge keys; two of them written down beside each other are a list of them. */
const telling = [...fieldsBy.keys()].filter((key) => /[A-Z]/.test(key));
const keyList = new RegExp(
  `['"\`](?:${telling.join('|')})['"\`]\\s*,\\s*['"\`](?:${[...fieldsBy.keys()].join('|')})['"\`]`,
  'g',
);

const literals = (source: string): readonly string[] =>
  [listWithKey, statedKey, keyList].flatMap((pattern) => source.match(pattern) ?? []);

const sources = ['src', 'controllers'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/')),
);

describe('merge keys', () => {
  it('are those that the schema has, and more than a few', () => {
    expect(lists).toContainEqual(['containers', 'name']);
    expect(lists).toContainEqual(['ports', 'containerPort']);
    expect(lists).toContainEqual(['ports', 'port']);
    expect(telling.toSorted()).toEqual(['containerPort', 'devicePath', 'mountPath', 'topologyKey']);
    expect(lists.length).toBeGreaterThan(20);
  });

  it('stand in src/schema and nowhere else', () => {
    const found = sources
      .filter((file) => !file.startsWith('src/schema/'))
      .flatMap((file) => literals(readFileSync(join(root, file), 'utf8')).map((text) => `${file}: ${text}`));

    expect(found).toEqual([]);
  });

  it.each([
    "const keys = { containers: 'name', volumes: 'name' };",
    "new Map([['ports', 'containerPort'], ['env', 'name']])",
    'const keys = { "volumeMounts": ["mountPath"] };',
    "const mergeKey = 'name';",
    "{ patchStrategy: 'merge', patchMergeKey: 'ip' }",
    "{ 'x-kubernetes-patch-merge-key': 'name' }",
    "const candidates = ['containerPort', 'name', 'port'];",
  ])('would be found in %s', (source) => {
    expect(literals(source)).not.toEqual([]);
  });

  it.each([
    'container.ports.map(({ containerPort, name }) => containerPort)',
    "const mergeKey = node.patchMergeKey ?? '';",
    "if (mergeKey === 'x') return;",
    "['metadata', 'name']",
  ])('are not taken for %s', (source) => {
    expect(literals(source)).toEqual([]);
  });
});
