import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FleetStatus } from '../../../controllers/status.ts';
import { createStatusChanges, waitForStatus } from '../../../src/demo/status-changes.ts';

const statusAt = (commit: string): FleetStatus => ({
  fleet: 'f',
  source: { url: 'http://git.example/fleet', branch: 'main', commit },
  clusters: [],
  bindings: [],
  diagnostics: [],
});

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const isAt =
  (commit: string) =>
  ({ source }: FleetStatus): boolean =>
    source.commit === commit;

describe('changes of the status', () => {
  it('that come together are told once', () => {
    const changes = createStatusChanges();
    let told = 0;
    const unlisten = changes.listen(() => {
      told += 1;
    });
    for (let index = 0; index < 1000; index += 1) changes.changed();
    vi.advanceTimersByTime(100);
    expect(told).toBe(1);
    unlisten();
    changes.changed();
    vi.advanceTimersByTime(100);
    expect(told).toBe(1);
  });

  it('end a wait once its condition holds', async () => {
    const changes = createStatusChanges();
    let commit = 'a';
    const waiting = waitForStatus({ status: () => statusAt(commit), changes }, isAt('b'));
    commit = 'b';
    changes.changed();
    vi.advanceTimersByTime(100);
    expect(await waiting).toBe(true);
  });

  it('are not waited for where it holds already', async () => {
    const changes = createStatusChanges();
    expect(await waitForStatus({ status: () => statusAt('a'), changes }, isAt('a'))).toBe(true);
  });

  it('are waited for no longer than told, and not after the signal', async () => {
    const changes = createStatusChanges();
    const status = () => statusAt('a');
    const late = waitForStatus({ status, changes, timeoutMs: 5000 }, isAt('b'));
    vi.advanceTimersByTime(5001);
    expect(await late).toBe(false);
    const abort = new AbortController();
    const left = waitForStatus({ status, changes, signal: abort.signal }, isAt('b'));
    abort.abort();
    expect(await left).toBe(false);
    expect(await waitForStatus({ status, changes, signal: abort.signal }, isAt('a'))).toBe(false);
  });
});
