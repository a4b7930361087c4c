import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseDocuments } from '../../../src/repository/yaml/documents.ts';
import {
  createTestRepository,
  removeFolder,
  type TestRepository,
  temporaryFolder,
} from '../git/system-git.support.ts';
import { runCli } from './run-cli.ts';

let repository: TestRepository;
let ids: Readonly<Record<'feed' | 'eu' | 'size', string>>;
const overlays = 'overlays/localizations/eu-1';
const identity = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: front, namespace: shop }\n';

const commitAs = (author: string, date: string): string => {
  repository.git('add', '-A');
  repository.git('commit', '-q', '-m', 'm', `--author=${author} <${author}@example.com>`, `--date=${date}`);
  return repository.git('rev-parse', 'HEAD');
};

beforeAll(() => {
  repository = createTestRepository(temporaryFolder());
  const cluster = (name: string, region: string): void =>
    repository.write(
      `clusters/${name}.yaml`,
      `apiVersion: headwater.dev/v1alpha1\nkind: ManagedCluster\nmetadata: { name: ${name}, labels: { region: ${region} } }\n`,
    );
  cluster('eu-1', 'eu');
  cluster('us-1', 'us');
  repository.write(
    'feeds/shop/subscription.yaml',
    'apiVersion: apps.clusternet.io/v1alpha1\nkind: Subscription\nmetadata: { name: shop }\nspec:\n  subscribers: [{ clusterAffinity: {} }]\n',
  );
  repository.write('feeds/shop/front.yaml', `${identity}spec:\n  replicas: 1\n  paused: true\n`);
  repository.write(
    'feeds/shop/secret.yaml',
    'apiVersion: v1\nkind: Secret\nmetadata: { name: s, namespace: shop }\nstringData: { k: canary-value }\n',
  );
  const feed = commitAs('team-shop', '2026-11-03T10:00:00+0100');
  repository.write(
    'overlays/globalizations/200-eu/front.yaml',
    `${identity}spec: { replicas: 3, paused: null }\n`,
  );
  repository.write(
    'overlays/globalizations/300-us/overlay.yaml',
    'apiVersion: headwater.dev/v1alpha1\nkind: Overlay\nclusterAffinity: { matchLabels: { region: us } }\nlabels: [{ pairs: { a: b } }]\n',
  );
  const eu = commitAs('platform', '2025-11-09T23:30:00-0500');
  repository.write(`${overlays}/300-size/front.yaml`, `${identity}spec: { replicas: 5 }\n`);
  const size = commitAs('platform', '2026-11-10T10:00:00+0100');
  ids = { feed, eu, size };
});
afterAll(() => removeFolder(repository.folder));

const explain = (...argv: readonly string[]) =>
  runCli('explain', argv[0]!, '--cluster', 'eu-1', '--path', repository.folder, ...argv.slice(1));
const short = (name: keyof typeof ids): string => ids[name].slice(0, 7);

describe('explain of a field', () => {
  it('prints the value, then who wrote it with commit, author and date, lowest to highest', async () => {
    const { code, out } = await explain(
      'deployment/front',
      'spec.replicas',
      '-n',
      'shop',
      '--revision',
      'HEAD',
    );

    const year = new Date().getFullYear();
    const date = (text: string, of: number): string => (of === year ? text : `${text} ${of}`);
    const lines = out.split('\n').map((line) => line.replaceAll(/ {2,}/g, ' | '));
    expect(code).toBe(0);
    expect(lines.slice(0, 4)).toEqual([
      '5',
      ` | 1 | feed | feeds/shop/front.yaml:5:13 | ${short('feed')} | team-shop | ${date('3 Nov', 2026)} | = 1`,
      ` | 2 | globalization 200-eu | overlays/globalizations/200-eu/front.yaml:4:19 | ${short('eu')} | platform | ${date('9 Nov', 2025)} | = 3`,
      `> 4 | localization | 300-size | ${overlays}/300-size/front.yaml:4:19 | ${short('size')} | platform | ${date('10 Nov', 2026)} | = 5`,
    ]);
    expect(out).toMatch(/3 {2}globalization 300-us .*skipped because .*region=us/);
  });

  it('is the same of the files as they stand, where only what is not committed has no commit', async () => {
    writeFileSync(
      join(repository.folder, overlays, '300-size/front.yaml'),
      `${identity}spec: { replicas: 6 }\n`,
    );

    const { code, out } = await explain('deploy/front', '/spec/replicas');
    repository.git('checkout', '-q', '.');

    expect(code).toBe(0);
    expect(out).toMatch(/^6\n/);
    expect(out).toMatch(/300-size\/front\.yaml:4:19 {2}not committed .*= 6/);
    expect(out).toContain(short('eu'));
  });

  it('explains a field that was removed', async () => {
    const { code, out } = await explain('deploy/front', 'spec.paused');

    expect(code).toBe(0);
    expect(out).toMatch(/^removed\n/);
    expect(out).toMatch(/^> 2 .*200-eu .*removed$/m);
  });

  it('is JSON of a stable shape', async () => {
    const { out } = await explain('deploy/front', 'spec.replicas', '-o', 'json', '--revision', 'HEAD');

    const json = JSON.parse(out);
    expect(Object.keys(json)).toEqual([
      'cluster', 'subscription', 'resource', 'commit', 'field', 'pointer', 'value', 'touches', 'skipped', 'diagnostics',
    ]); // biome-ignore format: one list
    expect(json.touches[1]).toEqual({
      number: 2,
      stage: 'globalization',
      name: '200-eu',
      path: '/spec/replicas',
      before: 1,
      after: 3,
      source: { file: 'overlays/globalizations/200-eu/front.yaml', line: 4, column: 19 },
      commit: {
        state: 'committed',
        id: ids.eu,
        author: 'platform',
        email: 'platform@example.com',
        time: '2025-11-09T23:30:00-05:00',
      },
      wins: false,
    });
    expect(json.touches.map(({ wins }: { wins: boolean }) => wins)).toEqual([false, false, true]);
    expect(json.skipped).toMatchObject([{ number: 3, name: '300-us', reason: 'affinity' }]);
    expect(json).toMatchObject({
      field: 'spec.replicas',
      pointer: '/spec/replicas',
      value: 5,
      commit: ids.size,
    });
  });
});

describe('explain of an object', () => {
  it('prints YAML with who wrote each line beside it, and below what is gone and what was skipped', async () => {
    const { code, out, err } = await explain('deploy/front');

    const rendered = await runCli('render', 'eu-1', '--path', repository.folder);
    const { documents } = parseDocuments(out, { file: '' });
    const shown = parseDocuments(rendered.out, { file: '' }).documents.map(({ value }) => value);
    expect(code).toBe(0);
    expect(shown).toContainEqual(documents[0]?.value);
    expect(out).toMatch(
      /^ {2}replicas: 5 +# 300-size overlays\/localizations\/eu-1\/300-size\/front\.yaml:4$/m,
    );
    expect(out).toMatch(/^kind: Deployment +# feed feeds\/shop\/front\.yaml:2$/m);
    expect(
      new Set(
        out
          .split('\n')
          .slice(0, 6)
          .map((line) => line.indexOf('  # ')),
      ).size,
    ).toBe(1);
    expect(out).toMatch(/^# removed: spec\.paused +200-eu /m);
    expect(out).toMatch(/^# {2}3 {2}globalization 300-us .*skipped because/m);
    expect(err).toMatch(/namespace shop/);
  });

  it('is JSON with every field that is there or was', async () => {
    const { out } = await explain('deploy/front', '-o', 'json');

    const fields = JSON.parse(out).fields.map(({ field, value }: { field: string; value: unknown }) => [
      field,
      value,
    ]);
    expect(fields).toEqual([
      ['apiVersion', 'apps/v1'],
      ['kind', 'Deployment'],
      ['metadata.name', 'front'],
      ['metadata.namespace', 'shop'],
      ['spec.replicas', 5],
      ['spec.paused', undefined],
    ]);
  });
});

describe('explain of a Secret', () => {
  const secrets = ['canary-value', Buffer.from('canary-value').toString('base64')];

  it.each([[[]], [['data.k']], [['stringData']], [['-o', 'json']], [['data', '-o', 'json']]])(
    'shows no value (%j)',
    async (argv) => {
      const { code, out, err } = await explain('secret/s', ...argv);

      expect(code).toBe(0);
      expect(out).toContain('masked');
      for (const secret of secrets) expect(out + err).not.toContain(secret);
    },
  );

  it('shows values under --reveal', async () => {
    const { out } = await explain('secret/s', 'data.k', '--reveal');

    for (const secret of secrets) expect(out).toContain(secret);
    expect(out).toMatch(/headwater +stringData became data/);
  });
});

describe('explain exits 2', () => {
  it.each([
    ['an unknown field', ['deploy/front', 'spec.replcas'], /spec\.replicas/],
    ['an unset field', ['deploy/front', 'spec.minReadySeconds'], /nothing sets spec\.minReadySeconds/],
    ['an unknown resource', ['deploy/frnt'], /deploy\/front/],
    ['what is no resource', ['front'], /kind\/name/],
  ])('for %s, with what was likelier meant', async (_name, argv, expected) => {
    const { code, out, err } = await explain(...argv);

    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toMatch(expected);
  });

  it('for an object that cannot be rendered, after the touches up to the error', async () => {
    const broken = join(repository.folder, 'overlays/globalizations/900-x/overlay.yaml');
    repository.write(
      'overlays/globalizations/900-x/overlay.yaml',
      'apiVersion: headwater.dev/v1alpha1\nkind: Overlay\npatches:\n  - target: { kind: Deployment }\n    patch: [{ op: remove, path: /spec/none }]\n',
    );

    const { code, out, err } = await explain('deploy/front', 'spec.replicas');
    rmSync(broken);

    expect(code).toBe(2);
    expect(out).toMatch(/^5\n/);
    expect(err).toMatch(/900-x\/overlay\.yaml:5:\d+: error PatchPathMissing/);
  });
});

describe('explain outside a git repository', () => {
  it('says all but the commits', async () => {
    const folder = temporaryFolder();
    cpSync(repository.folder, folder, { recursive: true, filter: (path) => !path.endsWith('.git') });

    const { code, out } = await runCli(
      'explain',
      'deploy/front',
      'spec.replicas',
      '--cluster',
      'eu-1',
      '--path',
      folder,
    );
    removeFolder(folder);

    expect(code).toBe(0);
    expect(out).toMatch(/^5\n.*feed +feeds\/shop\/front\.yaml:5:13 += 1\n/);
  });

  it('loads no Kubernetes client', () => {
    const seen = new Set<string>();
    const visit = (file: string): void => {
      if (seen.has(file)) return;
      seen.add(file);
      if (!file.endsWith('.ts')) return;
      for (const [, target] of readFileSync(file, 'utf8').matchAll(/from '([^']+)'/g)) {
        visit(target!.startsWith('.') ? resolve(dirname(file), target!) : target!);
      }
    };

    visit(resolve('src/cli/commands/explain.ts'));

    expect(seen.size).toBeGreaterThan(50);
    expect(seen.has('@kubernetes/client-node') || seen.has('isomorphic-git')).toBe(false);
  });
});
