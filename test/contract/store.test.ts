import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Json } from '../../src/model/json.ts';
import { createMemoryStore } from '../../src/store/memory-store.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';
import type { Store, Written } from '../../src/store/store.ts';

const implementations: Record<string, (folder: string) => Promise<Store>> = {
  memory: async () => createMemoryStore(),
  sqlite: (folder) => openSqliteStore(join(folder, 'state.db')),
};

/** About 5 MB of JSON that does not compress to nothing. */
const largeValue = (): Json =>
  Array.from({ length: 40_000 }, (_, index) => ({
    name: `object-${index}`,
    hash: `${index * 7919}`.repeat(12),
  }));

for (const [name, open] of Object.entries(implementations)) {
  describe(`the ${name} store`, () => {
    let folder: string;
    let store: Store;

    beforeEach(async () => {
      folder = mkdtempSync(join(tmpdir(), 'headwater-store-'));
      store = await open(folder);
    });
    afterEach(async () => {
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    });

    it('answers nothing for a key that was never written', async () => {
      expect(await store.read('subscription/default/shop')).toBeUndefined();
    });

    it('reads back what was written, whatever JSON it is', async () => {
      const values: Json[] = [null, true, 0, -1.5, '', 'é\u{1f30a}\n', [], {}, { a: [{ b: null }] }];
      for (const [index, value] of values.entries()) {
        const written = await store.write(`value/${index}`, value, undefined);
        expect({ value, ...(written as Written) }).toEqual(await store.read(`value/${index}`));
      }
    });

    it('reads back megabytes', async () => {
      const value = largeValue();
      await store.write('bytes/large', value, undefined);
      expect((await store.read('bytes/large'))?.value).toEqual(value);
    });

    it('reads back any JSON near the size where values are compressed', async () => {
      const property = fc.asyncProperty(
        fc.integer({ min: 0, max: 9_000 }),
        fc.string({ unit: 'binary', maxLength: 40 }),
        async (length, text) => {
          const key = `size/${length}`;
          const value = { text, padding: 'x'.repeat(length) };
          await store.write(key, value, (await store.read(key))?.version);
          expect((await store.read(key))?.value).toEqual(value);
        },
      );
      await fc.assert(property, { numRuns: 60 });
    });

    it('keeps no hold on a value that was written or read', async () => {
      const value = { list: [1] };
      await store.write('a', value, undefined);
      value.list.push(2);
      const first = (await store.read('a'))?.value as { list: number[] };
      first.list.push(3);
      expect((await store.read('a'))?.value).toEqual({ list: [1] });
    });

    it('writes a new record only where there is none', async () => {
      await store.write('a', 1, undefined);
      expect(await store.write('a', 2, undefined)).toBe('conflict');
      expect((await store.read('a'))?.value).toBe(1);
    });

    it('writes over a record only at the version that was read', async () => {
      await store.write('a', 1, undefined);
      const first = (await store.read('a'))!;
      expect(await store.write('a', 2, first.version)).not.toBe('conflict');
      expect(await store.write('a', 3, first.version)).toBe('conflict');
      expect((await store.read('a'))?.value).toBe(2);
    });

    it('changes the version with each write, of the same value too', async () => {
      await store.write('a', 1, undefined);
      const first = (await store.read('a'))!.version;
      await store.write('a', 1, first);
      expect((await store.read('a'))!.version).not.toBe(first);
    });

    it('lets exactly one of many writers at one version win', async () => {
      await store.write('a', 0, undefined);
      const { version } = (await store.read('a'))!;
      const results = await Promise.all(
        Array.from({ length: 20 }, (_, i) => store.write('a', i + 1, version)),
      );
      expect(results.filter((result) => result !== 'conflict')).toHaveLength(1);
    });

    it('does not know a version of a record that was removed and made again', async () => {
      await store.write('a', 1, undefined);
      const { version } = (await store.read('a'))!;
      await store.remove('a', version);
      expect(await store.write('a', 2, version)).toBe('conflict');
      await store.write('a', 3, undefined);
      expect(await store.write('a', 4, version)).toBe('conflict');
      expect(await store.remove('a', version)).toBe('conflict');
    });

    it('removes at a version, or whatever stands there', async () => {
      await store.write('a', 1, undefined);
      const { version } = (await store.read('a'))!;
      await store.write('a', 2, version);
      expect(await store.remove('a', version)).toBe('conflict');
      expect(await store.remove('a', undefined)).toBe('written');
      expect(await store.remove('a', undefined)).toBe('written');
      expect(await store.remove('a', version)).toBe('written');
      expect(await store.read('a')).toBeUndefined();
    });

    it('lists the keys below a prefix in the order of code points', async () => {
      // U+FF5E stands before U+1F30A, though its UTF-16 unit stands after that one's first
      const keys = [
        'b/\u{1f30a}',
        'b/\uff5e',
        'b/a',
        'b/B',
        'b/a/c',
        'ba',
        'a/z',
        'c',
        'b/é',
        'b/\u{10ffff}x',
      ];
      for (const key of keys) await store.write(key, 1, undefined);
      expect(await store.list('b/')).toEqual([
        'b/B',
        'b/a',
        'b/a/c',
        'b/é',
        'b/\uff5e',
        'b/\u{1f30a}',
        'b/\u{10ffff}x',
      ]);
      expect(await store.list('')).toHaveLength(keys.length);
      expect(await store.list('nothing/')).toEqual([]);
    });

    it('takes no wildcard in a prefix for one', async () => {
      await store.write('abc', 1, undefined);
      expect(await store.list('a%')).toEqual([]);
      expect(await store.list('a_')).toEqual([]);
    });

    it('keeps distinct keys distinct', async () => {
      const keys = ['a', 'A', 'a ', 'á', 'a\u0301'];
      for (const key of keys) expect(await store.write(key, key, undefined)).not.toBe('conflict');
      for (const key of keys) expect((await store.read(key))?.value).toBe(key);
    });

    it('refuses a key that it could not keep', async () => {
      for (const key of ['', '\ud800', 'a\0b', 'x'.repeat(3_000)]) {
        await expect(store.write(key, 1, undefined)).rejects.toThrow('key');
      }
    });

    it('refuses to work once it is closed, and closes twice', async () => {
      await store.close();
      await store.close();
      await expect(store.read('a')).rejects.toThrow();
      await expect(store.write('a', 1, undefined)).rejects.toThrow();
      await expect(store.list('')).rejects.toThrow();
    });

    it('agrees with a map under any sequence of operations', async () => {
      const key = fc.constantFrom('a', 'a/b', 'b', 'b/c');
      const operation = fc.oneof(
        fc.record({ op: fc.constant('create' as const), key, value: fc.jsonValue() }),
        fc.record({ op: fc.constant('update' as const), key, value: fc.jsonValue() }),
        fc.record({ op: fc.constant('stale' as const), key, value: fc.jsonValue() }),
        fc.record({ op: fc.constant('remove' as const), key, value: fc.constant(null) }),
      );
      const property = fc.asyncProperty(fc.array(operation, { maxLength: 30 }), async (operations) => {
        for (const old of await store.list('')) await store.remove(old, undefined);
        const model = new Map<string, unknown>();
        for (const { op, key: at, value } of operations) {
          const version = (await store.read(at))?.version;
          const known = model.has(at);
          if (op === 'remove') {
            expect(await store.remove(at, version)).toBe('written');
            model.delete(at);
            continue;
          }
          const expected = op === 'create' ? undefined : op === 'update' ? version : 'never-was';
          const result = await store.write(at, value as Json, expected);
          const shouldWrite = op === 'create' ? !known : op === 'update';
          expect(result !== 'conflict').toBe(shouldWrite);
          if (shouldWrite) model.set(at, JSON.parse(JSON.stringify(value)));
        }
        expect(await store.list('')).toEqual([...model.keys()].sort());
        for (const [at, value] of model) expect((await store.read(at))?.value).toEqual(value);
      });
      await fc.assert(property, { numRuns: 40 });
    });
  });
}
