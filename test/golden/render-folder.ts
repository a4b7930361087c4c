import { fileURLToPath } from 'node:url';
import { workingCopyTree } from '../../src/git/working-copy.ts';
import type { KubeObject } from '../../src/model/resource.ts';
import { createRenderMemo, type FleetPlan, planFleet } from '../../src/render/plan-fleet.ts';
import type { Fleet } from '../../src/repository/fleet.ts';
import { loadFleet } from '../../src/repository/load-fleet.ts';

export interface RenderedFolder {
  readonly fleet: Fleet;
  readonly plan: FleetPlan;
}

/** Loads and plans a fleet that stands in a folder of this repository, relative to test/golden. */
export const renderFolder = async (folder: string): Promise<RenderedFolder> => {
  const fleet = loadFleet(await workingCopyTree(fileURLToPath(new URL(folder, import.meta.url))));
  return { fleet, plan: planFleet(fleet, createRenderMemo({ maxBytes: 16 * 1024 * 1024 })) };
};

/** Every object of one cluster. */
export const objectsOn = ({ plan }: RenderedFolder, cluster: string): readonly KubeObject[] =>
  [...plan.bindings.values()]
    .filter((binding) => binding.cluster === cluster)
    .flatMap(({ state }) => state?.objects.map(({ object }) => object) ?? []);
