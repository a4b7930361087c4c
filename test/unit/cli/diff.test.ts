import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { commentMarker } from '../../../src/cli/diff/diff-markdown.ts';
import {
  createTestRepository,
  removeFolder,
  type TestRepository,
  temporaryFolder,
} from '../git/system-git.support.ts';
import { clusterFile, configMap, overlayText, subscriptionFile } from '../render/memory-fleet.ts';
import { runCli } from './run-cli.ts';

let repository: TestRepository;
let base: string;

const write = (files: Readonly<Record<string, string>>): void => {
  for (const [path, content] of Object.entries(files)) repository.write(path, content);
};
const secret = (name: string, data: string): string =>
  `apiVersion: v1\nkind: Secret\nmetadata: { name: ${name}, namespace: shop }\nstringData: ${data}\n`;
const diff = (...argv: readonly string[]) => runCli('diff', ...argv, '--path', repository.folder);

beforeAll(() => {
  repository = createTestRepository(temporaryFolder());
  write({
    ...clusterFile('eu-1', '{ region: eu }'),
    ...clusterFile('us-1', '{ region: us }'),
    ...subscriptionFile('shop'),
    'feeds/shop/front.yaml': configMap('front'),
    'feeds/shop/secret.yaml': secret('kept', '{ same: canary-same, other: canary-old }'),
    'feeds/shop/gone.yaml': secret('gone', '{ a: canary-gone }'),
    'README.md': 'a fleet\n',
  });
  base = repository.commit();
});
afterAll(() => removeFolder(repository.folder));
beforeEach(() => {
  repository.git('checkout', '-q', '-f', '-B', 'topic', base);
  repository.git('clean', '-qfd');
});

describe('diff', () => {
  it('exits 0 where nothing changes on any cluster, whatever else does', async () => {
    repository.write('README.md', 'the fleet\n');

    const { code, out } = await diff(base);

    expect(code).toBe(0);
    expect(out).toContain('no effect: README.md');
    expect((await diff('HEAD..HEAD')).code).toBe(0);
  });

  it('exits 1 and shows the lines that change, where, and by which file', async () => {
    repository.write('feeds/shop/front.yaml', configMap('front', '{ k: w }'));

    const { code, out, err } = await diff(base);

    expect(code).toBe(1);
    expect(err).toBe('');
    expect(out.split('\n').slice(1)).toEqual([
      '1 Subscription, 2 of 2 clusters, 1 object: 1 changed',
      '',
      'default/shop',
      '  ~ ConfigMap shop/front  changed on all 2',
      '      by feeds/shop/front.yaml',
      '    @@ data @@',
      '       name: front',
      '       namespace: shop',
      '     data:',
      '    -  k: v',
      '    +  k: w',
      '',
    ]);
  });

  it('says so of files and objects that are not there on one side, of commits and of a bare repository', async () => {
    write({ 'feeds/shop/new.yaml': configMap('new') });
    repository.git('rm', '-q', 'feeds/shop/front.yaml');
    repository.commit();
    const bare = join(temporaryFolder(), 'bare.git');
    repository.git('clone', '-q', '--bare', repository.folder, bare);

    const here = await diff(`${base}...topic`);
    const there = await runCli('diff', `${base}...topic`, '--path', bare);
    removeFolder(dirname(bare));

    expect(here.code).toBe(1);
    expect(here.out).toContain('+ ConfigMap shop/new  created on all 2');
    expect(here.out).toContain('- ConfigMap shop/front  removed on all 2');
    expect(there).toEqual(here);
  });

  it('shows old and new beside each other', async () => {
    repository.write('feeds/shop/front.yaml', configMap('front', '{ k: w, l: x }'));

    const { out } = await diff(base, '--side-by-side');

    expect(out).toMatch(/^ +k: v +\| +k: w$/m);
    expect(out).toMatch(/^ +> +l: x$/m);
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120);
  });

  it('exits 1 for a head that does not render, with the errors', async () => {
    repository.write('feeds/shop/front.yaml', 'kind: [\n');

    const { code, out } = await diff(base);

    expect(code).toBe(1);
    expect(out).toMatch(/feeds\/shop\/front\.yaml:\d+:\d+: error YamlSyntax/);
  });

  it('exits 2 for a base, a cluster or a Subscription that is not there, with the nearest one', async () => {
    expect((await diff('nowhere')).code).toBe(2);
    const cluster = await diff(base, '--cluster', 'eu-2');
    const subscription = await diff(base, '--subscription', 'shopp');

    expect([cluster.code, cluster.err]).toEqual([2, expect.stringContaining('eu-1')]);
    expect([subscription.code, subscription.err]).toEqual([2, expect.stringContaining('default/shop')]);
  });

  it('loads neither the Kubernetes client, nor undici, nor hono', () => {
    const seen = new Set<string>();
    const visit = (file: string): void => {
      if (seen.has(file)) return;
      seen.add(file);
      if (!file.endsWith('.ts')) return;
      for (const [, target] of readFileSync(file, 'utf8').matchAll(/from '([^']+)'/g)) {
        visit(target!.startsWith('.') ? resolve(dirname(file), target!) : target!);
      }
    };

    visit(resolve('src/cli/commands/diff.ts'));
    visit(resolve('src/cli/main.ts'));

    expect(seen).toContain('diff/lib/patch/create.js');
    expect([...seen].filter((name) => /^(@kubernetes|undici|hono|@hono|isomorphic-git)/.test(name))).toEqual(
      [],
    );
  });
});

describe('diff of Secrets', () => {
  it('shows no value, old or new, in no output', async () => {
    const copy = 'kubectl.kubernetes.io/last-applied-configuration';
    write({
      'feeds/shop/secret.yaml': secret('kept', '{ same: canary-same, other: canary-new, more: canary-more }'),
      'feeds/shop/fresh.yaml': secret('fresh', '{ a: canary-fresh }').replace(
        'namespace: shop',
        `namespace: shop, annotations: { ${copy}: canary-copy }`,
      ),
    });
    repository.git('rm', '-q', 'feeds/shop/gone.yaml');
    const canaries = ['same', 'old', 'new', 'more', 'fresh', 'gone', 'copy'].map((name) => `canary-${name}`);

    const outputs = await Promise.all(
      [[], ['--side-by-side'], ['-o', 'markdown'], ['-o', 'json'], ['--context', '99']].map((flags) =>
        diff(base, ...flags),
      ),
    );

    for (const { code, out, err } of outputs) {
      expect(code).toBe(1);
      expect(out).toContain('<masked, changed>');
      for (const canary of canaries) {
        expect(out + err).not.toContain(canary);
        expect(out + err).not.toContain(Buffer.from(canary).toString('base64'));
      }
    }
  });
});

describe('diff of what somebody wrote', () => {
  const hostile = [
    '"\\u001b[2J\\u0007gone"',
    '"a \\u202e b"',
    '"```\\n</details>\\n# heading\\n@everyone [x](http://evil.example)"',
  ];

  it('moves no cursor, and shows marks that turn the direction of writing', async () => {
    repository.write('feeds/shop/front.yaml', configMap('front', `{ k: ${hostile[0]}, l: ${hostile[1]} }`));

    for (const flags of [[], ['--side-by-side'], ['-o', 'markdown']]) {
      const { out } = await diff(base, ...flags);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
      expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f\u202e]/);
    }
  });

  it('ends no fence and no code in a comment, and mentions nobody there', async () => {
    const name = 'a`b|c<img>@team';
    write({
      'feeds/shop/front.yaml': configMap('front', `{ k: ${hostile[2]} }`),
      'feeds/shop/odd.yaml': configMap(JSON.stringify(name)),
    });

    const { out } = await diff(base, '-o', 'markdown');

    const fences = out.split('\n').filter((line) => /^`{3,}/.test(line));
    const opened = fences.filter((_line, index) => index % 2 === 0).map((line) => /^`+/.exec(line)?.[0]);
    const closed = fences.filter((_line, index) => index % 2 === 1);
    expect(closed).toEqual(opened);
    const withoutFences = out.replace(/^(`{3,})[a-z]*\n[\s\S]*?^\1\n/gm, '');
    const withoutCode = withoutFences
      .replace(/<code>[^<]*<\/code>/g, '')
      .replace(/(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)/g, '');
    expect(withoutCode).not.toMatch(/@|<img|http|evil|heading/);
    expect(withoutFences).not.toContain('</details>\n#');
    expect(out.match(/<details>/g)?.length).toBe(out.match(/^<\/details>$/gm)?.length);
  });
});

describe('diff for a comment', () => {
  const many = (count: number): Readonly<Record<string, string>> =>
    Object.fromEntries(
      Array.from({ length: count }, (_none, index) => [
        `feeds/shop/n${index}.yaml`,
        configMap(`n${index}`, JSON.stringify({ k: 'x'.repeat(1_000) })),
      ]),
    );

  it('begins with a line that finds it again, and has a table', async () => {
    repository.write('feeds/shop/front.yaml', configMap('front', '{ k: w }'));

    const { code, out } = await diff(base, '-o', 'markdown');

    expect(code).toBe(1);
    expect(out.split('\n')[0]).toBe(commentMarker);
    expect(out).toContain('| `default/shop` | 2 | 0 | 1 | 0 | 0 |');
  });

  it('is never larger than GitHub takes, and counts what has no room', async () => {
    write(many(200));

    const { out } = await diff(base, '-o', 'markdown');
    const small = await diff(base, '-o', 'markdown', '--max-bytes', '5000');

    expect(Buffer.byteLength(out)).toBeLessThanOrEqual(60_000);
    expect(out).toMatch(/\*\*1\d\d changes not shown\*\*/);
    expect(Buffer.byteLength(small.out)).toBeLessThanOrEqual(5_000);
    expect(small.out).toContain('not shown');
  });

  it('is bounded too as text and as JSON, which stays JSON', async () => {
    write(many(20));

    const text = await diff(base, '--max-bytes', '6000');
    const json = await diff(base, '-o', 'json', '--max-bytes', '9000');

    expect(Buffer.byteLength(text.out)).toBeLessThanOrEqual(6_000);
    expect(text.out).toMatch(/\d+ changes not shown/);
    expect(Buffer.byteLength(json.out)).toBeLessThanOrEqual(9_000);
    const { objects, omitted } = JSON.parse(json.out);
    expect(objects.length + omitted.objects).toBe(20);
  });
});

describe('diff as JSON', () => {
  it('has the shape that the page describes', async () => {
    write({
      'feeds/shop/front.yaml': configMap('front', '{ k: w }', ', annotations: { headwater.dev/wave: "2" }'),
      'overlays/globalizations/100-none/overlay.yaml': overlayText(
        'patches: [{ target: { name: none }, patch: { a: b } }]\n',
      ),
    });
    const head = repository.commit();

    const json = JSON.parse((await diff(`${base}..HEAD`, '-o', 'json')).out);

    expect(json).toMatchObject({
      range: `${base}..HEAD`,
      base,
      head,
      different: true,
      summary: { subscriptions: 1, clusters: 2, ofClusters: 2, objects: { changed: 1 } },
      subscriptions: [],
      renders: [],
      settings: [],
      omitted: { objects: 0 },
    });
    expect(json.objects[0]).toMatchObject({
      kind: 'changed',
      subscription: 'default/shop',
      id: { group: '', kind: 'ConfigMap', namespace: 'shop', name: 'front' },
      clusters: { names: ['eu-1', 'us-1'], of: 2 },
      fields: [{ path: '/data/k', field: 'data.k', before: 'v', after: 'w' }],
      policy: [{ path: '/wave', field: 'wave', before: 0, after: 2 }],
      files: ['feeds/shop/front.yaml'],
    });
    expect(json.problems.map(({ code }: { code: string }) => code)).toEqual(['OverlayMatchesNothing']);
    expect(json.files).toEqual([
      { path: 'feeds/shop/front.yaml', kind: 'changed', effect: true },
      { path: 'overlays/globalizations/100-none/overlay.yaml', kind: 'added', effect: false },
    ]);
  });
});
