import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

/** The house: each room, the rooms that it may use, and whether it is pure. Arrows only point downwards. */
const pure = { pure: true } as const;
const house: Record<string, { uses: readonly string[]; pure?: true }> = {
  'src/model': { uses: [], ...pure },
  'src/schema': { uses: [], ...pure },
  'src/expression': { uses: ['src/model'], ...pure },
  'src/telemetry': { uses: ['src/model'] },
  'src/patch': { uses: ['src/model', 'src/schema', 'src/expression'], ...pure },
  'src/repository': { uses: ['src/model', 'src/schema', 'src/expression'], ...pure },
  'src/schedule': { uses: ['src/model', 'src/repository'], ...pure },
  'src/health': { uses: ['src/model', 'src/schema', 'src/expression'], ...pure },
  'src/rollout': { uses: ['src/model'], ...pure },
  'src/cluster': { uses: ['src/model', 'src/schema', 'src/health'] },
  // one strategic merge in the house: the simulator's patches are those of overlays, proved on a real server
  'src/simulator': { uses: ['src/model', 'src/schema', 'src/expression', 'src/patch'] },
  'src/overlay': {
    uses: ['src/model', 'src/schema', 'src/expression', 'src/patch', 'src/repository', 'src/schedule'],
    ...pure,
  },
  'src/git': { uses: ['src/model', 'src/repository'] },
  'src/store': { uses: ['src/model', 'src/rollout', 'src/cluster'] },
  'src/render': {
    uses: [
      'src/model',
      'src/schema',
      'src/expression',
      'src/patch',
      'src/repository',
      'src/schedule',
      'src/overlay',
    ],
    ...pure,
  },
  // what a reviewer asks of a commit: validate, diff, explain
  'src/review': {
    uses: [
      'src/model',
      'src/schema',
      'src/expression',
      'src/patch',
      'src/repository',
      'src/schedule',
      'src/overlay',
      'src/render',
    ],
    ...pure,
  },
  'src/server': {
    uses: ['src/model', 'src/store', 'src/overlay', 'src/telemetry', 'src/rollout', 'src/review'],
  },
  controllers: {
    uses: [
      'src/model',
      'src/schema',
      'src/expression',
      'src/telemetry',
      'src/patch',
      'src/repository',
      'src/schedule',
      'src/health',
      'src/rollout',
      'src/cluster',
      'src/overlay',
      'src/git',
      'src/store',
      'src/render',
      'src/server',
    ],
  },
  'src/demo': { uses: ['*'] },
  'src/cli': { uses: ['*'] },
};

/** Why a pure room may import this `node:*` module all the same. */
const pureExceptions = new Map([
  ['src/model/digest.ts node:crypto', 'a hash is a function of its bytes; ten times faster than JavaScript'],
]);

const root = resolve(import.meta.dirname, '..');
const roomOf = (file: string): string | undefined =>
  Object.keys(house).find((room) => file === room || file.startsWith(`${room}/`));

interface Import {
  readonly file: string;
  readonly target: string;
  readonly relative: boolean;
}

const sources = (folder: string): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));

const importPattern =
  /(?:^|\n)\s*(?:import|export)\b[^'";]*?from\s*'([^']+)'|\bimport\(\s*'([^']+)'\s*\)|(?:^|\n)import\s+'([^']+)'/g;

const importsOf = (file: string): readonly Import[] => {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(importPattern)].map((match) => {
    const target = (match[1] ?? match[2] ?? match[3])!;
    return target.startsWith('.')
      ? {
          file,
          relative: true,
          target: relative(root, resolve(root, dirname(file), target)).replaceAll('\\', '/'),
        }
      : { file, relative: false, target };
  });
};

const files = [...sources('src'), ...sources('controllers')];
const imports = files.flatMap(importsOf);

describe('the house', () => {
  it('has a room for every source file', () => {
    // a script that a person runs stands beside what it makes
    expect(files.filter((file) => roomOf(file) === undefined)).toEqual([]);
  });

  it('has only arrows that the floors allow', () => {
    const wrong = imports.filter(({ file, target, relative: local }) => {
      if (!local) return false;
      const from = roomOf(file)!;
      const to = roomOf(target);
      const uses = house[from]!.uses;
      return to === undefined || (from !== to && !uses.includes('*') && !uses.includes(to));
    });
    expect(wrong.map(({ file, target }) => `${file} → ${target}`)).toEqual([]);
  });

  it('keeps the pure rooms free of node, clocks, chance, environment and promises', () => {
    const pureFiles = files.filter((file) => house[roomOf(file)!]!.pure && !file.endsWith('/generate.ts'));
    const wrongImports = imports.filter(
      ({ file, target }) =>
        pureFiles.includes(file) &&
        (target.startsWith('node:') || ['pino', 'undici', '@kubernetes/client-node'].includes(target)) &&
        !pureExceptions.has(`${file} ${target}`),
    );
    const forbidden =
      /\b(Date\.now|new Date\(\)|Math\.random|process\.|performance\.now|async |await |setTimeout|localeCompare)\b/;
    const wrongWords = pureFiles.flatMap((file) =>
      readFileSync(join(root, file), 'utf8')
        .split('\n')
        .map((line, index) => ({
          line: line.replace(/\/\/.*|^\s*\*.*|\/\*.*\*\//, ''),
          at: `${file}:${index + 1}`,
        }))
        .filter(({ line }) => forbidden.test(line))
        .map(({ at, line }) => `${at} ${line.trim()}`),
    );
    expect(wrongImports.map(({ file, target }) => `${file} → ${target}`)).toEqual([]);
    expect(wrongWords).toEqual([]);
  });

  it('imports no package that package.json does not list', () => {
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const listed = new Set(Object.keys(manifest.dependencies));
    const packageOf = (target: string): string =>
      target
        .split('/')
        .slice(0, target.startsWith('@') ? 2 : 1)
        .join('/');
    const unlisted = imports.filter(
      ({ target, relative: local }) =>
        !local && !target.startsWith('node:') && !listed.has(packageOf(target)),
    );
    // the demo alone may start a k3s container, which is a development tool
    expect(
      unlisted
        .filter(({ target }) => target !== '@testcontainers/k3s')
        .map(({ file, target }) => `${file} → ${target}`),
    ).toEqual([]);
  });

  it('has no circle', () => {
    const edges = Map.groupBy(
      imports.filter((edge) => edge.relative),
      (edge) => edge.file,
    );
    const done = new Set<string>();
    const visit = (file: string, path: readonly string[]): readonly string[] => {
      if (path.includes(file)) return [[...path.slice(path.indexOf(file)), file].join(' → ')];
      if (done.has(file)) return [];
      const found = (edges.get(file) ?? []).flatMap(({ target }) => visit(target, [...path, file]));
      done.add(file);
      return found;
    };
    expect(files.flatMap((file) => visit(file, []))).toEqual([]);
  });
});
