import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createLogSync } from '../../../src/store/log-sync.ts';

it('opens a log that could not be opened before, and closes whether or not it ever was', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'headwater-log-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'state.db');
  const log = createLogSync(file);
  await expect(log.sync()).rejects.toMatchObject({ diagnostic: { code: 'StateUnreadable' } });
  await expect(createLogSync(file).close()).resolves.toBeUndefined();
  writeFileSync(`${file}-wal`, 'frames');
  await expect(log.sync()).resolves.toBeUndefined();
  await log.close();
});
