import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FleetStatus } from '../../../controllers/status.ts';
import { createLiveTable } from '../../../src/cli/live-table.ts';

const binding = (cluster: string) => ({
  subscription: 'default/shop',
  cluster,
  rollout: 'Succeeded',
  state: 'Soaked',
  health: 'Healthy',
  commit: 'c'.repeat(40),
  digest: 'd',
  epoch: 1,
  since: '2026-11-20T12:00:00Z',
  reason: '',
});

let asked = 0;
const statusOf = (bindings: number): FleetStatus => ({
  fleet: 'f',
  source: { url: 'http://git.example/fleet', branch: 'main', commit: 'c'.repeat(40) },
  clusters: [],
  bindings: Array.from({ length: bindings }, (_, index) => binding(`c${index}`)),
  diagnostics: [],
});

/** A terminal of some size that writes down what is drawn. */
const terminal = (rows: number, columns: number) => {
  const out = Object.assign(new PassThrough(), { rows, columns, isTTY: true });
  const drawn: string[] = [];
  out.on('data', (chunk: Buffer) => drawn.push(chunk.toString()));
  return { out: out as unknown as NodeJS.WriteStream, drawn };
};

beforeEach(() => {
  asked = 0;
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

const open = (out: NodeJS.WriteStream, bindings = 100) =>
  createLiveTable(out, () => {
    asked += 1;
    return statusOf(bindings);
  });

describe('the live table', () => {
  it.each([3, 5, 10, 24])('never takes more lines than a terminal of %i has', (rows) => {
    const { out, drawn } = terminal(rows, 80);
    const table = open(out);
    table.changed();
    vi.advanceTimersByTime(1000);
    table.stop();
    for (const frame of drawn) expect(frame.split('\n').length).toBeLessThanOrEqual(rows);
  });

  it('cuts every line to the width', () => {
    const { out, drawn } = terminal(24, 20);
    const table = open(out);
    table.changed();
    vi.advanceTimersByTime(1000);
    table.stop();
    const lines = drawn.flatMap((frame) => frame.split('\n'));
    expect(Math.max(...lines.filter((line) => !line.includes('\u001b')).map(({ length }) => length))).toBe(
      20,
    );
  });

  it('asks for the status once for many log lines', () => {
    const { out, drawn } = terminal(24, 80);
    const table = open(out);
    table.changed();
    vi.advanceTimersByTime(1000);
    for (let index = 0; index < 100; index += 1) table.log(`line ${index}`);
    table.stop();
    expect(asked).toBeLessThanOrEqual(2);
    expect(drawn.join('')).toContain('line 99\n');
  });
});
