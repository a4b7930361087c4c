import type { BindingStatus, FleetStatus } from '../../controllers/status.ts';
import { clip, formatTable, printable } from './table.ts';

const buckets = ['healthy', 'in progress', 'waiting', 'not healthy'] as const;
type Bucket = (typeof buckets)[number];

const bucketOf = ({ state, health }: BindingStatus): Bucket => {
  if (state === 'Waiting') return 'waiting';
  if (['Dispatched', 'Applied', 'Verifying'].includes(state)) return 'in progress';
  return health === 'Healthy' && ['Healthy', 'Soaked', 'NoOp'].includes(state) ? 'healthy' : 'not healthy';
};

/** `eu-12` → `eu`: fleets that need a summary number their clusters within something. */
const regionOf = (cluster: string): string => cluster.replace(/[-.]?\d+$/, '');

const grouped = (
  bindings: readonly BindingStatus[],
  keyOf: (binding: BindingStatus) => string,
): ReadonlyMap<string, readonly BindingStatus[]> => Map.groupBy(bindings, keyOf);

/** By region where the names tell it in few lines, by Subscription otherwise. */
const groupsOf = (bindings: readonly BindingStatus[], room: number) => {
  const regions = grouped(bindings, ({ cluster }) => regionOf(cluster));
  if (regions.size <= room) return { header: 'region', groups: regions };
  return {
    header: 'subscription',
    groups: grouped(bindings, ({ subscription }) => subscription.replace(/^default\//, '')),
  };
};

const rowOf = (name: string, bindings: readonly BindingStatus[]): readonly string[] => {
  const counts = new Map<Bucket, number>();
  for (const binding of bindings) {
    const bucket = bucketOf(binding);
    counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
  }
  const clusters = new Set(bindings.map(({ cluster }) => cluster)).size;
  return [
    name,
    ...[clusters, bindings.length, ...buckets.map((bucket) => counts.get(bucket) ?? 0)].map(String),
  ];
};

const troubleLines = (bindings: readonly BindingStatus[], room: number, width: number): readonly string[] => {
  const trouble = bindings.filter((binding) => bucketOf(binding) === 'not healthy');
  if (trouble.length === 0 || room < 2) return [];
  const shown = trouble.slice(0, trouble.length <= room ? room : room - 1);
  return [
    ...shown.map(({ subscription, cluster, state, reason }) =>
      clip(printable(`${subscription.replace(/^default\//, '')} ${cluster}: ${state} ${reason}`), width),
    ),
    ...(shown.length < trouble.length ? [`… ${trouble.length - shown.length} more`] : []),
  ];
};

/** What fits of a fleet that is larger than the screen: counts a region, then what is wrong, in at most `room` lines. */
export const summaryLines = (
  status: FleetStatus,
  { room, width }: { readonly room: number; readonly width: number },
): readonly string[] => {
  const { source, bindings } = status;
  const head = source.commit === '' ? 'no commit yet' : source.commit.slice(0, 7);
  const { header, groups } = groupsOf(bindings, Math.max(1, room - 6));
  const rows = [...groups].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, of]) => rowOf(name, of));
  const total = groups.size > 1 ? [rowOf('all', bindings)] : [];
  const table = formatTable([header, 'clusters', 'bindings', ...buckets], [...rows, ...total]);
  const lines = [
    printable(`${source.url} ${source.branch} at ${head}${source.message ? ` (${source.message})` : ''}`),
    ...table.split('\n'),
  ];
  return [...lines, ...troubleLines(bindings, room - lines.length, width)]
    .slice(0, room)
    .map((line) => clip(line, width));
};
