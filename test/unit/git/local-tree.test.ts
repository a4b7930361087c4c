import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultTreeLimits } from '../../../src/git/commit-tree.ts';
import { localCommitTree, openLocalRepository } from '../../../src/git/local-repository.ts';
import { workingCopyTree } from '../../../src/git/working-copy.ts';
import type { HeadwaterError } from '../../../src/model/diagnostic.ts';
import type { Tree } from '../../../src/repository/tree.ts';
import {
  createTestRepository,
  removeFolder,
  type TestRepository,
  temporaryFolder,
} from './system-git.support.ts';

let repository: TestRepository;
beforeEach(() => {
  repository = createTestRepository(temporaryFolder());
});
afterEach(() => removeFolder(repository.folder));

const flat = (tree: Tree) =>
  tree.entries.map(({ path, oid, size, mode, read }) => ({
    path,
    oid,
    size,
    mode,
    content: Buffer.from(read()).toString('base64'),
  }));

const codeOf = async (run: () => unknown): Promise<string> => {
  try {
    await run();
    return 'nothing';
  } catch (error) {
    return (error as HeadwaterError).diagnostic?.code ?? String(error);
  }
};

describe('a local repository', () => {
  it('is read back as it was written, from its commit and from its folder', async () => {
    const name = fc
      .stringMatching(/^[a-zA-Z0-9é. _-]{1,8}$/)
      .filter((text) => !/^\.+$|^\.git$/i.test(text.trim()));
    const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
    const files = fc.dictionary(path, fc.uint8Array({ maxLength: 300 }), { maxKeys: 12 });
    await fc.assert(
      fc.asyncProperty(files, fc.boolean(), async (contents, packed) => {
        repository.git('rm', '-rfq', '--ignore-unmatch', '.');
        repository.git('clean', '-fdxq');
        for (const [file, content] of Object.entries(contents)) {
          try {
            repository.write(file, Buffer.from(content));
          } catch {
            // a path that runs through a file that is there already
          }
        }
        repository.commit();
        if (packed) repository.git('repack', '-q', '-ad');
        const expected = repository
          .git('-c', 'core.quotePath=false', 'ls-tree', '-r', '-z', 'HEAD')
          .split('\0')
          .filter((line) => line !== '')
          .map((line) => ({ oid: line.slice(12, 52), path: line.slice(53) }));
        const committed = flat(localCommitTree(repository.folder, 'HEAD'));
        expect(committed.map(({ path: at, oid }) => ({ oid, path: at }))).toEqual(expected);
        for (const { path: at, content } of committed) {
          expect(content).toBe(Buffer.from(contents[at]!).toString('base64'));
        }
        expect(flat(await workingCopyTree(repository.folder))).toEqual(committed);
      }),
      { numRuns: 25 },
    );
  }, 60_000);

  it('finds HEAD, branches, tags, remote branches and ids, as git does', () => {
    const commits = [1, 2, 3].map((n) => {
      repository.write('a', `${n}`);
      return repository.commit(`${n}`);
    });
    repository.git('tag', 'light', 'HEAD~1');
    repository.git('tag', '-a', '-m', 'x', 'annotated', 'HEAD~2');
    repository.git('branch', 'team/feature', 'HEAD~1');
    repository.git('update-ref', 'refs/remotes/origin/main', 'HEAD~2');
    repository.git('checkout', '-q', '-b', 'side', 'HEAD~1');
    repository.write('side', 'x');
    repository.commit();
    repository.git('merge', '-q', '--no-edit', 'main');
    const revisions = [
      'HEAD', '@', 'main', 'side', 'team/feature', 'heads/main', 'refs/heads/main', 'light', 'annotated',
      'tags/annotated', 'origin/main', commits[0]!, commits[1]!.slice(0, 7), 'HEAD~1', 'HEAD^', 'HEAD^2', 'HEAD^2~1',
      'HEAD~0', 'HEAD^0', '@~1^1', 'main~2',
    ]; // biome-ignore format: one list
    for (const pack of [false, true]) {
      if (pack) {
        repository.git('pack-refs', '--all');
        repository.git('gc', '-q');
      }
      const local = openLocalRepository(repository.folder);
      for (const revision of revisions) {
        expect(`${revision} ${local.resolve(revision)}`).toBe(
          `${revision} ${repository.git('rev-parse', `${revision}^{commit}`)}`,
        );
      }
      local.close();
    }
  });

  it('prefers a tag to a branch of the same name, and a loose ref to a packed one', () => {
    repository.write('a', '1');
    const first = repository.commit();
    repository.git('tag', 'name');
    repository.git('pack-refs', '--all');
    repository.write('a', '2');
    const second = repository.commit();
    repository.git('branch', 'name');
    const local = openLocalRepository(repository.folder);
    expect(local.resolve('name')).toBe(first);
    expect(local.resolve('heads/name')).toBe(second);
    expect(local.resolve('main')).toBe(second);
    local.close();
  });

  it('names nothing by what is no revision', async () => {
    repository.write('a', '1');
    repository.commit();
    symlinkSync('/etc/hostname', join(repository.folder, '.git/refs/heads/out'));
    const bad = [
      'nothing',
      '',
      '..',
      '../../etc/passwd',
      'HEAD~9',
      'HEAD^2',
      'ffffffff',
      'a'.repeat(40),
      'out',
      'HEAD:a',
      '-q',
    ];
    for (const revision of bad) {
      expect(`${revision} ${await codeOf(() => localCommitTree(repository.folder, revision))}`).toBe(
        `${revision} SourceMissing`,
      );
    }
  });

  it('is found through a worktree, and where it is bare', () => {
    repository.write('a', '1');
    const commit = repository.commit();
    const worktree = join(repository.folder, 'elsewhere');
    repository.git('worktree', 'add', '-q', '-b', 'other', worktree);
    writeFileSync(join(worktree, 'b'), 'b');
    const other = { cwd: worktree, env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null' } };
    execFileSync('git', ['add', '-A'], other);
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-q', '-m', 'b'], other);
    expect(localCommitTree(worktree, 'HEAD').entries.map(({ path }) => path)).toEqual(['a', 'b']);
    expect(localCommitTree(worktree, 'main').commit).toBe(commit);
    const bare = temporaryFolder();
    repository.git('clone', '-q', '--bare', repository.folder, bare);
    expect(localCommitTree(bare, 'main').commit).toBe(commit);
    removeFolder(bare);
  });

  it('says so where there is none, or one of another format', async () => {
    const folder = temporaryFolder();
    expect(await codeOf(() => localCommitTree(folder, 'HEAD'))).toBe('SourceMissing');
    repository.git('init', '-q', '--object-format=sha256', folder);
    expect(await codeOf(() => localCommitTree(folder, 'HEAD'))).toBe('SourceUnavailable');
    removeFolder(folder);
  });
});

describe('a working copy', () => {
  it('holds what lies on the disk, committed or not', async () => {
    repository.write('b/new.yaml', 'x: 1\n');
    repository.write('node_modules/p/index.js', 'skipped');
    const tree = await workingCopyTree(repository.folder);
    expect(tree.commit).toBe('');
    expect(tree.entries.map(({ path }) => path)).toEqual(['b/new.yaml']);
    expect(tree.entries[0]!.oid).toBe(repository.git('hash-object', 'b/new.yaml'));
    expect(tree.entries[0]!.size).toBe(5);
  });

  it('follows no symlink', async () => {
    repository.write('real/a', 'a');
    symlinkSync('real', join(repository.folder, 'to-folder'));
    symlinkSync('/etc/passwd', join(repository.folder, 'out'));
    symlinkSync('nowhere', join(repository.folder, 'broken'));
    const tree = await workingCopyTree(repository.folder);
    repository.commit();
    expect(flat(tree)).toEqual(flat(localCommitTree(repository.folder, 'HEAD')));
    expect(tree.entries.map(({ path, mode }) => `${mode} ${path}`)).toEqual([
      'symlink broken',
      'symlink out',
      'file real/a',
      'symlink to-folder',
    ]);
  });

  it('gives content and id of one reading, whatever happens to the file meanwhile', async () => {
    repository.write('a', 'before');
    const [entry] = (await workingCopyTree(repository.folder)).entries;
    const { oid } = entry!;
    repository.write('a', 'after, and longer');
    expect(Buffer.from(entry!.read()).toString()).toBe('before');
    expect([entry!.oid, entry!.size]).toEqual([oid, 6]);
  });

  it('takes a repository inside for a submodule', async () => {
    createTestRepository(join(repository.folder, 'vendor/lib')).write('x', 'x');
    const [entry] = (await workingCopyTree(repository.folder)).entries;
    expect(entry).toMatchObject({ path: 'vendor/lib', mode: 'submodule' });
    expect(() => entry!.read()).toThrow();
  });

  it('is bounded in files, depth and file size, and refuses what git could not carry', async () => {
    repository.write('a/b/c', 'x');
    repository.write('d', 'x');
    const with_ = (limits: object) =>
      codeOf(() => workingCopyTree(repository.folder, { ...defaultTreeLimits, ...limits }));
    expect(await with_({ maxEntries: 1 })).toBe('RepositoryLimit');
    expect(await with_({ maxDepth: 1 })).toBe('RepositoryLimit');
    expect(await with_({ maxPathLength: 3 })).toBe('RepositoryLimit');
    expect(await with_({})).toBe('nothing');
    repository.write('large', Buffer.alloc(17 * 1024 * 1024));
    const large = (await workingCopyTree(repository.folder)).entries.find(({ path }) => path === 'large')!;
    expect(large.size).toBe(17 * 1024 * 1024);
    expect(await codeOf(() => large.read())).toBe('RepositoryLimit');
    unlinkSync(join(repository.folder, 'large'));
    writeFileSync(join(repository.folder, 'a\\b'), 'x');
    expect(await with_({})).toBe('SourceMalformed');
    unlinkSync(join(repository.folder, 'a\\b'));
    mkdirSync(Buffer.concat([Buffer.from(`${repository.folder}/`), Buffer.from([0xff, 0x41])]));
    expect(await with_({})).toBe('SourceMalformed');
    expect(await codeOf(() => workingCopyTree(join(repository.folder, 'none')))).toBe('SourceMissing');
  });
});
