import { beforeAll, expect, it } from 'vitest';
import { presentBinaries } from '../../src/demo/control-plane/binaries.ts';
import { askKubectl, type Row, versionOf } from '../golden/yaml-kubectl/ask-kubectl.ts';
import { allSpecs } from '../golden/yaml-kubectl/cases.ts';
import { kubectlTable } from '../unit/repository/kubectl-table.ts';
import { describeOnControlPlanes } from './support/with-control-planes.ts';

const groups = ['scalars', 'keys', 'members'] as const;

/** The kubectl of another release (KUBEBUILDER_ASSETS) may read otherwise, rightly. */
describeOnControlPlanes('the table of what kubectl reads', () => {
  let kubectl: string | undefined;

  beforeAll(() => {
    kubectl = presentBinaries()?.kubectl;
  });

  /** What is refused is asked one by one: in one run it would hide its neighbours. */
  const askAgain = async (rows: readonly Row[]): Promise<readonly Row[]> => {
    const specsOf = (refused: boolean): readonly string[] =>
      rows.filter(([, json]) => (json === null) === refused).map(([spec]) => spec);
    const taken = await askKubectl(kubectl!, specsOf(false));
    const answers = new Map(taken);
    for (const spec of specsOf(true))
      for (const row of await askKubectl(kubectl!, [spec])) answers.set(...row);
    return rows.map(([spec]) => [spec, answers.get(spec) ?? null]);
  };

  it.each(groups)('holds every case and what kubectl says of it today: %s', async (group) => {
    const rows = kubectlTable[group];
    expect(rows.map(([spec]) => spec)).toEqual(allSpecs[group]);
    // a machine with Docker alone has no kubectl of ours
    if (kubectl === undefined || (await versionOf(kubectl)) !== kubectlTable.kubectl) return;

    expect(await askAgain(rows)).toEqual(rows);
  });
});
