import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type GitServer, startGitServer } from '../../src/demo/git-server/git-server.ts';
import { type GitSourceOptions, type HttpGitSource, openGitSource } from '../../src/git/open-source.ts';
import type { HeadwaterError } from '../../src/model/diagnostic.ts';
import type { Tree } from '../../src/repository/tree.ts';
import {
  createTestRepository,
  removeFolder,
  type TestRepository,
  temporaryFolder,
} from '../unit/git/system-git.support.ts';

const codeOf = (doing: Promise<unknown>): Promise<string> =>
  doing.then(
    () => 'nothing',
    (error: HeadwaterError) => error.diagnostic?.code ?? String(error),
  );

const contents = (tree: Tree): Record<string, string> =>
  Object.fromEntries(tree.entries.map((entry) => [entry.path, Buffer.from(entry.read()).toString()]));

let server: GitServer;
let names = 0;
/** Repository of the test at hand: a working copy, and its name at the server. */
let repository: TestRepository;
let name: string;
let folder: string;
const sources: HttpGitSource[] = [];

beforeAll(async () => {
  server = await startGitServer();
});
afterAll(() => server.stop());

beforeEach(async () => {
  names += 1;
  name = `fleet-${names}`;
  await server.createRepository(name);
  folder = temporaryFolder();
  repository = createTestRepository(join(folder, 'work'));
});
afterEach(async () => {
  for (const source of sources.splice(0)) await source.close();
  server.faults.cutAfterBytes(undefined);
  server.faults.stallAfterBytes(undefined);
  server.faults.silent(false);
  await server.faults.down(false);
  removeFolder(folder);
});

const push = (...flags: string[]): void => {
  repository.git('push', '-q', ...flags, server.folderOf(name), 'main');
};
const pushFile = (path: string, content: string): string => {
  repository.write(path, content);
  const commit = repository.commit();
  push();
  return commit;
};
const open = async (options: Partial<GitSourceOptions> = {}): Promise<HttpGitSource> => {
  const source = await openGitSource({
    url: server.url(name),
    branch: 'main',
    gitdir: join(folder, 'source'),
    ...options,
  });
  sources.push(source);
  return source;
};
const bareFolder = (): string =>
  join(folder, 'source', readFileSync(join(folder, 'source/current'), 'utf8').trim());
const packNames = (): readonly string[] =>
  readdirSync(join(bareFolder(), 'objects/pack')).filter((file) => file.endsWith('.pack'));
const follow = async (source: HttpGitSource): Promise<number> =>
  (await source.fetch(await source.remoteHead())).bytes;

const giveOnlyWhatIsReachable = (): void => {
  for (const key of ['uploadpack.allowReachableSHA1InWant', 'uploadpack.allowAnySHA1InWant']) {
    repository.git('--git-dir', server.folderOf(name), 'config', key, 'false');
  }
};

/** Forty folders of fifty files; `salt` keeps them from packing to nothing. */
const writeManyFiles = (): void => {
  for (let i = 0; i < 2_000; i += 1) {
    const salt = Math.imul(i + 1, 2654435761) >>> 0;
    repository.write(
      `feeds/f-${i % 40}/${i}.yaml`,
      `kind: ConfigMap\ndata:\n  n: "${salt}"\n  m: "${salt ** 2}"\n`,
    );
  }
};

describe('a source over HTTP', () => {
  it('says where the branch is and brings its tree', async () => {
    const commit = pushFile('feeds/a.yaml', 'a: 1\n');
    const source = await open();
    expect(await source.remoteHead()).toBe(commit);
    expect(await source.has(commit)).toBe(false);
    expect(await codeOf(source.tree(commit))).toBe('SourceMissing');

    const { bytes } = await source.fetch(commit);

    expect(bytes).toBeGreaterThan(100);
    expect(await source.has(commit)).toBe(true);
    expect(contents(await source.tree(commit))).toEqual({ 'feeds/a.yaml': 'a: 1\n' });
    expect(await source.head()).toBe(commit);
  });

  it('follows its branch where the server’s HEAD names one that does not exist', async () => {
    const first = pushFile('a.yaml', '1');
    repository.git('-C', server.folderOf(name), 'symbolic-ref', 'HEAD', 'refs/heads/nowhere');
    const source = await open();
    await follow(source);
    const second = pushFile('a.yaml', '2');
    await follow(source);
    expect(contents(await source.tree(first))).toEqual({ 'a.yaml': '1' });
    expect(contents(await source.tree(second))).toEqual({ 'a.yaml': '2' });
  });

  it('asks for nothing that is here', async () => {
    const commit = pushFile('a', '1');
    const source = await open();
    await follow(source);
    server.resetTraffic();
    expect(await source.fetch(commit)).toEqual({ commit, bytes: 0 });
    expect(server.traffic().requests).toBe(0);
  });

  it('gets one new commit of a large repository for kilobytes, time after time and after a restart', async () => {
    writeManyFiles();
    repository.commit();
    push();
    const first = await open();
    const whole = await follow(first);
    for (const version of [1, 2, 3]) {
      const source = version === 3 ? await open() : first;
      if (version === 3) await first.close();
      const commit = pushFile('feeds/f-7/7.yaml', `changed: ${version}\n`);
      server.resetTraffic();
      const bytes = await follow(source);
      expect(await source.has(commit)).toBe(true);
      expect(bytes).toBeLessThan(20_000);
      expect(server.traffic().bytesSent).toBeLessThan(20_000);
      expect(whole).toBeGreaterThan(100_000);
      const tree = await source.tree(commit);
      expect(tree.entries).toHaveLength(2_000);
      expect(
        Buffer.from(tree.entries.find(({ path }) => path === 'feeds/f-7/7.yaml')!.read()).toString(),
      ).toBe(`changed: ${version}\n`);
    }
  });

  it('polls for a few hundred bytes', async () => {
    pushFile('a', '1');
    const head = repository.git('rev-parse', 'HEAD');
    const refs = Array.from({ length: 2_000 }, (_, i) => `create refs/heads/other-${i} ${head}\n`);
    repository.gitBytes(['--git-dir', server.folderOf(name), 'update-ref', '--stdin'], refs.join(''));
    const source = await open();
    server.resetTraffic();
    await source.remoteHead();
    expect(server.traffic().bytesSent).toBeLessThan(2_000);
  });

  it('leaves no history behind: only the last commit comes with the first fetch', async () => {
    for (let i = 0; i < 5; i += 1) pushFile('a', `${i}`);
    const source = await open();
    await follow(source);
    expect(await source.has(repository.git('rev-parse', 'HEAD~1'))).toBe(false);
    expect(readFileSync(join(bareFolder(), 'shallow'), 'utf8').trim()).toBe(
      repository.git('rev-parse', 'HEAD'),
    );
  });

  it('keeps to a repository that git itself finds sound', async () => {
    pushFile('a', '1');
    const source = await open();
    await follow(source);
    pushFile('b/c', '2');
    await follow(source);
    repository.git('--git-dir', bareFolder(), 'fsck', '--strict', '--full');
  });

  it('brings several commits at once, a merge too', async () => {
    pushFile('a', '1');
    const source = await open();
    await follow(source);
    repository.git('checkout', '-q', '-b', 'side');
    repository.write('side', 's');
    repository.commit();
    repository.git('checkout', '-q', 'main');
    pushFile('main', 'm');
    repository.git('merge', '-q', '--no-edit', 'side');
    push();
    await follow(source);
    expect(contents(await source.tree(repository.git('rev-parse', 'HEAD')))).toEqual({
      a: '1',
      main: 'm',
      side: 's',
    });
  });

  it('brings a commit by its id, also one that is not the newest', async () => {
    const old = pushFile('a', '1');
    pushFile('a', '2');
    const newest = pushFile('a', '3');
    const source = await open();
    await follow(source);
    await source.fetch(old);
    expect(contents(await source.tree(old))).toEqual({ a: '1' });
    expect(await source.head()).toBe(newest);
  });

  it('names what the server does not give', async () => {
    const dropped = pushFile('a', '1');
    repository.write('a', '2');
    repository.git('commit', '-q', '-a', '--amend', '-m', 'instead');
    const newest = repository.git('rev-parse', 'HEAD');
    push('--force');
    giveOnlyWhatIsReachable();
    const source = await open();
    await follow(source);
    expect(await codeOf(source.fetch(dropped))).toBe('SourceMissing');
    expect(await codeOf(source.fetch('ab'.repeat(20)))).toBe('SourceMissing');
    expect(await codeOf(source.fetch('main'))).toBe('SourceMissing');
    expect(await source.head()).toBe(newest);
    const elsewhere = async (options: Partial<GitSourceOptions>): Promise<string> =>
      codeOf((await open({ gitdir: join(folder, 'other'), ...options })).remoteHead());
    expect(await elsewhere({ branch: 'none' })).toBe('SourceMissing');
    expect(await elsewhere({ branch: 'mai' })).toBe('SourceMissing');
    expect(await elsewhere({ url: server.url('absent') })).toBe('SourceMissing');
  });

  it('names the branch of an empty repository as missing', async () => {
    expect(await codeOf((await open()).remoteHead())).toBe('SourceMissing');
  });
});

describe('a connection that fails', () => {
  const cuts = { first: [0, 100, 10_000, 100_000], later: [0, 1, 4, 8, 40, 200, 1_000, 10_000] };

  for (const kind of ['first', 'later'] as const) {
    it(`amid the ${kind} fetch never moves what is believed, and the next fetch works`, async () => {
      for (let i = 0; i < 50; i += 1) repository.write(`feeds/${i}`, writeNoise(i).slice(0, 4_000));
      const before = pushFile('before', '1');
      const source = await open();
      if (kind === 'later') await follow(source);
      const believed = kind === 'later' ? before : undefined;
      let commit = before;
      for (const [index, bytes] of cuts[kind].entries()) {
        // random enough that the pack is larger than the largest cut
        if (kind === 'later') commit = pushFile(`new-${index}`, writeNoise(index));
        expect(await source.remoteHead()).toBe(commit);
        server.faults.cutAfterBytes(bytes);
        expect(`${bytes} ${await codeOf(source.fetch(commit))}`).toBe(`${bytes} SourceUnavailable`);
        expect(await source.has(commit)).toBe(false);
        expect(await source.head()).toBe(believed);
        server.faults.cutAfterBytes(undefined);
        if (kind === 'later') expect((await source.tree(before)).entries).toHaveLength(51);
      }
      const bytes = await follow(source);
      expect((await source.tree(commit)).entries.length).toBeGreaterThanOrEqual(51);
      expect(await source.head()).toBe(commit);
      // eight files of noise, and no second clone on top
      if (kind === 'later') expect(bytes).toBeLessThan(300_000);
      repository.git('--git-dir', bareFolder(), 'fsck', '--full');
    });
  }

  it('by silence ends in time, whether before or amid the answer', async () => {
    const commit = pushFile('a', writeNoise(1));
    const source = await open({ timeouts: { idleMs: 300 } });
    await source.remoteHead();
    for (const fault of ['silent', 'stall']) {
      if (fault === 'silent') server.faults.silent(true);
      else server.faults.stallAfterBytes(1_000);
      const started = performance.now();
      expect(await codeOf(source.fetch(commit))).toBe('SourceTimeout');
      expect(performance.now() - started).toBeLessThan(5_000);
      server.faults.silent(false);
      server.faults.stallAfterBytes(undefined);
    }
    server.faults.silent(true);
    expect(await codeOf(source.remoteHead())).toBe('SourceTimeout');
    server.faults.silent(false);
    await source.fetch(commit);
  });

  it('by an answer that drips for ever ends in time', async () => {
    const commit = pushFile('a', writeNoise(1));
    const source = await open({ timeouts: { idleMs: 30_000, totalMs: 400 } });
    server.faults.stallAfterBytes(1_000);
    expect(await codeOf(source.fetch(commit))).toBe('SourceTimeout');
  });

  it('by a server that is down or overloaded can be tried again', async () => {
    const commit = pushFile('a', '1');
    const source = await open();
    for (const how of [true, 'unavailable'] as const) {
      await server.faults.down(how);
      const error = (await source.remoteHead().catch((caught) => caught)) as HeadwaterError;
      expect([error.diagnostic.code, error.retryable]).toEqual(['SourceUnavailable', true]);
      await server.faults.down(false);
    }
    expect(await source.remoteHead()).toBe(commit);
  });

  it('by the caller is let go at once, and another caller of the same fetch is not', async () => {
    const commit = pushFile('a', writeNoise(1));
    const source = await open();
    server.faults.stallAfterBytes(1_000);
    const first = new AbortController();
    const second = new AbortController();
    const one = codeOf(source.fetch(commit, first.signal));
    const two = codeOf(source.fetch(commit, second.signal));
    first.abort();
    expect(await one).toBe('SourceUnavailable');
    second.abort();
    expect(await two).toBe('SourceUnavailable');
    server.faults.stallAfterBytes(undefined);
    expect(await codeOf(source.fetch(commit, AbortSignal.abort()))).toBe('SourceUnavailable');
    await source.fetch(commit);
  });
});

/** 40 KB that do not compress. */
const writeNoise = (seed: number): string => {
  let state = seed + 1;
  return Array.from({ length: 10_000 }, () => {
    state = Math.imul(state, 1664525) + 1013904223;
    return (state >>> 8).toString(36).padStart(5, '0').slice(-5);
  }).join('');
};

describe('bounds', () => {
  it('end a fetch that is larger than allowed', async () => {
    const commit = pushFile('a', writeNoise(1));
    const source = await open({ limits: { maxBytes: 10_000 } });
    expect(await codeOf(source.fetch(commit))).toBe('SourceLimit');
    expect(await source.has(commit)).toBe(false);
    expect(await source.head()).toBeUndefined();
  });

  it('of a tree keep a commit out, and what was there stays', async () => {
    const good = pushFile('a', '1');
    const source = await open({ limits: { tree: { maxEntries: 3, maxDepth: 5, maxPathLength: 100 } } });
    await follow(source);
    for (const file of ['b', 'c', 'd']) repository.write(file, file);
    const large = pushFile('e', 'e');
    expect(await codeOf(source.fetch(large).then(() => source.tree(large)))).toBe('RepositoryLimit');
    expect(contents(await source.tree(good))).toEqual({ a: '1' });
  });

  it('let two callers share one fetch', async () => {
    writeManyFiles();
    const commit = pushFile('a', '1');
    const source = await open();
    await source.remoteHead();
    server.resetTraffic();
    const results = await Promise.all([source.fetch(commit), source.fetch(commit), source.fetch(commit)]);
    expect(new Set(results.map(({ bytes }) => bytes)).size).toBe(1);
    expect(server.traffic().requests).toBe(2);
    expect(packNames()).toHaveLength(1);
  });

  it('let fetches of different commits follow one another', async () => {
    const commits = ['1', '2', '3'].map((content) => pushFile('a', content));
    const source = await open();
    await source.remoteHead();
    await Promise.all(commits.map((commit) => source.fetch(commit)));
    for (const commit of commits) expect(await source.has(commit)).toBe(true);
    expect(await source.head()).toBe(commits[2]);
  });
});

describe('a force-push', () => {
  /** Forgets at the server all that no branch holds. */
  const collectGarbage = (): void => {
    repository.git('--git-dir', server.folderOf(name), 'reflog', 'expire', '--expire=now', '--all');
    repository.git('--git-dir', server.folderOf(name), 'gc', '-q', '--prune=now');
  };

  it('is followed, and the commit that it drops stays readable while it is kept', async () => {
    pushFile('base', 'b');
    const dropped = pushFile('a', 'dropped');
    const source = await open({ limits: { maxPacks: 1 } });
    await follow(source);
    await source.keep(dropped);
    repository.git('reset', '-q', '--hard', 'HEAD~1');
    repository.write('a', 'instead');
    const instead = repository.commit();
    push('--force');
    collectGarbage();

    await follow(source);

    expect(await source.head()).toBe(instead);
    expect(contents(await source.tree(instead))).toEqual({ base: 'b', a: 'instead' });
    expect(contents(await source.tree(dropped))).toEqual({ base: 'b', a: 'dropped' });
    // the second pack was one too many: all is in one now, and the server could not have given the dropped one
    expect(packNames()).toHaveLength(1);
    const again = await open();
    expect(await again.kept()).toEqual([dropped]);
    expect(contents(await again.tree(dropped))).toEqual({ base: 'b', a: 'dropped' });
    pushFile('after', 'x');
    await follow(again);
    repository.git('--git-dir', bareFolder(), 'fsck', '--full');
  });

  it('costs at most one more tree, however long the history under it', async () => {
    for (let i = 0; i < 40; i += 1) pushFile('noise', writeNoise(i));
    const source = await open();
    const whole = await follow(source);
    repository.git('reset', '-q', '--hard', 'HEAD~1');
    const instead = pushFileForced('noise', writeNoise(1_000));
    server.resetTraffic();
    await follow(source);
    expect(contents(await source.tree(instead)).noise).toBe(writeNoise(1_000));
    // the history is some 1.6 MB; the bound of an increment is 1 MiB
    expect(server.traffic().bytesSent).toBeLessThan(1_200_000 + whole);
    expect(await source.has(repository.git('rev-parse', 'HEAD~1'))).toBe(false);
    const next = pushFile('small', 's');
    expect(await follow(source)).toBeLessThan(5_000);
    expect(await source.has(next)).toBe(true);
  });

  const pushFileForced = (path: string, content: string): string => {
    repository.write(path, content);
    const commit = repository.commit();
    push('--force');
    return commit;
  };

  it('to an unrelated history is followed', async () => {
    pushFile('a', '1');
    const source = await open();
    await follow(source);
    repository.git('checkout', '-q', '--orphan', 'fresh');
    repository.git('branch', '-q', '-D', 'main');
    repository.git('branch', '-m', 'main');
    const commit = pushFileForced('b', '2');
    await follow(source);
    expect(contents(await source.tree(commit))).toEqual({ a: '1', b: '2' });
  });

  it('is forgotten once nobody keeps it', async () => {
    const dropped = pushFile('a', 'dropped');
    const source = await open({ limits: { maxPacks: 1 } });
    await follow(source);
    await source.keep(dropped);
    await source.release(dropped);
    expect(await source.kept()).toEqual([]);
    const commit = pushFile('a', 'next');
    await follow(source);
    expect(await source.has(dropped)).toBe(false);
    expect(await source.has(commit)).toBe(true);
  });

  it('leaves a tree that was handed out readable over a renewal', async () => {
    const first = pushFile('a', 'first');
    const source = await open({ limits: { maxPacks: 1 } });
    await follow(source);
    const tree = await source.tree(first);
    pushFile('a', 'second');
    await follow(source);
    expect(packNames()).toHaveLength(1);
    expect(contents(tree)).toEqual({ a: 'first' });
  });
});

describe('kept commits', () => {
  it('must be here', async () => {
    const commit = pushFile('a', '1');
    const source = await open();
    expect(await codeOf(source.keep(commit))).toBe('SourceMissing');
    expect(await codeOf(source.keep('../../x'))).toBe('SourceMissing');
    await follow(source);
    await source.keep(commit);
    await source.keep(commit);
    expect(await source.kept()).toEqual([commit]);
    expect(readFileSync(join(bareFolder(), 'refs/headwater/keep', commit), 'utf8')).toBe(`${commit}\n`);
    await source.release(commit);
    await source.release(commit);
    expect(await source.kept()).toEqual([]);
  });
});

describe('damage on the disk', () => {
  const packPath = (): string => join(bareFolder(), 'objects/pack', packNames()[0]!);

  it('in the pack is met on reading, and the next fetch brings all of it anew', async () => {
    const old = pushFile('a', writeNoise(1));
    const source = await open();
    await follow(source);
    await source.keep(old);
    const newest = pushFile('a', writeNoise(2));
    await follow(source);
    await source.keep(newest);
    for (const file of packNames()) {
      const path = join(bareFolder(), 'objects/pack', file);
      const bytes = readFileSync(path);
      rmSync(path);
      writeFileSync(path, bytes.fill(0x55, 300, bytes.length - 20));
    }
    const damaged = await open();
    const reading = async () => contents(await damaged.tree(newest));
    expect(['SourceCorrupt', 'SourceMissing']).toContain(await codeOf(reading()));
    expect(await damaged.has(newest)).toBe(false);

    await damaged.remoteHead();
    await damaged.fetch(newest);

    expect(contents(await damaged.tree(newest))).toEqual({ a: writeNoise(2) });
    expect(await damaged.kept()).toEqual([old, newest].sort());
    expect(contents(await damaged.tree(old)).a).toBe(writeNoise(1));
  });

  it('of a file amid a sound repository is mended without losing what the server forgot', async () => {
    pushFile('large', writeNoise(1));
    const source = await open();
    await follow(source);
    const forgotten = pushFile('a', 'forgotten');
    await follow(source);
    await source.keep(forgotten);
    const largePack = packPath();
    repository.git('reset', '-q', '--hard', 'HEAD~1');
    repository.git('rm', '-q', 'large');
    repository.write('b', 'b');
    const instead = repository.commit();
    push('--force');
    await source.close();
    const bytes = readFileSync(largePack);
    // the commit and the tree stand in front; the file's bytes are in the middle
    bytes[Math.floor(bytes.length / 2)]! ^= 0xff;
    rmSync(largePack);
    writeFileSync(largePack, bytes);

    const next = await open();
    const large = (await next.tree(forgotten)).entries.find(({ path }) => path === 'large');
    expect(() => large?.read()).toThrow();
    expect(await next.has(forgotten)).toBe(false);
    await next.remoteHead();
    await next.fetch(instead);

    expect(contents(await next.tree(instead))).toEqual({ b: 'b' });
    expect(await next.kept()).toEqual([forgotten]);
    expect(contents(await next.tree(forgotten)).large).toBe(writeNoise(1));
  });

  it('of a crash between any two steps leaves a source that works', async () => {
    const commit = pushFile('a', '1');
    const source = await open();
    await follow(source);
    await source.keep(commit);
    await source.close();
    const packs = join(bareFolder(), 'objects/pack');
    const good = readFileSync(packPath());
    const traces: Record<string, () => void> = {
      'a pack without its index': () => writeFileSync(join(packs, 'pack-00.pack'), good),
      'an index without its pack': () => writeFileSync(join(packs, 'pack-01.idx'), 'x'),
      'half an index': () => {
        writeFileSync(join(packs, 'pack-02.pack'), good);
        writeFileSync(join(packs, 'pack-02.idx'), 'half');
      },
      'a pack of ours that was not finished': () => writeFileSync(join(packs, 'unfinished.tmp'), 'PACK'),
      'a repository that was not switched to': () => createTestRepository(join(folder, 'source/repo-9')),
      'half a pointer': () => writeFileSync(join(folder, 'source/current.tmp'), 'rep'),
      'a shallow commit whose pack never came': () =>
        writeFileSync(join(bareFolder(), 'shallow'), `${commit}\n${'ab'.repeat(20)}\n`),
      'a remote ref whose pack never came': () => {
        const folderOfRef = join(bareFolder(), 'refs/remotes/origin');
        mkdirSync(folderOfRef, { recursive: true });
        writeFileSync(join(folderOfRef, 'main'), `${'ab'.repeat(20)}\n`);
      },
      'a head whose pack never came': () =>
        writeFileSync(join(bareFolder(), 'refs/headwater/head'), `${'ab'.repeat(20)}\n`),
    };
    for (const [what, leave] of Object.entries(traces)) {
      leave();
      const next = await open();
      const fresh = pushFile('a', what);
      await follow(next);
      expect(contents(await next.tree(fresh)), what).toEqual({ a: what });
      expect(await next.kept(), what).toEqual([commit]);
      expect(contents(await next.tree(commit)), what).toEqual({ a: '1' });
      await next.close();
    }
    expect(readdirSync(join(folder, 'source')).sort()).toContain('current');
    expect(readdirSync(join(folder, 'source')).filter((file) => file.startsWith('repo-'))).toHaveLength(1);
  });

  it('of the pointer costs a new clone and nothing else', async () => {
    const commit = pushFile('a', '1');
    const source = await open();
    await follow(source);
    await source.close();
    writeFileSync(join(folder, 'source/current'), 'gone');
    const next = await open();
    await follow(next);
    expect(contents(await next.tree(commit))).toEqual({ a: '1' });
  });
});

describe('many fetches', () => {
  it('do not leave many packs', async () => {
    const kept = pushFile('a', '0');
    const source = await open({ limits: { maxPacks: 5 } });
    await follow(source);
    await source.keep(kept);
    for (let i = 1; i <= 13; i += 1) {
      const commit = pushFile('a', `${i}`);
      expect(await follow(source)).toBeLessThan(5_000);
      expect(contents(await source.tree(commit))).toEqual({ a: `${i}` });
      expect(packNames().length).toBeLessThanOrEqual(5);
    }
    expect(contents(await source.tree(kept))).toEqual({ a: '0' });
    repository.git('--git-dir', bareFolder(), 'fsck', '--full');
  });
});
