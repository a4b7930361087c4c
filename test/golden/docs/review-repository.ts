import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Commits of the page's repository have these authors and times, and so the same ids on every machine. */
interface Change {
  readonly author: string;
  readonly time: string;
  readonly message: string;
  readonly edits: readonly Edit[];
}

interface Edit {
  readonly file: string;
  /** Text that stands there once; '' adds a file. */
  readonly old: string;
  readonly text: string;
}

/** The pull request that docs/review.md reviews: one change that goes as its author thinks, and one that does not. */
const pullRequest: readonly Change[] = [
  {
    author: 'Ada',
    time: '2025-11-19T10:15:00Z',
    message: 'More of the front in Europe',
    edits: [
      {
        file: 'overlays/globalizations/200-eu/front.yaml',
        old: 'replicas: 3',
        text: 'replicas: 4',
      },
    ],
  },
  {
    author: 'Ada',
    time: '2025-11-19T11:00:00Z',
    message: 'The front sends its traces away',
    edits: [
      {
        file: 'feeds/shop/front.yaml',
        old: '        - name: front\n          image: bookshop/front:1.4.0\n',
        text: '        - name: tracer\n          image: bookshop/tracer:0.9.1\n        - name: front\n          image: bookshop/front:1.4.1\n',
      },
      {
        file: 'feeds/shop/config.yaml',
        old: 'SESSION_KEY: only-an-example',
        text: 'SESSION_KEY: another-example',
      },
      { file: 'README.md', old: '# A fleet of four clusters', text: '# Four clusters' },
    ],
  },
];

const edit = (folder: string, { file, old, text }: Edit): void => {
  const path = join(folder, file);
  const before = readFileSync(path, 'utf8');
  if (before.split(old).length !== 2) throw new Error(`${file} does not have ${JSON.stringify(old)} once`);
  writeFileSync(
    path,
    before.replace(old, () => text),
  );
};

const git = (folder: string, args: readonly string[], who: Pick<Change, 'author' | 'time'>): void => {
  const person = (role: 'AUTHOR' | 'COMMITTER') => ({
    [`GIT_${role}_NAME`]: who.author,
    [`GIT_${role}_EMAIL`]: `${who.author.toLowerCase()}@bookshop.example`,
    [`GIT_${role}_DATE`]: who.time,
  });
  execFileSync('git', ['-c', 'gc.auto=0', '-c', 'core.autocrlf=false', ...args], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      PATH: process.env.PATH,
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
      ...person('AUTHOR'),
      ...person('COMMITTER'),
    },
  });
};

/**
 * Makes the repository that docs/review.md looks at: `main` is examples-repo, `front-in-autumn` a pull request of two
 * commits, checked out.
 */
export const makeReviewRepository = (examples: string, folder: string): void => {
  cpSync(examples, folder, { recursive: true });
  const first = { author: 'Grace', time: '2025-11-03T09:00:00Z' };
  git(folder, ['init', '-q', '-b', 'main'], first);
  git(folder, ['add', '-A'], first);
  git(folder, ['commit', '-q', '-m', 'The fleet'], first);
  git(folder, ['checkout', '-q', '-b', 'front-in-autumn'], first);
  for (const change of pullRequest) {
    for (const one of change.edits) edit(folder, one);
    git(folder, ['commit', '-q', '-a', '-m', change.message], change);
  }
};
