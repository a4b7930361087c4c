import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createWriteBatch } from '../../../src/store/write-batch.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const open: DatabaseSync[] = [];
/** A batch over a table of one column, whose disk answers when the test says so. */
const rig = () => {
  const database = new DatabaseSync(':memory:');
  open.push(database);
  database.exec('CREATE TABLE row (value TEXT)');
  const syncs: PromiseWithResolvers<void>[] = [];
  const batch = createWriteBatch(database, {
    sync: () => {
      const sync = Promise.withResolvers<void>();
      syncs.push(sync);
      return sync.promise;
    },
    mapError: (error) => `ours: ${(error as Error).message}`,
  });
  const insert = database.prepare('INSERT INTO row VALUES (?)');
  const rows = (): unknown[] =>
    database
      .prepare('SELECT value FROM row')
      .all()
      .map(({ value }) => value);
  return { batch, syncs, rows, add: (value: string) => batch.add(() => insert.run(value) && value) };
};

afterEach(() => {
  for (const database of open.splice(0)) database.close();
});

describe('createWriteBatch', () => {
  it('answers no write before the disk has it', async () => {
    const { add, syncs } = rig();
    const answered: string[] = [];
    const written = add('a').then((value) => answered.push(value));
    await turn();
    await turn();
    expect([answered, syncs.length]).toEqual([[], 1]);
    syncs[0]!.resolve();
    await written;
    expect(answered).toEqual(['a']);
  });

  it('commits what comes while the disk is busy together, once it is free', async () => {
    const { add, syncs, rows } = rig();
    const first = add('a');
    await turn();
    const later = [add('b'), add('c')];
    await turn();
    expect([rows(), syncs.length]).toEqual([['a'], 1]);
    syncs[0]!.resolve();
    await first;
    await vi.waitUntil(() => syncs.length === 2);
    expect([rows(), syncs.length]).toEqual([['a', 'b', 'c'], 2]);
    syncs[1]!.resolve();
    expect(await Promise.all(later)).toEqual(['b', 'c']);
  });

  it('tells every write of a batch that the disk refused it, and goes on with the next', async () => {
    const { add, syncs } = rig();
    const lost = Promise.allSettled([add('a'), add('b')]);
    await turn();
    syncs[0]!.reject(new Error('no space left'));
    expect(await lost).toEqual([
      { status: 'rejected', reason: 'ours: no space left' },
      { status: 'rejected', reason: 'ours: no space left' },
    ]);
    const next = add('c');
    await turn();
    syncs[1]!.resolve();
    expect(await next).toBe('c');
  });

  it('takes a whole batch back when one of its statements fails', async () => {
    const { add, batch, rows } = rig();
    const lost = Promise.allSettled([
      add('a'),
      batch.add(() => {
        throw new Error('broken');
      }),
    ]);
    expect((await lost).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(rows()).toEqual([]);
  });
});
