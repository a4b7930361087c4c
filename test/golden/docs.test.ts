import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import { parseDocuments } from '../../src/repository/yaml/documents.ts';
import { fillPage } from './docs/fill-page.ts';
import { reviewPage, reviewPageFile } from './docs/transcript.ts';

describe('a page that is filled', () => {
  const fill = (page: string): Promise<string> => fillPage(page, async (command) => `${command} ran\n`);

  it('has what each command says below it, and keeps all else', async () => {
    const page = 'a\n```console\n$ one\nold\n$ two\n```\nb\n```yaml\n$ three\n```\n';

    expect(await fill(page)).toBe(
      'a\n```console\n$ one\none ran\n$ two\ntwo ran\n```\nb\n```yaml\n$ three\n```\n',
    );
  });

  it('fences what holds a fence with a longer one, and is the same when it is filled again', async () => {
    const fenced = (page: string): Promise<string> => fillPage(page, async () => '```diff\n-a\n```\n');
    const once = await fenced('```console\n$ one\n```\nb\n');

    expect(once).toBe('````console\n$ one\n```diff\n-a\n```\n````\nb\n');
    expect(await fenced(once)).toBe(once);
  });

  it('leaves what is for later as it is', async () => {
    const page = '```console later\n$ one\n```\n';

    expect(await fill(page)).toBe(page);
  });

  it('says what headwater says, in a repository whose commits have the same ids every time', async () => {
    const page = '```console\n$ git rev-parse main HEAD\n$ headwater diff main...HEAD\n```\n';

    const [once, again] = [await reviewPage(page), await reviewPage(page)];

    expect(once).toBe(again);
    expect(once).toMatch(/^\$ headwater diff main\.\.\.HEAD\n.*[0-9a-f]{12}/m);
  }, 120_000);
});

describe('docs/review.md', () => {
  const page = readFileSync(reviewPageFile, 'utf8');
  const blocks = [...page.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, text]) => text ?? '');
  const workflows = blocks.filter((text) => text.includes('jobs:'));

  it('says what the commands say today: npm run docs writes it anew', async () => {
    expect(await reviewPage(page)).toBe(page);
  }, 120_000);

  it('has examples that are YAML', () => {
    const parsed = blocks.map((text) => parseDocuments(text, { file: 'example.yaml' }));

    expect(blocks).toHaveLength(4);
    expect(parsed.flatMap(({ diagnostics }) => diagnostics)).toEqual([]);
  });

  it('pins every action and image, gives no workflow a right that it does not name, and never puts text of an event into a script', () => {
    for (const text of blocks) {
      for (const [, image] of text.matchAll(/registry\.example\/headwater(\S*)/g)) {
        expect(image).toMatch(/^@sha256:[0-9a-f]{64}$/);
      }
    }
    for (const text of workflows) {
      const { documents } = parseDocuments(text, { file: 'example.yaml' });
      const workflow = documents[0]?.value as JsonObject;
      expect(workflow.permissions).toBeDefined();
      for (const [, action] of text.matchAll(/uses: (\S+)/g))
        expect(action).toMatch(/^[\w/-]+@[0-9a-f]{40}$/);
      const scripts = [...text.matchAll(/run: \|\n((?: {10,}.*\n)+)|run: (.*)\n/g)].map(([all]) => all);
      expect(scripts.length).toBeGreaterThan(0);
      for (const script of scripts) expect(script).not.toContain('${{');
    }
  });

  it('has links that lead somewhere', () => {
    const targets = [...page.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, target]) => target ?? '');

    expect(targets.filter((target) => !existsSync(join(dirname(reviewPageFile), target)))).toEqual([]);
  });
});
