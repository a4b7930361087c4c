import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HeadwaterError } from '../../../src/model/diagnostic.ts';
import { openSqliteStore } from '../../../src/store/sqlite-store.ts';
import { moveStateAside } from '../../../src/store/state-file.ts';
import type { Store } from '../../../src/store/store.ts';

const codeOf = (opening: Promise<unknown>): Promise<string> =>
  opening.then(
    () => 'opened',
    (error: HeadwaterError) => error.diagnostic?.code ?? String(error),
  );

let folder: string;
let file: string;
const stores: Store[] = [];
const open = async (options: { readOnly?: boolean } = {}): Promise<Store> => {
  const store = await openSqliteStore(file, options);
  stores.push(store);
  return store;
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'headwater-state-'));
  file = join(folder, 'deep', 'state.db');
});
afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A child that writes without end; `heard` holds the last round it was told is written. */
const startWriter = () => {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'writer.fixture.ts'), file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const state = { heard: 0 };
  const lines = createInterface({ input: child.stdout });
  const reached = (round: number): Promise<void> =>
    new Promise((resolve, reject) => {
      lines.on('line', (line) => {
        if (line === 'open' ? round === 0 : Number(line) >= round) resolve();
      });
      child.once('exit', () => reject(new Error('the writer ended')));
    });
  lines.on('line', (line) => {
    if (line !== 'open') state.heard = Number(line);
  });
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const closed = once(lines, 'close');
    child.kill('SIGKILL');
    await closed;
  };
  return { state, reached, kill };
};

describe('the state file', () => {
  it('keeps what was written over a close', async () => {
    const first = await open();
    await first.write('a', { pin: 1 }, undefined);
    const before = await first.read('a');
    await first.close();
    const second = await open();
    expect(await second.read('a')).toEqual(before);
    expect(await second.write('a', { pin: 2 }, before!.version)).not.toBe('conflict');
  });

  it('commits what waits when it is closed at once', async () => {
    const first = await open();
    const writing = [first.write('a', 1, undefined), first.write('b', 'x'.repeat(500_000), undefined)];
    await first.close();
    expect(await Promise.all(writing)).not.toContain('conflict');
    expect(await (await open()).list('')).toEqual(['a', 'b']);
  });

  it('belongs to its owner alone, with its side files', async () => {
    const store = await open();
    await store.write('a', 1, undefined);
    for (const name of readdirSync(join(folder, 'deep'))) {
      expect(`${name} ${(statSync(join(folder, 'deep', name)).mode & 0o777).toString(8)}`).toBe(
        `${name} 600`,
      );
    }
  });

  it('is refused to a second writer, in the same process too', async () => {
    const first = await open();
    expect(await codeOf(openSqliteStore(file))).toBe('StateLocked');
    await first.close();
    await open();
  });

  it('stays locked against other processes whatever this one tries', async () => {
    await open();
    expect(await codeOf(openSqliteStore(file))).toBe('StateLocked');
    expect(() => moveStateAside(file, new Date())).toThrow();
    await (await openSqliteStore(file, { readOnly: true })).close();
    // POSIX drops a process's locks on a file when it closes any descriptor of it
    const child = spawn(process.execPath, [join(import.meta.dirname, 'writer.fixture.ts'), file]);
    let said = '';
    child.stderr.on('data', (chunk) => {
      said += String(chunk);
    });
    child.stdout.once('data', () => child.kill('SIGKILL'));
    await once(child, 'close');
    expect(said).toContain('StateLocked');
  });

  it('can be read while it is written', async () => {
    const writer = await open();
    await writer.write('a', 1, undefined);
    const reader = await open({ readOnly: true });
    expect((await reader.read('a'))?.value).toBe(1);
    await writer.write('a', 2, (await writer.read('a'))!.version);
    expect((await reader.read('a'))?.value).toBe(2);
    expect(await reader.list('')).toEqual(['a']);
    await expect(reader.write('b', 1, undefined)).rejects.toThrow('read-only');
    await expect(reader.remove('a', undefined)).rejects.toThrow('read-only');
  });

  it('can be read when nobody writes it', async () => {
    const writer = await open();
    await writer.write('a', 1, undefined);
    await writer.close();
    const reader = await open({ readOnly: true });
    expect((await reader.read('a'))?.value).toBe(1);
  });

  it('says so where there is none to read', async () => {
    expect(await codeOf(open({ readOnly: true }))).toBe('StateUnreadable');
    expect(existsSync(file)).toBe(false);
  });

  it('of a newer release is refused and left alone', async () => {
    await (await open()).close();
    const database = new DatabaseSync(file);
    database.exec('PRAGMA user_version = 99');
    database.close();
    expect(await codeOf(open())).toBe('StateUnreadable');
    expect(await codeOf(open({ readOnly: true }))).toBe('StateUnreadable');
    expect(await codeOf(open()), 'a refused open gives the lock back').toBe('StateUnreadable');
  });

  it('of another program is refused and left alone', async () => {
    await (await open()).close();
    rmSync(file);
    const database = new DatabaseSync(file);
    database.exec('CREATE TABLE theirs (a)');
    database.close();
    expect(await codeOf(open())).toBe('StateUnreadable');
  });
});

describe('a damaged state file', () => {
  const damage: Record<string, () => void> = {
    'that is no database': () =>
      writeFileSync(file, 'not a database, but long enough to be looked at'.repeat(40)),
    'that lost its end': () => truncateSync(file, Math.floor(statSync(file).size / 2)),
  };
  for (const [how, harm] of Object.entries(damage)) {
    it(`${how} is refused, and can be moved aside`, async () => {
      const first = await open();
      for (let i = 0; i < 200; i += 1) await first.write(`k/${i}`, 'x'.repeat(900), undefined);
      await first.close();
      harm();

      expect(await codeOf(open())).toBe('StateUnreadable');
      const aside = moveStateAside(file, new Date('2026-01-02T03:04:05.678Z'));

      expect(aside).toBe(`${file}.corrupt-20260102T030405Z`);
      expect(existsSync(aside)).toBe(true);
      expect(await (await open()).list('')).toEqual([]);
    });
  }

  it('is not moved away under a process that uses it', async () => {
    await open();
    expect(() => moveStateAside(file, new Date())).toThrow();
    expect(existsSync(file)).toBe(true);
  });
});

describe('kill -9', () => {
  it('never loses a write that was answered, and frees the lock', { timeout: 60_000 }, async () => {
    for (let round = 0; round < 4; round += 1) {
      rmSync(join(folder, 'deep'), { recursive: true, force: true });
      const writer = startWriter();
      try {
        await writer.reached(20 + round * 13);
        expect(await codeOf(openSqliteStore(file))).toBe('StateLocked');
        const reader = await openSqliteStore(file, { readOnly: true });
        expect(await reader.list('')).toEqual(['a', 'b', 'c', 'd']);
        await reader.close();
      } finally {
        await writer.kill();
      }
      const store = await openSqliteStore(file);
      const rounds = await Promise.all(
        ['a', 'b', 'c', 'd'].map(async (key) => ((await store.read(key))!.value as { round: number }).round),
      );
      await store.close();
      expect(Math.min(...rounds)).toBeGreaterThanOrEqual(writer.state.heard);
    }
  });
});
