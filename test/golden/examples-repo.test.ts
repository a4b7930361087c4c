import { describe, expect, it } from 'vitest';
import { isError } from '../../src/model/diagnostic.ts';
import { renderYaml } from '../../src/render/render-yaml.ts';
import { renderFolder } from './render-folder.ts';

const { fleet, plan } = await renderFolder('../../examples-repo');
const bindings = [...plan.bindings.values()];

describe('examples-repo', () => {
  it('has no error, and no warning but for what its two-stage strategy says', () => {
    const all = [
      ...fleet.diagnostics,
      ...plan.diagnostics,
      ...bindings.flatMap(({ diagnostics }) => diagnostics),
    ];

    expect(all.filter(isError)).toEqual([]);
    expect(new Set(all.map(({ code, source }) => `${code} ${source?.file}`))).toEqual(
      new Set(['StrategyNotYetHonoured rollouts/canary-then-rest.yaml']),
    );
  });

  // `vitest run --project golden -u` writes them anew
  for (const cluster of ['dev-1', 'eu-1', 'eu-2', 'us-1']) {
    it(`renders to test/golden/examples-repo/${cluster}.yaml`, async () => {
      const texts = bindings
        .filter((binding) => binding.cluster === cluster)
        .map(({ subscription, state }) => `# ${subscription}, ${state?.digest}\n${renderYaml(state!)}`);

      await expect(texts.join('')).toMatchFileSnapshot(`./examples-repo/${cluster}.yaml`);
    });
  }

  it('is refused for exactly the double definition when that is uncommented', async () => {
    const { planFleet, createRenderMemo } = await import('../../src/render/plan-fleet.ts');
    const { loadFleet } = await import('../../src/repository/load-fleet.ts');
    const { workingCopyTree } = await import('../../src/git/working-copy.ts');
    const { fileURLToPath } = await import('node:url');
    const tree = await workingCopyTree(fileURLToPath(new URL('../../examples-repo', import.meta.url)));
    const entries = tree.entries.map((entry) => {
      if (entry.path !== 'feeds/alerts/double-definition.yaml') return entry;
      const text = new TextDecoder().decode(entry.read());
      const lines = text.split('\n').slice(3);
      const bytes = new TextEncoder().encode(lines.map((line) => line.replace(/^# ?/, '')).join('\n'));
      return {
        ...entry,
        path: entry.path,
        mode: entry.mode,
        oid: 'd'.repeat(40),
        size: bytes.length,
        read: () => bytes,
      };
    });

    const doubled = planFleet(loadFleet({ ...tree, entries }), createRenderMemo({ maxBytes: 1_000_000 }));

    const refused = [...doubled.bindings.entries()].filter(([, { state }]) => !state);
    expect(refused.map(([key]) => key).sort()).toEqual(
      ['eu-1', 'eu-2', 'us-1'].flatMap((c) => [`default/alerts@${c}`, `default/platform@${c}`]).sort(),
    );
    const [diagnostic] = refused[0]![1].diagnostics.filter(isError);
    expect(diagnostic?.code).toBe('DuplicateOwner');
    expect(diagnostic?.message).toContain('feeds/alerts/subscription.yaml');
    expect(diagnostic?.message).toContain('feeds/platform/subscription.yaml');
    expect(diagnostic?.hint).toContain('depends-on');
    expect(diagnostic?.hint).toContain('create-namespace');
  });
});
