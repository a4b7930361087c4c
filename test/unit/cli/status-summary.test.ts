import { describe, expect, it } from 'vitest';
import type { BindingStatus, FleetStatus } from '../../../controllers/status.ts';
import { summaryLines } from '../../../src/cli/status-summary.ts';

const binding = (cluster: string, state: string, health: string, reason = ''): BindingStatus => ({
  subscription: 'default/shop',
  cluster,
  rollout: 'Progressing',
  state,
  health,
  commit: 'c'.repeat(40),
  digest: 'd',
  epoch: 1,
  since: '2026-11-20T12:00:00Z',
  reason,
});

const statusOf = (bindings: readonly BindingStatus[]): FleetStatus => ({
  fleet: 'f',
  source: { url: 'http://git.example/fleet', branch: 'main', commit: 'c'.repeat(40) },
  clusters: [],
  bindings,
  diagnostics: [],
});

const fleet = statusOf([
  ...Array.from({ length: 40 }, (_, index) => binding(`eu-${index}`, 'Soaked', 'Healthy')),
  ...Array.from({ length: 30 }, (_, index) => binding(`us-${index}`, 'Applied', 'Applied')),
  binding('us-30', 'Waiting', ''),
  binding('us-31', 'Invalid', 'Healthy', 'PatchPathMissing: overlays/x.yaml:7:9 no such path'),
]);

describe('the summary of a large fleet', () => {
  it('counts each region by state, and all of them', () => {
    const lines = summaryLines(fleet, { room: 20, width: 100 });
    expect(lines.map((line) => line.split(/ {2,}/))).toEqual([
      ['http://git.example/fleet main at ccccccc'],
      ['REGION', 'CLUSTERS', 'BINDINGS', 'HEALTHY', 'IN PROGRESS', 'WAITING', 'NOT HEALTHY'],
      ['eu', '40', '40', '40', '0', '0', '0'],
      ['us', '32', '32', '0', '30', '1', '1'],
      ['all', '72', '72', '40', '30', '1', '1'],
      ['shop us-31: Invalid PatchPathMissing: overlays/x.yaml:7:9 no such path'],
    ]);
  });

  it.each([1, 3, 6, 10])('fits into %i lines', (room) => {
    const many = statusOf(
      Array.from({ length: 500 }, (_, index) => binding(`c-${index}`, 'Failed', 'Failed', 'x'.repeat(200))),
    );
    const lines = summaryLines(many, { room, width: 60 });
    expect(lines.length).toBeLessThanOrEqual(room);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(60);
  });

  it('counts by Subscription where the names of clusters tell no region', () => {
    const names = Array.from(
      { length: 50 },
      (_, index) => `${String.fromCharCode(97 + (index % 26))}${index}x`,
    );
    const lines = summaryLines(statusOf(names.map((name) => binding(name, 'Soaked', 'Healthy'))), {
      room: 12,
      width: 100,
    });
    expect(lines[1]).toMatch(/^SUBSCRIPTION/);
    expect(lines[2]).toMatch(/^shop +50 +50 +50/);
  });
});
