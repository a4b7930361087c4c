import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openRange, parseRange, type RangeTrees } from '../../../../src/cli/diff/range.ts';
import type { HeadwaterError } from '../../../../src/model/diagnostic.ts';
import {
  createTestRepository,
  removeFolder,
  type TestRepository,
  temporaryFolder,
} from '../../git/system-git.support.ts';

let repository: TestRepository;
beforeEach(() => {
  repository = createTestRepository(temporaryFolder());
});
afterEach(() => removeFolder(repository.folder));

const codeOf = async (run: () => unknown): Promise<string> => {
  try {
    await run();
    return 'nothing';
  } catch (error) {
    return (error as HeadwaterError).diagnostic.code;
  }
};
const texts = ({ before, after }: RangeTrees): readonly string[] =>
  [before, after].map(({ entries }) =>
    entries.map(({ path, read }) => `${path}=${Buffer.from(read()).toString()}`).join(' '),
  );
const read = (range: string, folder = repository.folder): Promise<RangeTrees> =>
  openRange(folder, parseRange(range));

/** main went on after `topic` left it; the files stand as `topic` has them, and one is changed since. */
const branches = (): void => {
  repository.write('a', 'fork');
  repository.commit();
  repository.git('checkout', '-q', '-b', 'topic');
  repository.write('a', 'topic');
  repository.commit();
  repository.git('checkout', '-q', 'main');
  repository.write('b', 'main');
  repository.commit();
  repository.git('checkout', '-q', 'topic');
  repository.write('a', 'unsaved');
};

describe('a range', () => {
  it('is a base for the files as they stand, two dots as they are, three dots from the merge base', () => {
    expect(parseRange('main')).toEqual({ base: 'main', head: undefined, fromMergeBase: false });
    expect(parseRange('v1.2..HEAD')).toEqual({ base: 'v1.2', head: 'HEAD', fromMergeBase: false });
    expect(parseRange('origin/main...feature/x')).toEqual({
      base: 'origin/main',
      head: 'feature/x',
      fromMergeBase: true,
    });
  });

  it('has HEAD for a side that is left out, as in git', () => {
    expect(parseRange('main...')).toEqual({ base: 'main', head: 'HEAD', fromMergeBase: true });
    expect(parseRange('..topic')).toEqual({ base: 'HEAD', head: 'topic', fromMergeBase: false });
  });

  it('with one commit compares it with the files as they stand', async () => {
    branches();

    expect(texts(await read('main'))).toEqual(['a=fork b=main', 'a=unsaved']);
  });

  it('with two dots compares the commits, with three what the head did since it left', async () => {
    branches();

    expect(texts(await read('main..topic'))).toEqual(['a=fork b=main', 'a=topic']);
    expect(texts(await read('main...topic'))).toEqual(['a=fork', 'a=topic']);
  });

  it('is read from a bare repository too', async () => {
    branches();
    const bare = join(repository.folder, 'bare.git');
    repository.git('clone', '-q', '--bare', repository.folder, bare);

    expect(texts(await read('main...topic', bare))).toEqual(['a=fork', 'a=topic']);
  });

  it('of a name that is not there is SourceMissing', async () => {
    branches();

    expect(await codeOf(() => read('nowhere...topic'))).toBe('SourceMissing');
  });

  it('of a branch that a shallow clone does not have says what to fetch', async () => {
    branches();
    const shallow = join(repository.folder, 'shallow.git');
    const url = `file://${repository.folder}`;
    repository.git('clone', '-q', '--bare', '--depth', '1', '--branch', 'topic', url, shallow);

    const error = await read('main...topic', shallow).catch((thrown: HeadwaterError) => thrown.diagnostic);

    expect(error).toMatchObject({ code: 'SourceMissing', hint: expect.stringContaining('fetch-depth: 0') });
  });

  it('of the files as they stand is refused for a bare repository, which has none', async () => {
    branches();
    const bare = join(repository.folder, 'bare.git');
    repository.git('clone', '-q', '--bare', repository.folder, bare);

    expect(await codeOf(() => read('main', bare))).toBe('InvalidFlag');
  });
});
