import { describe, expect, it } from 'vitest';
import { type BindingPlan, createRenderMemo, planFleet } from '../../../../../src/render/plan-fleet.ts';
import { kindChecks } from '../../../../../src/review/validate/kinds/kind-checks.ts';
import { clusterFile, type Files, fleetFrom, overlayText } from '../../../render/memory-fleet.ts';
import { line } from '../../../repository/fleet-files.ts';
import { shop } from './kind-findings.ts';

const names = Array.from({ length: 60 }, (_, index) => `c-${String(index).padStart(2, '0')}`);
const clusters: Files = Object.assign(
  {},
  ...names.map((name, index) => clusterFile(name, `{ group: g-${index % 3} }`)),
);
const pod =
  'apiVersion: v1\nkind: Pod\nmetadata: { name: a, namespace: shop }\nspec: { containers: [{ name: a, image: a:1 }] }\n';
const wrong =
  'patches:\n  - target: { kind: Pod }\n    patch: [{ op: add, path: /metadata/labels, value: { a: "b c" } }]\n';

const planOf = (files: Files) => {
  const fleet = fleetFrom({ ...shop, ...clusters, 'feeds/shop/pod.yaml': pod, ...files });
  return { fleet, plan: planFleet(fleet, createRenderMemo({ maxBytes: 10_000_000 })) };
};

const run = (reviewed: ReturnType<typeof planOf>): readonly string[] =>
  kindChecks.flatMap((check) => check.run(reviewed)).map(line);

/** The same plan, which counts how often the objects of a binding are asked for. */
const counted = (reviewed: ReturnType<typeof planOf>) => {
  let asked = 0;
  const bindings = new Map(
    [...reviewed.plan.bindings].map(([key, binding]): [string, BindingPlan] => {
      const { state } = binding;
      if (state === undefined) return [key, binding];
      const objects = {
        get objects() {
          asked += 1;
          return state.objects;
        },
      };
      const { objects: _objects, ...rest } = Object.getOwnPropertyDescriptors(state);
      const counting = Object.defineProperties(objects, rest) as typeof state;
      return [key, { ...binding, state: counting }];
    }),
  );
  return { reviewed: { ...reviewed, plan: { ...reviewed.plan, bindings } }, asked: () => asked };
};

describe('a fleet of many clusters', () => {
  it('is asked for the objects of each distinct binding once', () => {
    const labels = ['g-0', 'g-1', 'g-2'].map((group) => [
      `overlays/globalizations/200-${group}/overlay.yaml`,
      overlayText(
        `clusterAffinity: { matchLabels: { group: ${group} } }\nlabels: [{ pairs: { group: ${group} } }]\n`,
      ),
    ]);
    const { reviewed, asked } = counted(planOf(Object.fromEntries(labels)));

    expect(run(reviewed)).toEqual([]);
    // three groups, and the one cluster that is in none
    expect(asked()).toBe(4);
  });

  it('has a fault of one layer once, and those of many layers each', () => {
    const one = 'overlays/globalizations/200-all/overlay.yaml';
    expect(run(planOf({ [one]: overlayText(wrong) }))).toEqual([`FieldValue error ${one}:5:60`]);

    const each = names.map((name) => `overlays/localizations/${name}/300-own/overlay.yaml`);
    const found = run(planOf(Object.fromEntries(each.map((file) => [file, overlayText(wrong)]))));
    expect(found).toEqual(each.map((file) => `FieldValue error ${file}:5:60`));
  });
});
