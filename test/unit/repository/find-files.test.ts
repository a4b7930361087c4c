import { describe, expect, it } from 'vitest';
import { findFiles } from '../../../src/repository/read/find-files.ts';
import { parseIgnore } from '../../../src/repository/read/ignore.ts';
import { indexTree } from '../../../src/repository/read/tree-index.ts';
import { line } from './fleet-files.ts';
import { memoryTree } from './memory-tree.ts';

type Files = Parameters<typeof memoryTree>[0];

const find = (files: Files, ignore = '') => {
  const found = findFiles(indexTree(memoryTree(files)), ['feeds'], parseIgnore(ignore));
  return { paths: found.files.map(({ path }) => path), problems: found.diagnostics.map(line) };
};

describe('links', () => {
  it('are followed to files and folders inside the repository, through one another', () => {
    const found = find({
      'base/a.yaml': 'a',
      'base/deep/b.yaml': 'b',
      'feeds/x/file.yaml': { link: '../../base/a.yaml' },
      'feeds/x/folder': { link: '../../alias' },
      alias: { link: 'base' },
    });
    expect(found).toEqual({
      paths: ['feeds/x/file.yaml', 'feeds/x/folder/a.yaml', 'feeds/x/folder/deep/b.yaml'],
      problems: [],
    });
  });

  it('may stand for a known folder itself', () => {
    expect(find({ feeds: { link: 'teams' }, 'teams/x/a.yaml': 'a' }).paths).toEqual(['feeds/x/a.yaml']);
  });

  it('are resolved from where they really stand', () => {
    const found = find({
      'base/deep/up.yaml': { link: '../a.yaml' },
      'base/a.yaml': 'a',
      'feeds/x': { link: '../base/deep' },
    });
    expect(found).toEqual({ paths: ['feeds/x/up.yaml'], problems: [] });
  });

  it.each([
    ['out of the repository', '../../../etc/passwd'],
    ['out of the repository and back', '../../../repo/base/a.yaml'],
    ['to an absolute path', '/etc/passwd'],
    ['to nothing', 'gone.yaml'],
    ['to itself', 'l.yaml'],
    ['below a file', 'a.yaml/b.yaml'],
  ])('that lead %s are refused', (_, link) => {
    const found = find({ 'feeds/x/l.yaml': { link }, 'feeds/x/a.yaml': 'a' });
    expect(found).toEqual({
      paths: ['feeds/x/a.yaml'],
      problems: ['SymlinkOutside error feeds/x/l.yaml:1:1'],
    });
  });

  it('that lead in a circle are refused', () => {
    const found = find({ 'feeds/x/a.yaml': { link: 'b.yaml' }, 'feeds/x/b.yaml': { link: 'a.yaml' } });
    expect(found.problems).toHaveLength(2);
  });

  it('from a folder to one around it are refused once, and end', () => {
    const found = find({ 'feeds/x/a.yaml': 'a', 'feeds/x/loop': { link: '..' } });
    expect(found.paths).toEqual(['feeds/x/a.yaml']);
    expect(found.problems).toEqual(['SymlinkOutside error feeds/x/loop:1:1']);
  });

  it('that multiply without end are cut off', () => {
    const fan = Object.fromEntries(
      Array.from({ length: 24 }, (_, level) => [
        [`f${level}/a`, { link: `../f${level + 1}` }],
        [`f${level}/b`, { link: `../f${level + 1}` }],
      ]).flat(),
    );
    const found = find({ ...fan, 'f24/x.txt': '', 'feeds/x': { link: '../f0' } });
    expect(found.problems.map((problem) => problem.split(' ')[0])).toEqual(['RepositoryLimit']);
    expect(found.paths).toEqual([]);
  });
});

describe('.headwaterignore', () => {
  const ignored = (rules: string, path: string, isFolder = false): boolean =>
    parseIgnore(rules)(path, isFolder);

  it.each([
    ['*.json', 'feeds/a/b.json', true],
    ['*.json', 'feeds/a/b.yaml', false],
    ['b.yaml', 'feeds/a/b.yaml', true],
    ['/b.yaml', 'feeds/a/b.yaml', false],
    ['feeds/*/b.yaml', 'feeds/a/b.yaml', true],
    ['feeds/*/b.yaml', 'feeds/a/c/b.yaml', false],
    ['feeds/**/b.yaml', 'feeds/b.yaml', true],
    ['feeds/**/b.yaml', 'feeds/a/c/b.yaml', true],
    ['**/c/b.yaml', 'feeds/a/c/b.yaml', true],
    ['feeds/a/**', 'feeds/a/c/b.yaml', true],
    ['feeds/a/**', 'feeds/a', false],
    ['a?c.yaml', 'abc.yaml', true],
    ['[a-c]x', 'bx', true],
    ['[!a-c]x', 'bx', false],
    ['# b.yaml', 'b.yaml', false],
    ['\\#b', '#b', true],
    ['b.yaml  ', 'b.yaml', true],
    ['*.yaml\n!keep.yaml', 'keep.yaml', false],
    ['!keep.yaml\n*.yaml', 'keep.yaml', true],
    ['', 'a', false],
  ])('%j on %s is %s', (rules, path, expected) => {
    expect(ignored(rules, path)).toBe(expected);
  });

  it('takes a slash at the end for folders alone', () => {
    expect(ignored('drafts/', 'feeds/drafts', true)).toBe(true);
    expect(ignored('drafts/', 'feeds/drafts', false)).toBe(false);
  });

  it('leaves out a folder with all that is in it', () => {
    const files = {
      'feeds/x/a.yaml': 'a',
      'feeds/x/drafts/b.yaml': 'b',
      'feeds/x/drafts/gone': { link: '/x' },
    };
    expect(find(files, 'drafts/')).toEqual({ paths: ['feeds/x/a.yaml'], problems: [] });
  });

  it('does not take hours over a hostile rule', () => {
    const rule = `${'*a'.repeat(60)}b`;
    expect(ignored(rule, `${'a'.repeat(5_000)}c`)).toBe(false);
  });
});
