import { deploymentText } from './deployment-text.ts';
import { type BenchOptions, type BenchResult, goalRow, median, number, type Row, timed } from './harness.ts';
import { createMemos, type Memos, planOf, treeOf } from './memory-plan.ts';

type Files = Readonly<Record<string, string>>;

const shape = { clusters: 1000, objects: 50, stacks: 20 } as const;
const repeats = { quick: 3, full: 7 } as const;
/** From the budget of the design, for one core: the first plan of a thousand clusters, and one that changes a file. */
const goals = { cold: 2000, changed: 250 } as const;

const clusterText = (index: number): string => `apiVersion: headwater.dev/v1alpha1
kind: ManagedCluster
metadata:
  name: c-${index}
  labels: { group: g-${index % shape.stacks}, tier: t-${index % 2} }
spec:
  facts: { domain: c-${index}.example.internal }
`;

/** Three layers meet at each cluster: the company's, its tier's, its group's. */
const overlayText = (selector: string, label: string): string => `apiVersion: headwater.dev/v1alpha1
kind: Overlay
${selector === '' ? '' : `clusterAffinity: { matchLabels: { ${selector} } }\n`}labels: [{ pairs: { ${label} } }]
annotations: { example.com/layer-${label.split(':')[0]}: "yes" }
`;

const replicasText = (index: number, replicas: number): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: app-${index}, namespace: shop }\nspec: { replicas: ${replicas} }\n`;

const fleetFiles = (image: string): Files => {
  const files: Record<string, string> = {
    'fleet.yaml': 'apiVersion: headwater.dev/v1alpha1\nkind: FleetConfig\nmetadata: { name: bench }\n',
    'feeds/shop/subscription.yaml':
      'apiVersion: apps.clusternet.io/v1alpha1\nkind: Subscription\nmetadata: { name: shop }\nspec: { subscribers: [{ clusterAffinity: {} }] }\n',
    'overlays/globalizations/100-company/overlay.yaml': overlayText('', 'company: acme'),
  };
  for (let index = 0; index < shape.clusters; index += 1)
    files[`clusters/c-${index}.yaml`] = clusterText(index);
  for (let index = 0; index < shape.objects; index += 1)
    files[`feeds/shop/app-${index}.yaml`] = deploymentText(
      `app-${index}`,
      'shop',
      index === 0 ? image : '1.0.0',
    );
  for (const tier of [0, 1])
    files[`overlays/globalizations/20${tier}-tier/overlay.yaml`] = overlayText(
      `tier: t-${tier}`,
      `tier: t-${tier}`,
    );
  for (let group = 0; group < shape.stacks; group += 1) {
    const folder = `overlays/globalizations/${300 + group}-group`;
    files[`${folder}/overlay.yaml`] = overlayText(`group: g-${group}`, `group: g-${group}`);
    files[`${folder}/app.yaml`] = replicasText(group % shape.objects, 3 + group);
  }
  return files;
};

interface Timed {
  readonly ms: number;
  readonly cpuMs: number;
}

const timeRow = (name: string, times: readonly Timed[], goal?: number): Row => {
  const ms = median(times.map((one) => one.ms));
  const note = `CPU ${number(median(times.map((one) => one.cpuMs)))} ms; first ${number(times[0]?.ms ?? 0)} ms`;
  return goal === undefined
    ? { name, value: `${number(ms)} ms`, note }
    : goalRow(name, ms, goal, { unit: 'ms', note });
};

/** Reads YAML, lays overlays, hashes: everything between a fetched tree and what 1,000 clusters shall run. */
export const benchRender = async ({ quick, say }: BenchOptions): Promise<readonly BenchResult[]> => {
  say(`render: ${shape.clusters} clusters × ${shape.objects} objects × ${shape.stacks} stacks`);
  const before = treeOf(fleetFiles('1.0.0'));
  const count = quick ? repeats.quick : repeats.full;
  const cold: Timed[] = [];
  const changed: Timed[] = [];
  const same: Timed[] = [];
  const all: Timed[] = [];
  const distinct: Timed[] = [];
  for (let repeat = 0; repeat < count; repeat += 1) {
    const memos: Memos = createMemos();
    const after = treeOf(fleetFiles(`2.0.${repeat}`));
    const plan = timed(() => planOf(before, memos));
    cold.push(plan);
    changed.push(timed(() => planOf(after, memos)));
    same.push(timed(() => planOf(after, memos)));
    const states = [...plan.value.bindings.values()].map(({ state }) => state?.objects ?? []);
    const objects = new Set(states.flat());
    all.push(timed(() => states.map((state) => JSON.stringify(state)).length));
    distinct.push(timed(() => [...objects].map((object) => JSON.stringify(object)).length));
  }
  const floor = median(all.map(({ ms }) => ms));
  const rows = [
    timeRow('cold: load and plan', cold, goals.cold),
    timeRow('a commit that changes one file', changed, goals.changed),
    timeRow('the same commit again', same),
    timeRow('floor: JSON.stringify of every binding', all),
    timeRow('floor: JSON.stringify of the distinct objects', distinct),
    { name: 'cold / floor of every binding', value: `${number(median(cold.map(({ ms }) => ms)) / floor)} ×` },
  ];
  const strip = (times: readonly Timed[]): readonly Timed[] => times.map(({ ms, cpuMs }) => ({ ms, cpuMs }));
  const raw = { cold: strip(cold), changed: strip(changed), same: strip(same), all: strip(all) };
  const { clusters, objects, stacks } = shape;
  return [{ title: `render, ${clusters} clusters × ${objects} objects, ${stacks} stacks`, rows, raw }];
};
