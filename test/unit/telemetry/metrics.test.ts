import { describe, expect, it } from 'vitest';
import { bindingStates, createMetrics } from '../../../src/telemetry/metrics.ts';

const start = () => createMetrics({ version: '1.2.3', process: false });

/** `name{labels}` → value, of the exposition text. */
const series = async (metrics: { text(): Promise<string> }): Promise<Map<string, number>> => {
  const lines = (await metrics.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const space = line.lastIndexOf(' ');
      return [line.slice(0, space), Number(line.slice(space + 1))];
    }),
  );
};

describe('the metrics', () => {
  it('count per cluster what was applied, found, healed and asked', async () => {
    const metrics = start();
    const cluster = metrics.cluster('edge-1');
    cluster.applied('created', 4);
    cluster.applied('created');
    cluster.applied('failed');
    cluster.driftFound();
    cluster.driftHealed('healed');
    cluster.reachable(true);
    cluster.requested('PATCH', 200);
    cluster.requested('PATCH', 201);
    cluster.requested('PATCH', 409);
    cluster.requested('GET', 0);

    const found = await series(metrics);

    expect(found.get('headwater_apply_total{cluster="edge-1",result="created"}')).toBe(5);
    expect(found.get('headwater_apply_total{cluster="edge-1",result="failed"}')).toBe(1);
    expect(found.get('headwater_drift_found_total{cluster="edge-1"}')).toBe(1);
    expect(found.get('headwater_drift_healed_total{cluster="edge-1",result="healed"}')).toBe(1);
    expect(found.get('headwater_cluster_reachable{cluster="edge-1"}')).toBe(1);
    expect(found.get('headwater_requests_total{cluster="edge-1",method="PATCH",code="2xx"}')).toBe(2);
    expect(found.get('headwater_requests_total{cluster="edge-1",method="PATCH",code="4xx"}')).toBe(1);
    expect(found.get('headwater_requests_total{cluster="edge-1",method="GET",code="none"}')).toBe(1);
  });

  it('gives one cluster the same series each time it is asked', async () => {
    const metrics = start();
    metrics.cluster('edge-1').driftFound();
    metrics.cluster('edge-1').driftFound();
    expect((await series(metrics)).get('headwater_drift_found_total{cluster="edge-1"}')).toBe(2);
  });

  it('begins a cluster’s drift at zero, so that the first one is an increase', async () => {
    const metrics = start();
    metrics.cluster('edge-1');
    expect((await series(metrics)).get('headwater_drift_found_total{cluster="edge-1"}')).toBe(0);
  });

  it('forgets every series of a cluster that left, and late reports do not bring them back', async () => {
    const metrics = start();
    const leaving = metrics.cluster('edge-1');
    const staying = metrics.cluster('edge-2');
    for (const cluster of [leaving, staying]) {
      cluster.applied('created');
      cluster.driftFound();
      cluster.driftHealed('failed');
      cluster.reachable(false);
      cluster.requested('DELETE', 500);
    }

    metrics.forgetCluster('edge-1');
    leaving.applied('created');
    leaving.driftFound();
    leaving.driftHealed('healed');
    leaving.reachable(true);
    leaving.requested('GET', 200);

    const text = await metrics.text();
    expect(text).not.toContain('edge-1');
    expect(text.match(/edge-2/g)).toHaveLength(5);
  });

  it('counts anew when a cluster comes back', async () => {
    const metrics = start();
    metrics.cluster('edge-1').driftFound();
    metrics.forgetCluster('edge-1');
    metrics.cluster('edge-1');
    expect((await series(metrics)).get('headwater_drift_found_total{cluster="edge-1"}')).toBe(0);
  });

  it('keeps no cluster on histograms', async () => {
    const metrics = start();
    metrics.cluster('edge-1').applied('created');
    metrics.commitApplied(1.2);
    metrics.driftHealTook(0.012);
    metrics.gitFetched('changed', 0.3);
    const found = await series(metrics);
    expect(found.get('headwater_commit_to_applied_seconds_count')).toBe(1);
    expect(found.get('headwater_commit_to_applied_seconds_bucket{le="1"}')).toBe(0);
    expect(found.get('headwater_commit_to_applied_seconds_bucket{le="2"}')).toBe(1);
    expect(found.get('headwater_drift_heal_seconds_bucket{le="0.025"}')).toBe(1);
    expect(found.get('headwater_git_fetch_seconds_sum')).toBe(0.3);
    expect(found.get('headwater_git_fetch_total{result="changed"}')).toBe(1);
    expect([...found.keys()].filter((key) => key.includes('_bucket') && key.includes('cluster'))).toEqual([]);
  });

  it('shows every binding state, those without a binding as 0', async () => {
    const metrics = start();
    metrics.bindings({ Healthy: 3, Failed: 1 });
    metrics.bindings({ Healthy: 4 });
    const found = await series(metrics);
    const shown = bindingStates.map((state) => found.get(`headwater_bindings{state="${state}"}`));
    expect(Object.fromEntries(bindingStates.map((state, index) => [state, shown[index]]))).toEqual({
      Waiting: 0,
      Applied: 0,
      Verifying: 0,
      Healthy: 4,
      Failed: 0,
      Unreachable: 0,
    });
  });

  it('says what runs, and stands beside another registry in one process', async () => {
    const [one, other] = [start(), createMetrics({ version: '9.9.9' })];
    expect((await series(one)).get('headwater_build_info{version="1.2.3"}')).toBe(1);
    const text = await other.text();
    expect(text).toContain('headwater_build_info{version="9.9.9"} 1');
    expect(text).toContain('process_cpu_seconds_total');
    expect(one.contentType).toContain('text/plain');
  });
});
