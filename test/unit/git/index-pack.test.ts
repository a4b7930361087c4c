import { hash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultObjectLimits } from '../../../src/git/git-object.ts';
import { type PackLimits, storePack } from '../../../src/git/index-pack.ts';
import type { HeadwaterError } from '../../../src/model/diagnostic.ts';
import {
  createTestRepository,
  removeFolder,
  type TestRepository,
  temporaryFolder,
} from './system-git.support.ts';

const limits: PackLimits = { ...defaultObjectLimits, maxPackBytes: 64 * 1024 * 1024 };
let root: string;
let made = 0;
const freshName = (): string => {
  made += 1;
  return join(root, `made-${made}`);
};
const emptyGitdir = (): string => {
  const gitdir = freshName();
  mkdirSync(join(gitdir, 'objects', 'pack'), { recursive: true });
  return gitdir;
};
const packFiles = (gitdir: string): readonly string[] => readdirSync(join(gitdir, 'objects', 'pack')).sort();

beforeEach(() => {
  root = temporaryFolder();
});
afterEach(() => removeFolder(root));

/** A pack of these entries, with a right checksum. */
const packOf = (count: number, ...entries: readonly Buffer[]): Buffer => {
  const header = Buffer.alloc(12);
  header.write('PACK', 'latin1');
  header.writeUInt32BE(2, 4);
  header.writeUInt32BE(count, 8);
  const body = Buffer.concat([header, ...entries]);
  return Buffer.concat([body, hash('sha1', body, 'buffer')]);
};
/** A blob of at most 15 bytes. */
const blob = (text: string): Buffer =>
  Buffer.concat([Buffer.from([0x30 | text.length]), deflateSync(Buffer.from(text))]);
/** A delta by offset, at most 15 bytes, `distance` (at most 127) bytes after its base. */
const delta = (distance: number, data: Buffer): Buffer =>
  Buffer.concat([Buffer.from([0x60 | data.length, distance]), deflateSync(data)]);

/** Five commits of a long file that changes a little, so that git makes deltas, and of some small ones. */
const history = (): TestRepository => {
  const repository = createTestRepository(join(root, 'history'));
  const lines = Array.from({ length: 300 }, (_, line) => `line ${line} ${hash('sha1', String(line))}`);
  for (let round = 0; round < 5; round += 1) {
    lines[round * 10] = `changed in ${round}`;
    repository.write('long.txt', lines.join('\n'));
    repository.write(`small/${round}.txt`, `${round}\n`);
    repository.write('empty.txt', '');
    repository.commit(`round ${round}`);
  }
  return repository;
};

/** git's own index of a pack. */
const indexByGit = (repository: TestRepository, pack: Buffer): Buffer => {
  const file = `${freshName()}.pack`;
  writeFileSync(file, pack);
  repository.git('index-pack', file);
  return readFileSync(file.replace(/pack$/, 'idx'));
};

describe('storePack', () => {
  it.each([
    ['deltas by offset', ['--delta-base-offset']],
    ['deltas by id', []],
    ['no deltas', ['--depth=0']],
  ])('writes the very index that git writes: %s', async (_what, options) => {
    const repository = history();
    const pack = repository.gitBytes(['pack-objects', '--all', '--revs', '--stdout', '-q', ...options], '');
    const gitdir = emptyGitdir();

    await storePack(gitdir, pack, limits);

    const name = `pack-${pack.toString('hex', pack.length - 20)}`;
    expect(packFiles(gitdir)).toEqual([`${name}.idx`, `${name}.pack`]);
    const index = readFileSync(join(gitdir, 'objects', 'pack', `${name}.idx`));
    expect(index.equals(indexByGit(repository, pack))).toBe(true);
  });

  it('writes nothing for a pack of no objects', async () => {
    const gitdir = emptyGitdir();
    await storePack(gitdir, packOf(0), limits);
    expect(packFiles(gitdir)).toEqual([]);
  });

  const bad: Readonly<Record<string, Buffer>> = {
    'no pack': Buffer.from('<html>a proxy says no, at some length</html>'),
    'another version': (() => {
      const pack = packOf(1, blob('a'));
      pack[7] = 3;
      return pack;
    })(),
    'a wrong checksum': Buffer.concat([packOf(1, blob('a')).subarray(0, -1), Buffer.from([0])]),
    'fewer objects than it says': packOf(2, blob('a')),
    'more objects than it says': packOf(1, blob('a'), blob('b')),
    'an entry that is cut off': packOf(1, blob('abc').subarray(0, 5)),
    'a size that is not so': packOf(
      1,
      Buffer.concat([Buffer.from([0x32]), deflateSync(Buffer.from('abcdef'))]),
    ),
    'a delta whose base is no entry': packOf(1, delta(3, Buffer.from([1, 1, 0x90, 1]))),
    'a delta whose base is itself missing': packOf(
      1,
      Buffer.concat([Buffer.from([0x74]), Buffer.alloc(20, 7), deflateSync(Buffer.from([1, 1, 0x90, 1]))]),
    ),
    'an unknown kind of entry': packOf(1, Buffer.from([0x50]), deflateSync(Buffer.alloc(0))),
  };
  it.each(Object.entries(bad))('refuses %s, and leaves nothing', async (_what, pack) => {
    const gitdir = emptyGitdir();
    const stored = storePack(gitdir, pack, limits);
    await expect(stored).rejects.toMatchObject({ diagnostic: { code: 'SourceCorrupt' } });
    expect(packFiles(gitdir)).toEqual([]);
  });

  it('refuses an object, and a whole, that would take more than they may', async () => {
    const zeros = deflateSync(Buffer.alloc(1_000_000));
    const large = Buffer.concat([Buffer.from([0xb0, 0xa4, 0xe8, 0x03]), zeros]);
    const gitdir = emptyGitdir();
    const refused = { diagnostic: { code: 'RepositoryLimit' } };
    const tight = { ...limits, maxObjectBytes: 999_999 };
    await expect(storePack(gitdir, packOf(1, large), tight)).rejects.toMatchObject(refused);
    const whole = { ...limits, maxPackBytes: 1_500_000 };
    await expect(storePack(gitdir, packOf(2, large, large), whole)).rejects.toMatchObject(refused);
    await storePack(gitdir, packOf(1, large), limits);
    expect(packFiles(gitdir)).toHaveLength(2);
  });

  it('ends with an error of ours whatever bytes come', async () => {
    const repository = history();
    const pack = repository.gitBytes(['pack-objects', '--all', '--revs', '--stdout', '-q'], '');
    const damage = fc.record({ at: fc.nat(pack.length - 21), byte: fc.integer({ min: 0, max: 255 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 3 }), async (damages) => {
        const broken = Buffer.from(pack);
        for (const { at, byte } of damages) broken[at] = byte;
        const body = broken.subarray(0, -20);
        hash('sha1', body, 'buffer').copy(broken, body.length);
        await storePack(emptyGitdir(), broken, limits).catch((error: HeadwaterError) => {
          expect(['SourceCorrupt', 'RepositoryLimit']).toContain(error.diagnostic?.code ?? String(error));
        });
      }),
      { numRuns: 200 },
    );
  });
});
