import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTreeReader, defaultTreeLimits, type TreeLimits } from '../../../src/git/commit-tree.ts';
import { openObjectStore } from '../../../src/git/object-store.ts';
import type { HeadwaterError } from '../../../src/model/diagnostic.ts';
import {
  createTestRepository,
  removeFolder,
  type TestRepository,
  temporaryFolder,
  treeLine,
  writeRawObject,
} from './system-git.support.ts';

let repository: TestRepository;
beforeEach(() => {
  repository = createTestRepository(temporaryFolder());
});
afterEach(() => removeFolder(repository.folder));

const readerOf = (limits: TreeLimits = defaultTreeLimits) =>
  createTreeReader(openObjectStore(join(repository.folder, '.git')), limits);

const commitOf = (tree: string): string =>
  writeRawObject(
    repository,
    'commit',
    Buffer.from(`tree ${tree}\nauthor A <a> 0 +0000\ncommitter A <a> 0 +0000\n\nx\n`),
  );

const codeOf = (commit: string, limits?: TreeLimits): string => {
  try {
    readerOf(limits).treeOf(commit);
    return 'nothing';
  } catch (error) {
    return (error as HeadwaterError).diagnostic?.code ?? String(error);
  }
};

describe('the tree of a commit', () => {
  it('holds each file with path, id, size, mode and content', () => {
    repository.write('feeds/shop/front.yaml', 'kind: Deployment\n');
    repository.write('fleet.yaml', '');
    repository.write('feeds/ü.yaml', 'ü');
    symlinkSync('../fleet.yaml', join(repository.folder, 'feeds/link'));
    const commit = repository.commit();

    const tree = readerOf().treeOf(commit);

    expect(tree.commit).toBe(commit);
    const seen = tree.entries.map(({ path, mode, size }) => `${mode} ${size} ${path}`);
    expect(seen).toEqual([
      'symlink 13 feeds/link',
      'file 17 feeds/shop/front.yaml',
      'file 2 feeds/ü.yaml',
      'file 0 fleet.yaml',
    ]);
    expect(Buffer.from(tree.entries[1]!.read()).toString()).toBe('kind: Deployment\n');
    expect(Buffer.from(tree.entries[0]!.read()).toString()).toBe('../fleet.yaml');
    expect(tree.entries[1]!.oid).toBe(repository.git('rev-parse', 'HEAD:feeds/shop/front.yaml'));
  });

  it('lists a submodule and refuses its content', () => {
    repository.write('a', 'a');
    repository.git('add', '-A');
    repository.git('update-index', '--add', '--cacheinfo', `160000,${'ab'.repeat(20)},vendor`);
    repository.git('commit', '-q', '-m', 'x');
    const [, vendor] = readerOf().treeOf(repository.git('rev-parse', 'HEAD')).entries;
    expect(vendor).toMatchObject({ path: 'vendor', mode: 'submodule', oid: 'ab'.repeat(20) });
    expect(() => vendor!.read()).toThrow();
  });

  it('is sorted by whole paths, also where a file and a folder begin alike', () => {
    const paths = ['a.b', 'a/b', 'a-b', 'a0', 'ab/c', 'a/b.c', 'b/\u{1f30a}', 'b/\uff5e'];
    for (const path of paths) repository.write(path, path);
    const tree = readerOf().treeOf(repository.commit());
    const byBytes = [...paths].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    expect(tree.entries.map(({ path }) => path)).toEqual(byBytes);
  });

  it('may be empty, whether or not git stored the empty tree', () => {
    expect(readerOf().treeOf(commitOf('4b825dc642cb6eb9a060e54bf8d69288fbee4904')).entries).toEqual([]);
    expect(readerOf().isComplete(commitOf('4b825dc642cb6eb9a060e54bf8d69288fbee4904'))).toBe(true);
  });

  it('is that of the commit behind a tag', () => {
    repository.write('a', 'a');
    const commit = repository.commit();
    repository.git('tag', '-a', '-m', 'x', 'v1');
    expect(readerOf().treeOf(repository.git('rev-parse', 'v1')).commit).toBe(commit);
  });

  it('is complete only when every file is there', () => {
    repository.write('folder/a', 'a');
    const commit = repository.commit();
    expect(readerOf().isComplete(commit)).toBe(true);
    const blob = repository.git('rev-parse', 'HEAD:folder/a');
    removeFolder(join(repository.folder, '.git/objects', blob.slice(0, 2), blob.slice(2)));
    expect(readerOf().isComplete(commit)).toBe(false);
    expect(readerOf().isComplete('ab'.repeat(20))).toBe(false);
  });
});

describe('a tree that git would not have made', () => {
  const names = ['..', '.', '.git', '.GIT', 'a\\b', 'a/b', '', '/etc'];
  for (const name of names) {
    it(`with the name ${JSON.stringify(name)} is refused`, () => {
      const blob = writeRawObject(repository, 'blob', Buffer.from('x'));
      expect(codeOf(commitOf(writeRawObject(repository, 'tree', treeLine('100644', name, blob))))).toBe(
        'SourceMalformed',
      );
    });
  }

  it('is refused for a name that is not UTF-8, a bad mode, bad order, a name that stands twice, or its end', () => {
    const blob = writeRawObject(repository, 'blob', Buffer.from('x'));
    const empty = writeRawObject(repository, 'tree', Buffer.alloc(0));
    const file = (name: string): Buffer => treeLine('100644', name, blob);
    const bad = [
      treeLine('100644', Buffer.from([0xff, 0xfe]), blob),
      treeLine('120777', 'a', blob),
      Buffer.concat([file('b'), file('a')]),
      Buffer.concat([file('a'), file('a')]),
      Buffer.concat([file('a'), file('a.b'), treeLine('40000', 'a', empty)]),
      file('a').subarray(0, -1),
      Buffer.from('100644 a'),
    ];
    for (const data of bad)
      expect(codeOf(commitOf(writeRawObject(repository, 'tree', data)))).toBe('SourceMalformed');
  });

  it('is refused where an entry is of another kind than its mode says', () => {
    const blob = writeRawObject(repository, 'blob', Buffer.from('x'));
    const asFolder = commitOf(writeRawObject(repository, 'tree', treeLine('40000', 'a', blob)));
    expect(codeOf(asFolder)).toBe('SourceMalformed');
    const empty = writeRawObject(repository, 'tree', Buffer.alloc(0));
    const asFile = commitOf(writeRawObject(repository, 'tree', treeLine('100644', 'a', empty)));
    expect(() => readerOf().treeOf(asFile).entries[0]!.read()).toThrow();
  });

  it('cannot unfold one tree into endless files or folders', () => {
    for (const leaf of [
      Buffer.alloc(0),
      treeLine('100644', 'f', writeRawObject(repository, 'blob', Buffer.from('x'))),
    ]) {
      let tree = writeRawObject(repository, 'tree', leaf);
      for (let level = 0; level < 12; level += 1) {
        const lines = Array.from({ length: 10 }, (_, i) => treeLine('40000', `d${i}`, tree));
        tree = writeRawObject(repository, 'tree', Buffer.concat(lines));
      }
      const commit = commitOf(tree);
      expect(codeOf(commit)).toBe('RepositoryLimit');
      expect(readerOf().isComplete(commit)).toBe(true);
    }
  });

  it('may be neither too deep nor too long of path', () => {
    repository.write('a/b/c/d', 'x');
    const commit = repository.commit();
    expect(codeOf(commit, { ...defaultTreeLimits, maxDepth: 2 })).toBe('RepositoryLimit');
    expect(codeOf(commit, { ...defaultTreeLimits, maxPathLength: 6 })).toBe('RepositoryLimit');
    expect(codeOf(commit, { ...defaultTreeLimits, maxDepth: 3, maxPathLength: 7, maxEntries: 4 })).toBe(
      'nothing',
    );
  });

  it('is no commit where the object is something else', () => {
    const blob = writeRawObject(repository, 'blob', Buffer.from('x'));
    expect(codeOf(blob)).toBe('SourceMissing');
    expect(codeOf('ab'.repeat(20))).toBe('SourceMissing');
    expect(codeOf(writeRawObject(repository, 'commit', Buffer.from('author x\n\n')))).toBe('SourceMalformed');
  });
});
