import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLocalRepository } from '../../../src/git/local-repository.ts';
import { type CommitGraph, mergeBase } from '../../../src/git/merge-base.ts';
import type { HeadwaterError } from '../../../src/model/diagnostic.ts';
import {
  createTestRepository,
  openTestRepository,
  removeFolder,
  type TestRepository,
  temporaryFolder,
} from './system-git.support.ts';

let repository: TestRepository;
beforeEach(() => {
  repository = createTestRepository(temporaryFolder());
});
afterEach(() => removeFolder(repository.folder));

/** A commit with these parents; `time` in minutes. */
const commit = (parents: readonly string[], time: number): string => {
  const tree = repository.gitBytes(['mktree'], '').toString().trim();
  const person = `A <a@example.com> ${1_700_000_000 + 60 * time} +0000`;
  const lines = [`tree ${tree}`, ...parents.map((parent) => `parent ${parent}`)];
  const text = [...lines, `author ${person}`, `committer ${person}`, '', `${time}\n`].join('\n');
  return repository.gitBytes(['hash-object', '-w', '--stdin', '-t', 'commit'], text).toString().trim();
};

const ours = (first: string, second: string): string => {
  const local = openLocalRepository(repository.folder);
  try {
    return local.mergeBase(first, second);
  } finally {
    local.close();
  }
};

const diagnosticOf = (run: () => unknown) => {
  try {
    run();
  } catch (error) {
    return (error as HeadwaterError).diagnostic;
  }
  throw new Error('nothing was thrown');
};

describe('the merge base', () => {
  it('is where a branch left, whatever came to the base since', () => {
    const root = commit([], 0);
    const fork = commit([root], 1);
    const base = commit([fork], 2);
    const head = commit([commit([fork], 3)], 4);

    expect(ours(base, head)).toBe(fork);
    expect(ours(head, base)).toBe(fork);
    expect(ours(fork, head)).toBe(fork);
    expect(ours(head, head)).toBe(head);
  });

  it('is one best common ancestor of a criss-cross, the one that git prints', () => {
    const root = commit([], 0);
    const [left, right] = [commit([root], 1), commit([root], 2)];
    const [first, second] = [commit([left, right], 3), commit([right, left], 4)];

    expect(ours(first, second)).toBe(repository.git('merge-base', first, second));
    expect(ours(first, second)).toBe(right);
  });

  it('is among those that git finds, in histories of any shape and with clocks of any kind', () => {
    const history = fc.array(
      fc.record({ parents: fc.uniqueArray(fc.nat(), { maxLength: 3 }), time: fc.nat(20) }),
      { minLength: 2, maxLength: 14 },
    );
    fc.assert(
      fc.property(history, (written) => {
        const commits: string[] = [];
        for (const { parents, time } of written) {
          const known = [...new Set(parents.map((nth) => commits[nth % Math.max(1, commits.length)]))];
          const next = commit(
            known.filter((parent) => parent !== undefined),
            time,
          );
          if (!commits.includes(next)) commits.push(next);
        }
        const [first, second] = [commits.at(-1)!, commits.at(-2) ?? commits.at(-1)!];
        let expected: readonly string[];
        try {
          expected = repository.git('merge-base', '--all', first, second).split('\n');
        } catch {
          expect(diagnosticOf(() => ours(first, second)).code).toBe('SourceMissing');
          return;
        }
        expect(expected).toContain(ours(first, second));
      }),
      { numRuns: 40 },
    );
  }, 60_000);

  it('is missing where two histories have nothing in common, and nothing is fetched for it', () => {
    const diagnostic = diagnosticOf(() => ours(commit([], 0), commit([], 1)));

    expect(diagnostic.code).toBe('SourceMissing');
    expect(diagnostic.hint).not.toContain('unshallow');
  });

  it('tells a shallow clone apart, and says what to fetch', () => {
    const root = commit([], 0);
    const [base, head] = [commit([commit([root], 1)], 2), commit([commit([root], 3)], 4)];
    repository.git('branch', '-f', 'main', base);
    repository.git('branch', 'side', head);
    const folder = join(repository.folder, 'clone.git');
    const url = `file://${repository.folder}`;
    repository.git('clone', '-q', '--bare', '--depth', '1', '--no-single-branch', url, folder);
    const shallow = openLocalRepository(folder);

    const { code, hint } = diagnosticOf(() => shallow.mergeBase('main', 'side'));
    shallow.close();

    expect(code).toBe('SourceMissing');
    expect(hint).toContain('git fetch --unshallow');
    expect(hint).toContain('fetch-depth: 0');
    openTestRepository(folder).git('fetch', '-q', '--unshallow', 'origin');
    const whole = openLocalRepository(folder);
    expect(whole.mergeBase('main', 'side')).toBe(root);
    whole.close();
  });

  it('is not looked for beyond a bound', () => {
    let at = 0;
    const data = (parent: number): Buffer => {
      const person = `A <a@example.com> ${2_000_000_000 - parent} +0000`;
      return Buffer.from(
        `tree ${'0'.repeat(40)}\nparent ${String(parent).padStart(40, '0')}\nauthor ${person}\ncommitter ${person}\n\n`,
      );
    };
    const store: CommitGraph['store'] = {
      has: () => true,
      read: (oid) => {
        at += 1;
        return { type: 'commit', data: data(Number(oid) + 2) };
      },
    };
    const graph = { store, shallow: new Set<string>(), maxCommits: 100 };
    const [first, second] = ['1'.padStart(40, '0'), '2'.padStart(40, '0')];

    expect(diagnosticOf(() => mergeBase(graph, first, second)).code).toBe('RepositoryLimit');
    expect(at).toBeLessThanOrEqual(100);
  });
});
