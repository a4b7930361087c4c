import { describe, expect, it } from 'vitest';
import { fillPage } from './docs/fill-page.ts';
import { reviewPage } from './docs/transcript.ts';

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
