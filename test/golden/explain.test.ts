import { describe, expect, it } from 'vitest';
import { runCli } from '../unit/cli/run-cli.ts';

/** What a field of the design's example fleet is due to: stage, name and place of each touch, and its value. */
const history = async (cluster: string, field: string): Promise<readonly string[]> => {
  const { code, out } = await runCli(
    ...['explain', 'deployment/front', '-n', 'shop', '--cluster', cluster, '--path', 'test/golden/example-fleet', field],
  ); // biome-ignore format: one command
  expect(code).toBe(0);
  const touches = out.split('\n\n')[0]!.trimEnd().split('\n');
  // whether the files are committed, and by whom, is another matter
  return touches.map((line) => line.replace(/(\.yaml:\d+:\d+) .*? (= \S+)$/, '$1 $2').replaceAll(/ +/g, ' '));
};

describe("explain on the design's example fleet", () => {
  it('gives the history that the page shows', async () => {
    expect(await history('eu-1', 'spec.replicas')).toEqual([
      '8',
      ' 1 feed feeds/shop/front.yaml:5:13 = 1',
      ' 3 globalization 200-eu overlays/globalizations/200-eu/front.yaml:4:19 = 3',
      ' 4 localization 300-size overlays/localizations/eu-1/300-size/front.yaml:5:19 = 5',
      '> 5 localization 600-pin overlays/localizations/eu-1/600-pin/overlay.yaml:4:51 = 8',
    ]);
  });

  it('finds the image of a container that another one was put before', async () => {
    expect(await history('us-1', 'spec.template.spec.containers[name=front].image')).toEqual([
      'reg.example.internal/shop/front:1.4.0',
      '> 1 feed feeds/shop/front.yaml:12:18 = "reg.example.internal/shop/front:1.4.0"',
    ]);
    expect((await history('us-1', 'spec.template.spec.containers[0].name')).at(-1)).toMatch(
      /^> 4 localization 500-sidecar .* = "log-shipper"$/,
    );
  });
});
