import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { defaultObjectLimits, objectId } from '../../../src/git/git-object.ts';
import { openObjectStore } from '../../../src/git/object-store.ts';
import { createPackWriter } from '../../../src/git/pack-writer.ts';
import type { HeadwaterError } from '../../../src/model/diagnostic.ts';
import {
  createTestRepository,
  removeFolder,
  type TestRepository,
  temporaryFolder,
} from './system-git.support.ts';

const codeOf = (run: () => unknown): string => {
  try {
    run();
    return 'nothing';
  } catch (error) {
    return (error as HeadwaterError).diagnostic?.code ?? String(error);
  }
};

interface Known {
  readonly oid: string;
  readonly type: string;
  readonly data: Buffer;
}

/** Every object of a repository, as git itself reads it. */
const allObjects = (repository: TestRepository): readonly Known[] => {
  const output = repository.gitBytes(['cat-file', '--batch-all-objects', '--batch']);
  const known: Known[] = [];
  for (let at = 0; at < output.length; ) {
    const lineEnd = output.indexOf(0x0a, at);
    const [oid, type, size] = output.toString('latin1', at, lineEnd).split(' ') as [string, string, string];
    known.push({ oid, type, data: output.subarray(lineEnd + 1, lineEnd + 1 + Number(size)) });
    at = lineEnd + 2 + Number(size);
  }
  return known;
};

const expectSameAsGit = (repository: TestRepository, gitdir = join(repository.folder, '.git')): void => {
  const store = openObjectStore(gitdir);
  const known = allObjects(repository);
  expect(known.length).toBeGreaterThan(0);
  for (const { oid, type, data } of known) {
    const object = store.read(oid);
    expect(object.type).toBe(type);
    expect(object.data.equals(data), oid).toBe(true);
    expect(store.size(oid)).toBe(data.length);
    expect(store.has(oid)).toBe(true);
  }
  store.close();
};

/** Sixty versions of a few files: long chains of deltas once they are packed. */
const writeHistory = (repository: TestRepository): void => {
  const lines = Array.from({ length: 800 }, (_, i) => `line ${i} ${(i * 2654435761) % 65536}`);
  for (let version = 0; version < 60; version += 1) {
    lines[(version * 13) % lines.length] = `changed in ${version}`;
    lines.push(`added in ${version}`);
    repository.write('folder/long.txt', lines.join('\n'));
    repository.write(`folder/f-${version}.yaml`, `kind: Thing\nn: ${version}\n`);
    repository.write('binary', Buffer.from(Array.from({ length: 70_000 }, (_, i) => (i * version) % 251)));
    repository.commit(`version ${version}`);
  }
};

describe('a repository with a history', () => {
  let repository: TestRepository;
  beforeAll(() => {
    repository = createTestRepository(temporaryFolder());
    writeHistory(repository);
  }, 60_000);
  afterAll(() => removeFolder(repository.folder));

  it('is read as git reads it while its objects are loose', () => {
    expectSameAsGit(repository);
  });

  it('is read as git reads it from a pack with deltas 50 deep', () => {
    repository.git('repack', '-q', '-adf', '--depth=50', '--window=50');
    expect(
      Number(/^chain length = (\d+)/m.exec(repository.git('verify-pack', '-v', packOf(repository)))?.[1]),
    ).toBe(1);
    expectSameAsGit(repository);
  });

  it('is read as git reads it where deltas name their base by id', () => {
    repository.git('-c', 'repack.useDeltaBaseOffset=false', 'repack', '-q', '-adf', '--depth=50');
    expectSameAsGit(repository);
  });

  it('is read as git reads it from several packs and loose objects together', () => {
    repository.write('new', 'packed apart');
    repository.commit();
    repository.git('repack', '-q', '-d');
    repository.write('newer', 'loose');
    repository.commit();
    expectSameAsGit(repository);
  });

  it('is read through alternates', () => {
    const borrower = temporaryFolder();
    repository.git('clone', '-q', '--shared', '--bare', repository.folder, borrower);
    expectSameAsGit(repository, borrower);
    removeFolder(borrower);
  });

  it('finds ids by their first digits, packed or loose', () => {
    const store = openObjectStore(join(repository.folder, '.git'));
    for (const { oid } of allObjects(repository)) expect(store.matching(oid.slice(0, 12))).toEqual([oid]);
    expect(store.matching('0000000000')).toEqual([]);
    store.close();
  });

  it('bounds what one object may take', () => {
    const store = openObjectStore(join(repository.folder, '.git'), {
      ...defaultObjectLimits,
      maxObjectBytes: 60_000,
    });
    const large = repository.git('rev-parse', 'HEAD:binary');
    expect(store.size(large)).toBe(70_000);
    expect(codeOf(() => store.read(large))).toBe('RepositoryLimit');
    const chain = openObjectStore(join(repository.folder, '.git'), {
      ...defaultObjectLimits,
      maxDeltaDepth: 1,
    });
    expect(allObjects(repository).map(({ oid }) => codeOf(() => chain.read(oid)))).toContain('SourceCorrupt');
    store.close();
    chain.close();
  });
});

const packOf = (repository: TestRepository): string => {
  const folder = join(repository.folder, '.git/objects/pack');
  return join(folder, readdirSync(folder).find((name) => name.endsWith('.pack'))!);
};

describe('damage on the disk', () => {
  let repository: TestRepository;
  let oid: string;
  const gitdir = (): string => join(repository.folder, '.git');
  beforeEach(() => {
    repository = createTestRepository(temporaryFolder());
    repository.write('a', 'some content that is long enough to be hit\n'.repeat(50));
    repository.commit();
    oid = repository.git('rev-parse', 'HEAD:a');
  });
  afterEach(() => removeFolder(repository.folder));

  it('of any one byte of a pack is never taken for content', () => {
    repository.git('repack', '-q', '-ad');
    const pack = packOf(repository);
    const good = readFileSync(pack);
    rmSync(pack);
    for (let at = 12; at < good.length - 20; at += 1) {
      const bad = Buffer.from(good);
      bad[at]! ^= 0xff;
      writeFileSync(pack, bad);
      const store = openObjectStore(gitdir());
      const code = codeOf(() => {
        expect(store.read(oid).data.toString()).toContain('some content');
      });
      // the byte may belong to another object of the pack
      expect(['nothing', 'SourceCorrupt', 'RepositoryLimit', 'SourceMissing']).toContain(code);
      store.close();
    }
  });

  it('of an index or of the end of a pack sets the pair aside', () => {
    repository.git('repack', '-q', '-ad');
    const pack = packOf(repository);
    const path = pack.replace(/\.pack$/, '');
    truncateSync(pack, readFileSync(pack).length - 5);
    const store = openObjectStore(gitdir());
    expect(store.packs()).toEqual({ open: [], damaged: [path] });
    expect(codeOf(() => store.read(oid))).toBe('SourceMissing');
    store.close();
  });

  it('of a loose object is found out', () => {
    const loose = join(gitdir(), 'objects', oid.slice(0, 2), oid.slice(2));
    const cases: Record<string, Buffer> = {
      'not compressed': Buffer.from('plain'),
      'cut short': readFileSync(loose).subarray(0, 20),
      empty: Buffer.alloc(0),
      'another object': deflateSync(Buffer.from('blob 5\0other')),
      'a size that is not so': deflateSync(Buffer.from('blob 500\0other')),
      'a bomb': deflateSync(Buffer.concat([Buffer.from('blob 10\0'), Buffer.alloc(50_000_000)])),
    };
    for (const [what, bytes] of Object.entries(cases)) {
      rmSync(loose, { force: true });
      writeFileSync(loose, bytes);
      const store = openObjectStore(gitdir());
      expect(`${what}: ${codeOf(() => store.read(oid))}`).toBe(`${what}: SourceCorrupt`);
      store.close();
    }
  });
});

describe('a pack that we write', () => {
  it('is a pack to git, whatever its objects', () => {
    const repository = createTestRepository(temporaryFolder());
    const blobs = fc.uniqueArray(fc.uint8Array({ maxLength: 5_000 }), {
      selector: (bytes) => Buffer.from(bytes).toString('hex'),
      minLength: 1,
      maxLength: 20,
    });
    fc.assert(
      fc.property(blobs, (contents) => {
        const writer = createPackWriter(join(repository.folder, '.git'), contents.length);
        const ids = contents.map((content) => objectId('blob', content));
        contents.forEach((content, index) => {
          writer.add(ids[index]!, { type: 'blob', data: Buffer.from(content) });
        });
        const path = writer.finish();
        repository.git('verify-pack', `${path}.pack`);
        repository.git('index-pack', '--strict', '--verify', `${path}.pack`);
        const store = openObjectStore(join(repository.folder, '.git'));
        contents.forEach((content, index) => {
          expect(store.read(ids[index]!).data.equals(Buffer.from(content))).toBe(true);
        });
        store.close();
        rmSync(`${path}.pack`);
        rmSync(`${path}.idx`);
      }),
      { numRuns: 15 },
    );
    removeFolder(repository.folder);
  });
});
