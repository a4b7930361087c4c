import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { validate } from '../../../src/cli/commands/validate.ts';
import type { ValidateFlags } from '../../../src/cli/program.ts';
import { cel } from '../overlay/small-fleet.ts';
import { cleanFleet } from '../repository/fleet-files.ts';
import { runCli } from './run-cli.ts';

let folder: string;
const write = (files: Readonly<Record<string, unknown>>): void => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), String(text));
  }
};
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'headwater-validate-'));
  write(cleanFleet);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const layer = 'overlays/globalizations/100-a/overlay.yaml';
const overlay = (rest: string): string => `apiVersion: headwater.dev/v1alpha1\nkind: Overlay\n${rest}`;

/** What a person at a terminal sees. */
const atTerminal = async (flags: Partial<ValidateFlags> = {}): Promise<string> => {
  let out = '';
  const terminal = {
    out: (text: string) => {
      out += text;
    },
    err: () => undefined,
    colors: true,
  };
  await validate(folder, { output: 'text', strict: false, verbose: false, ...flags }, terminal);
  return stripVTControlCharacters(out);
};

describe('validate for a person', () => {
  it('prints one line a finding where nobody looks, and the counts at the end', async () => {
    write({ [layer]: overlay('lables: []\n'), 'feed/x.yaml': '' });

    const { code, out } = await runCli('validate', folder);

    const lines = out.trimEnd().split('\n');
    expect(code).toBe(1);
    expect(lines.map((text) => text.split(' ').slice(0, 3).join(' '))).toEqual([
      'feed:1:1: warning UnknownFolder:',
      expect.stringMatching(new RegExp(`^${layer}:3:\\d+: error InvalidField:$`)),
      '1 Subscriptions, 2',
    ]);
    expect(lines.at(-1)).toContain('1 error, 1 warning, 0 notes');
  });

  it('puts carets under all of the offending text at a terminal', async () => {
    write({ [layer]: overlay('patches: [{ patch: [], onMissing: ignore }]\n') });

    const lines = (await atTerminal()).split('\n');

    const at = lines.findIndex((text) => text.startsWith('  3 | '));
    expect(lines[at]).toBe('  3 | patches: [{ patch: [], onMissing: ignore }]');
    expect(lines[at + 1]).toBe(`    | ${' '.repeat('patches: [{ patch: [], onMissing: '.length)}^^^^^^`);
  });

  it('shows of a long line what is around the offending text', async () => {
    write({ [layer]: overlay(`labels: []\nfeeds: [${'shop, '.repeat(60)}shpo]\n`) });

    const shown = (await atTerminal()).split('\n').filter((text) => /^ +\d* \| /.test(text));

    const column = shown[1]!.indexOf('^');
    expect(shown[0]!.slice(column, column + 4)).toBe('shpo');
    expect(shown[0]!.length).toBeLessThan(140);
  });

  it('leaves notes out unless it is asked for them', async () => {
    write({ 'feeds/shop/x.yaml': 'apiVersion: a.b/v1\nkind: Thing\nmetadata: { name: x, namespace: a }\n' });

    const quiet = await runCli('validate', folder);
    const verbose = await runCli('validate', folder, '--verbose');

    expect(quiet.out).not.toContain('ScopeUnknown');
    expect(verbose.out).toContain('feeds/shop/x.yaml:2:7: note ScopeUnknown');
    expect([quiet.code, verbose.code]).toEqual([0, 0]);
  });

  it('tells nothing that could move the cursor, in no output', async () => {
    write({
      [layer]: overlay('"la\\e[2Jbels\\u009b1A": []\n'),
      'overlays/globalizations/200-b/overlay.yaml': overlay('x\u009b1A: []\n'),
    });

    const outs = [
      await atTerminal({ verbose: true }),
      (await runCli('validate', folder)).out,
      (await runCli('validate', folder, '-o', 'json')).out,
      (await runCli('validate', folder, '-o', 'sarif')).out,
      (await runCli('validate', folder, '-o', 'github')).out,
    ];

    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there
    for (const out of outs) expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  });
});

describe('validate at a terminal without colours', () => {
  it('shows the carets too, and no escape', async () => {
    write({ [layer]: overlay('lables: []\n') });
    let out = '';
    const terminal = {
      out: (text: string) => {
        out += text;
      },
      err: () => undefined,
      colors: false,
      isTTY: true,
    };

    await validate(folder, { output: 'text', strict: false, verbose: false }, terminal);

    expect(out).toContain('\n    | ^^^^^^\n');
    expect(out).not.toContain('\u001b');
  });
});

describe('exit codes of validate', () => {
  it('are 0 for warnings, and 1 under --strict, where they are shown as errors', async () => {
    write({ 'feed/x.yaml': '' });

    const plain = await runCli('validate', folder);
    const strict = await runCli('validate', folder, '--strict');

    expect([plain.code, strict.code]).toEqual([0, 1]);
    expect(strict.out).toContain('feed:1:1: error UnknownFolder');
    expect(strict.out).toContain('1 error, 0 warnings');
  });

  it('are 1 under --strict for a Clusternet document that matches nothing, which warns otherwise', async () => {
    write({
      'overlays/localizations/eu-1/100-a.yaml':
        "apiVersion: apps.clusternet.io/v1alpha1\nkind: Localization\nmetadata: { name: a }\nspec:\n  feed: { apiVersion: v1, kind: ConfigMap, namespace: shop, name: frnt }\n  overrides: [{ name: a, type: MergePatch, value: '{}' }]\n",
    });

    const plain = await runCli('validate', folder);
    const strict = await runCli('validate', folder, '--strict');

    expect([plain.code, strict.code]).toEqual([0, 1]);
    expect(plain.out).toContain('warning OverlayMatchesNothing');
    expect(strict.out).toContain('error OverlayMatchesNothing');
  });

  it('are 2 where there is no repository, no such revision, and no such output', async () => {
    const codes = [
      await runCli('validate', join(folder, 'nowhere')),
      await runCli('validate', folder, '--revision', 'none'),
      await runCli('validate', folder, '-o', 'xml'),
    ].map(({ code }) => code);

    expect(codes).toEqual([2, 2, 2]);
  });
});

describe('validate for programs', () => {
  it('gives diagnostics, counts and commit as JSON', async () => {
    write({ [layer]: overlay(`annotations: { a: "${cel('cluster.labels.ring')}" }\n`), 'feed/x.yaml': '' });
    const git = (...args: readonly string[]): string =>
      execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
        cwd: folder,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
    git('init', '-q', '-b', 'main');
    git('add', '.');
    git('commit', '-q', '-m', 'one');

    const asTheyStand = JSON.parse((await runCli('validate', folder, '-o', 'json')).out);
    const { code, out } = await runCli('validate', folder, '-o', 'json', '--revision', 'main');

    expect(code).toBe(1);
    expect(asTheyStand.commit).toBeNull();
    expect(JSON.parse(out)).toEqual({
      commit: git('rev-parse', 'HEAD').trim(),
      subscriptions: 1,
      clusters: 2,
      counts: { errors: 1, warnings: 1, notes: 0 },
      diagnostics: [
        {
          code: 'UnknownFolder',
          severity: 'warning',
          message: expect.any(String),
          hint: expect.any(String),
          source: { file: 'feed', line: 1, column: 1 },
        },
        {
          code: 'ExpressionFailed',
          severity: 'error',
          message: expect.not.stringContaining('eu-1'),
          source: { file: layer, line: 3, column: expect.any(Number) },
          clusters: ['eu-1', 'us-1'],
        },
      ],
    });
  });

  it('gives workflow commands of GitHub, escaped so that no text ends one or begins another', async () => {
    const odd = 'feeds/a,b:c%/x.yaml';
    write({ [odd]: 'a: [', [layer]: overlay('"50%\\n::error::injected": 1\n') });

    const { out } = await runCli('validate', folder, '-o', 'github');

    const commands = out.trimEnd().split('\n');
    expect(commands).toHaveLength(3);
    expect(commands[0]).toMatch(
      /^::error file=feeds\/a%2Cb%3Ac%25\/x\.yaml,line=1,col=5,endColumn=\d+,title=YamlSyntax::\S/,
    );
    expect(commands[1]).toMatch(/^::error file=\S+,line=3,col=\d+,endColumn=\d+,title=InvalidField::\S/);
    expect(commands[1]).toContain('50%25');
    expect(commands[2]).not.toContain('::');
  });

  it('gives a warning and a note their own commands', async () => {
    write({
      'feed/x.yaml': '',
      'feeds/shop/x.yaml': 'apiVersion: a.b/v1\nkind: Thing\nmetadata: { name: x, namespace: a }\n',
    });

    const { out } = await runCli('validate', folder, '-o', 'github', '--verbose');

    expect(out).toMatch(/^::warning file=feed,line=1,col=1,title=UnknownFolder::/);
    expect(out).toMatch(
      /\n::notice file=feeds\/shop\/x\.yaml,line=2,col=7,endColumn=12,title=ScopeUnknown::/,
    );
  });
});

describe('Secrets in the output of validate', () => {
  const canary = 'hunter2-canary';
  const files = {
    'feeds/shop/secret.yaml': `apiVersion: v1\nkind: Secret\nmetadata:\n  name: s\nstringData:\n  password: ${canary}\n  ${'"pin"'}: 12 # ${canary}\n`,
    'feeds/shop/broken.yaml': `apiVersion: v1\nkind: Secret\nstringData:\n  password: "${canary}" oops\n`,
    'feeds/shop/number.yaml': `apiVersion: v1\nkind: Secret\nmetadata: { name: n }\nstringData: { a: ${canary}, pin: 99999999999999999999 }\n`,
    'feeds/shop/dup.yaml': `apiVersion: v1\nkind: Secret\nmetadata: { name: d }\nstringData:\n  a: x\n  a: ${canary}\n`,
    'feeds/shop/label.yaml': `apiVersion: v1\nkind: Secret\nmetadata: { name: l, labels: { a: 1 } }\nstringData: { a: ${canary} }\n`,
    'overlays/globalizations/100-a/overlay.yaml': overlay(
      `patches:\n  - target: { name: s }\n    patch: [{ op: test, path: /data/x, value: ${canary} }, { op: add, path: /stringData/none/x, value: ${canary} }]\n`,
    ),
    'overlays/globalizations/300-a/overlay.yaml': overlay(
      `patches: [{ target: { name: s }, patch: { data: { p: ${canary} } }, onMissing: ignore }]\n`,
    ),
    'overlays/globalizations/200-a/s.yaml': `apiVersion: v1\nkind: Secret\nmetadata: { name: s }\nstringData: { password: "${canary}-\${{ cluster.labels.none }}" }\n`,
    'overlays/globalizations/200-b/s.yaml': `apiVersion: v1\nkind: Secret\nmetadata: { name: s }\nstringData: { password: ${canary}-b }\n`,
    'overlays/globalizations/200-c/s.yaml': `apiVersion: v1\nkind: Secret\nmetadata: { name: s }\nstringData: { password: ${canary}-c }\n`,
  };

  it('are never shown, in no output and at no terminal', async () => {
    write(files);

    const terminal = await atTerminal({ verbose: true });
    const outs = [
      terminal,
      ...(await Promise.all(
        (['text', 'json', 'github', 'sarif'] as const).map(
          async (output) => (await runCli('validate', folder, '--verbose', '-o', output)).out,
        ),
      )),
    ];

    expect(terminal).toContain('<masked>');
    for (const file of ['broken', 'number', 'dup', 'label'])
      expect(terminal).toContain(`feeds/shop/${file}.yaml`);
    for (const out of outs) expect(out).not.toContain(canary);
  });
});

describe('the modules of validate', () => {
  it('are not the Kubernetes client, an HTTP client or a server', () => {
    const seen = new Set<string>();
    const visit = (file: string): void => {
      if (seen.has(file)) return;
      seen.add(file);
      if (!file.endsWith('.ts')) return;
      for (const [, target] of readFileSync(file, 'utf8').matchAll(
        /^(?:import|export|\}) .*from '([^']+)'/gm,
      )) {
        visit(target!.startsWith('.') ? resolve(dirname(file), target!) : target!);
      }
    };

    visit(resolve('src/cli/commands/validate.ts'));
    visit(resolve('src/cli/main.ts'));

    expect(seen.has(resolve('src/review/validate/review-fleet.ts'))).toBe(true);
    for (const name of ['@kubernetes/client-node', 'undici', 'hono', '@hono/node-server', 'isomorphic-git']) {
      expect(seen.has(name)).toBe(false);
    }
  });
});
