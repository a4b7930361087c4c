import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createBlame, defaultBlameLimits } from '../../../src/git/blame.ts';
import { openTreeBlame } from '../../../src/git/local-blame.ts';
import { localCommitTree } from '../../../src/git/local-repository.ts';
import { openObjectStore } from '../../../src/git/object-store.ts';
import { workingCopyTree } from '../../../src/git/working-copy.ts';
import type { LineOrigin } from '../../../src/model/line-origin.ts';
import {
  createTestRepository,
  removeFolder,
  type TestRepository,
  temporaryFolder,
  writeRawObject,
} from './system-git.support.ts';

let repository: TestRepository;
beforeEach(() => {
  repository = createTestRepository(temporaryFolder());
});
afterEach(() => removeFolder(repository.folder));

const file = 'overlays/globalizations/100-a/front.yaml';
const commitOf = (origin: LineOrigin | undefined): string | undefined =>
  origin && origin.kind !== 'uncommitted' ? `${origin.kind} ${origin.commit}` : origin?.kind;

/** The commit that git blames for each line of a file. */
const gitBlame = (path = file, revision = 'HEAD'): readonly string[] => {
  const count = repository
    .gitBytes(['cat-file', 'blob', `${revision}:${path}`])
    .toString('latin1')
    .split(/(?<=\n)/).length;
  return Array.from({ length: count }, (_, index) =>
    repository
      .git('blame', '-L', `${index + 1},${index + 1}`, '--porcelain', revision, '--', path)
      .slice(0, 40),
  );
};
const blameOf = (revision = 'HEAD') =>
  openTreeBlame(repository.folder, localCommitTree(repository.folder, revision));
const expectAsGit = (path = file): void => {
  const blame = blameOf();
  const expected = gitBlame(path).map((commit) => `commit ${commit}`);
  expect(expected.map((_, index) => commitOf(blame.lineOrigin(path, index + 1)))).toEqual(expected);
  blame.close();
};

type Move =
  | { readonly type: 'edit'; readonly at: number; readonly added: number; readonly removed: number }
  | { readonly type: 'rename'; readonly to: number }
  | { readonly type: 'elsewhere' }
  | { readonly type: 'merge'; readonly at: number; readonly result: 'ours' | 'theirs' | 'both' | 'more' };

const place = fc.nat(20);
const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ type: fc.constant('edit'), at: place, added: fc.nat(3), removed: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('rename'), to: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('elsewhere') }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('merge'), at: place, result: fc.constantFrom('ours', 'theirs', 'both', 'more') }) },
); // biome-ignore format: one kind a line

/** Plays moves on one file of which no two lines are ever the same; answers the file's last path. */
const play = (moves: readonly Move[], end: string): string => {
  let serial = 0;
  const next = (): number => {
    serial += 1;
    return serial;
  };
  let path = file;
  const fresh = (count: number): string[] => Array.from({ length: count }, () => `line ${next()}${end}`);
  let lines = fresh(12);
  const save = (content: readonly string[]): void => {
    lines = [...content];
    repository.write(path, lines.join(''));
    repository.commit(`commit ${next()}`);
  };
  const merge = (at: number, result: Extract<Move, { type: 'merge' }>['result']): void => {
    const base = lines;
    repository.git('checkout', '-q', '-b', `side-${serial}`);
    const side = repository.git('branch', '--show-current');
    const theirs = base.toSpliced(Math.min(at, base.length - 1), 1, ...fresh(2));
    save(theirs);
    repository.git('checkout', '-q', 'main');
    const added = fresh(1);
    const ours = [...base, ...added];
    save(ours);
    repository.git('merge', '-q', '-s', 'ours', '--no-commit', '--no-ff', side);
    const both = [...theirs, ...added];
    save({ ours, theirs, both, more: [...fresh(1), ...both] }[result]);
  };
  save(lines);
  for (const one of moves) {
    if (one.type === 'edit') {
      const edited = lines.toSpliced(Math.min(one.at, lines.length), one.removed, ...fresh(one.added));
      save(edited.length > 0 ? edited : fresh(1));
    } else if (one.type === 'rename') {
      rmSync(join(repository.folder, path));
      path = `feeds/${one.to}/front.yaml`;
      save(lines);
    } else if (one.type === 'elsewhere') {
      repository.write('other.yaml', `${serial}`);
      repository.commit(`commit ${next()}`);
    } else {
      merge(one.at, one.result);
    }
  }
  return path;
};

describe('blame of a line', () => {
  it('is that of git, over edits, renames and merges', () => {
    const moves = fc.array(move, { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(moves, fc.constantFrom('\n', '\r\n'), (given, end) => {
        removeFolder(repository.folder);
        repository = createTestRepository(repository.folder);

        const path = play(given, end);

        expectAsGit(path);
      }),
      { numRuns: 20 },
    );
  }, 120_000);

  it('says who wrote it, and when in their own zone', () => {
    repository.write(file, 'a\n');
    repository.git('add', '-A');
    repository.git(
      '-c',
      'user.name=x',
      'commit',
      '-q',
      '-m',
      'm',
      '--author=Zoë Ünal <zoe@example.com>',
      '--date=2026-11-03T23:30:00-0330',
    );

    expect(blameOf().lineOrigin(file, 1)).toEqual({
      kind: 'commit',
      commit: repository.git('rev-parse', 'HEAD'),
      name: 'Zoë Ünal',
      email: 'zoe@example.com',
      time: '2026-11-03T23:30:00-03:30',
    });
  });

  it('tells a last line without an end from the same line with one, as git does', () => {
    repository.write(file, 'a\nb');
    repository.commit('one');
    repository.write(file, 'a\nb\n');
    repository.commit('two');

    expectAsGit();
  });

  it('follows no file that moved and changed at once', () => {
    repository.write('feeds/a.yaml', 'a\nb\nc\nd\n');
    repository.commit('one');
    rmSync(join(repository.folder, 'feeds/a.yaml'));
    repository.write('feeds/b.yaml', 'a\nb\nc\nnew\n');
    const moved = repository.commit('two');

    expect(commitOf(blameOf().lineOrigin('feeds/b.yaml', 1))).toBe(`commit ${moved}`);
  });

  it('is nothing for what is no plain file of the commit', () => {
    repository.write(file, 'a\n');
    symlinkSync('overlays', join(repository.folder, 'link'));
    repository.commit();
    const blame = blameOf();

    for (const path of ['none.yaml', 'overlays', 'link', `${file}/x`]) {
      expect(blame.lineOrigin(path, 1)).toBeUndefined();
    }
  });
});

describe('blame of a line whose history is not here', () => {
  const three = (): readonly string[] =>
    ['a\n', 'a\nb\n', 'a\nb\nc\n'].map((content) => {
      repository.write(file, content);
      return repository.commit();
    });

  it('ends in the oldest commit of a shallow clone', () => {
    const [, second, third] = three();
    const clone = join(repository.folder, 'clone');
    repository.git('clone', '-q', '--depth', '2', `file://${repository.folder}`, clone);

    const blame = openTreeBlame(clone, localCommitTree(clone, 'HEAD'));

    expect([1, 2, 3].map((line) => commitOf(blame.lineOrigin(file, line)))).toEqual([
      `before ${second}`,
      `before ${second}`,
      `commit ${third}`,
    ]);
  });

  it('ends in the commit whose parent is missing', () => {
    three();
    const tree = repository.git('rev-parse', 'HEAD^{tree}');
    const orphan = writeRawObject(
      repository,
      'commit',
      Buffer.from(
        `tree ${tree}\nparent ${'1'.repeat(40)}\nauthor a <a> 1 +0000\ncommitter a <a> 1 +0000\n\nm\n`,
      ),
    );

    expect(commitOf(blameOf(orphan).lineOrigin(file, 1))).toBe(`before ${orphan}`);
  });

  it.each([
    ['a file that is too large', { maxFileBytes: 3 }, 2],
    ['a difference that is too large', { maxEdits: 0 }, 2],
    ['a history that is too long', { maxCommits: 1 }, 1],
    ['time that is spent', { maxMilliseconds: 0 }, 2],
  ])('ends where it stands for %s', (_name, bound, index) => {
    const commits = three();
    const store = openObjectStore(join(repository.folder, '.git'));
    const limits = { ...defaultBlameLimits, ...bound };

    const origin = createBlame({ store, shallow: new Set(), limits }).lineOrigin(commits[2]!, file, 1);

    expect(commitOf(origin)).toBe(`before ${commits[index]}`);
  });
});

describe('blame of a working copy', () => {
  const open = async (folder = repository.folder) => openTreeBlame(folder, await workingCopyTree(folder));

  it('knows the lines that are not committed, and maps the others to the commit', async () => {
    repository.write(file, 'a\nb\n');
    const first = repository.commit();
    repository.write(file, 'new\na\nB\n');
    repository.write('feeds/new.yaml', 'a\n');

    const blame = await open();

    expect([1, 2, 3].map((line) => commitOf(blame.lineOrigin(file, line)))).toEqual([
      'uncommitted',
      `commit ${first}`,
      'uncommitted',
    ]);
    expect(commitOf(blame.lineOrigin('feeds/new.yaml', 1))).toBe('uncommitted');
    expect(blame.lineOrigin('feeds/none.yaml', 1)).toBeUndefined();
  });

  it('reads a folder inside a repository', async () => {
    repository.write(`fleet/${file}`, 'a\n');
    const first = repository.commit();

    expect(commitOf((await open(join(repository.folder, 'fleet'))).lineOrigin(file, 1))).toBe(
      `commit ${first}`,
    );
  });

  it('knows nothing of a repository that cannot be read, whatever is around it', async () => {
    repository.write('inner/a.yaml', 'a\n');
    repository.commit();
    const inner = join(repository.folder, 'inner');
    createTestRepository(inner).git('config', 'extensions.objectformat', 'sha256');

    expect((await open(inner)).lineOrigin('a.yaml', 1)).toBeUndefined();
  });

  it('has nothing committed before the first commit, and knows nothing outside a repository', async () => {
    repository.write(file, 'a\n');
    const outside = temporaryFolder();
    writeFileSync(join(outside, 'a.yaml'), 'a\n');

    expect(commitOf((await open()).lineOrigin(file, 1))).toBe('uncommitted');
    expect((await open(outside)).lineOrigin('a.yaml', 1)).toBeUndefined();
    removeFolder(outside);
  });
});
