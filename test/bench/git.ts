import { join } from 'node:path';
import { openGitSource } from '../../src/git/open-source.ts';
import {
  type BenchOptions,
  type BenchResult,
  cpuSince,
  goalRow,
  median,
  number,
  removeFolder,
  spread,
  temporaryFolder,
} from './harness.ts';
import { openRepository } from './repository.ts';

const files = 2000;
const perFolder = 50;
/** Kilobytes, not the repository; and the design's budget for an incremental fetch. */
const goals = { kilobytes: 16, ms: 150 } as const;

const text = (index: number, version: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: file-${index}, namespace: shop }\ndata: { version: "${version}", number: "${index * 7919}" }\n`;

const path = (index: number): string => `feeds/f-${Math.floor(index / perFolder)}/file-${index}.yaml`;

interface Fetched {
  readonly ms: number;
  readonly cpuMs: number;
  /** Received, as the source counts them. */
  readonly bytes: number;
  /** Sent by the server, HTTP included, the question where the branch stands too. */
  readonly wire: number;
}

/** A fetch of one new commit that changes one file of a repository of 2,000. */
export const benchGit = async ({ quick, say }: BenchOptions): Promise<readonly BenchResult[]> => {
  say(`git: one new commit on ${files} files`);
  const repository = await openRepository();
  const folder = temporaryFolder('git');
  const source = await openGitSource({
    url: repository.url,
    branch: 'main',
    gitdir: join(folder, 'fleet.git'),
  });
  const fetchNew = async (commit: string): Promise<Fetched> => {
    await repository.traffic();
    const cpu = process.cpuUsage();
    const start = performance.now();
    const head = await source.remoteHead();
    const { bytes } = await source.fetch(head);
    await source.tree(head);
    const ms = performance.now() - start;
    const cpuMs = cpuSince(cpu);
    if (head !== commit) throw new Error('the branch stands elsewhere');
    return { ms, cpuMs, bytes, wire: (await repository.traffic()).bytesSent };
  };
  try {
    const first = Object.fromEntries(
      Array.from({ length: files }, (_, index) => [path(index), text(index, 'one')]),
    );
    const cold = await fetchNew(await repository.replace(first));
    const fetches: Fetched[] = [];
    for (let count = 0; count < (quick ? 5 : 15); count += 1) {
      const changed = count * 97;
      fetches.push(
        await fetchNew(await repository.change({ [path(changed)]: text(changed, `two-${count}`) })),
      );
    }
    const of = (pick: (one: Fetched) => number): readonly number[] => fetches.map(pick);
    const kilobytes = of(({ wire }) => wire / 1024);
    const ms = of((one) => one.ms);
    const rows = [
      goalRow('sent by the server for it', median(kilobytes), goals.kilobytes, {
        unit: 'KB',
        value: `${spread(kilobytes)} KB`,
        note: `of which pack and refs ${number(median(of(({ bytes }) => bytes)) / 1024)} KB`,
      }),
      goalRow('asked, fetched, tree read', median(ms), goals.ms, {
        unit: 'ms',
        value: `${spread(ms)} ms`,
        note: `CPU ${number(median(of(({ cpuMs }) => cpuMs)))} ms`,
      }),
      {
        name: 'the first fetch, for comparison',
        value: `${number(cold.ms)} ms`,
        note: `${number(cold.wire / 1024)} KB`,
      },
    ];
    return [
      { title: `git, one new commit that changes one of ${files} files`, rows, raw: { cold, fetches } },
    ];
  } finally {
    await source.close();
    await repository.stop();
    removeFolder(folder);
  }
};
