import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../src/model/json.ts';
import { Bench, configMaps } from './ownership-bench.ts';

const annotation = 'kubectl.kubernetes.io/last-applied-configuration';

const clientSide = (): Bench => {
  const bench = new Bench(configMaps);
  const config = bench.object({ data: { a: '1', b: '2' } });
  const annotations = { [annotation]: `${JSON.stringify(config)}\n` };
  bench.update('kubectl-client-side-apply', bench.object({ data: { a: '1', b: '2' } }, { annotations }));
  return bench;
};

describe("kubectl's server-side apply over its client-side apply", () => {
  it('takes without force what the annotation says was its own', () => {
    const bench = clientSide();
    bench.apply('kubectl', bench.object({ data: { a: '7' } }));
    expect(bench.live?.data).toEqual({ a: '7', b: '2' });
  });

  it('keeps the annotation in step, as Go writes it', () => {
    const bench = clientSide();
    bench.apply('kubectl', bench.object({ data: { z: '<&>', a: '7' } }));
    const { annotations } = bench.live!.metadata as { annotations: JsonObject };
    expect(annotations[annotation]).toBe(
      '{"apiVersion":"v1","data":{"a":"7","z":"\\u003c\\u0026\\u003e"},"kind":"ConfigMap","metadata":{"name":"x"}}\n',
    );
  });

  it('conflicts over what somebody else has changed since', () => {
    const bench = clientSide();
    bench.update('k', { ...bench.live, data: { a: '5', b: '2' } });
    expect(() => bench.apply('kubectl', bench.object({ data: { a: '7' } }))).toThrow(
      'Apply failed with 1 conflict: conflict with "k" using v1: .data.a',
    );
  });

  it('is nothing that another manager is allowed', () => {
    const bench = clientSide();
    expect(() => bench.apply('m', bench.object({ data: { a: '7' } }))).toThrow(
      'Apply failed with 1 conflict',
    );
  });
});
