import type { Diagnostic } from '../../model/diagnostic.ts';
import { byCodePoint } from '../../model/json.ts';
import type { Fleet, FleetDocument } from '../../repository/fleet.ts';
import { problemAt } from '../../repository/problem.ts';
import { clustersOf, resourcesOf } from '../../schedule/select.ts';
import type { Check } from './check.ts';
import { hasBroken } from './has-broken.ts';

const note = (document: FleetDocument, pointer: string, message: string): Diagnostic =>
  problemAt(document, pointer, { code: 'NotUsed', severity: 'note', message });

const strategies = (fleet: Fleet): readonly Diagnostic[] => {
  const used = new Set([fleet.config.defaultRollout, ...fleet.subscriptions.map(({ strategy }) => strategy)]);
  return fleet.strategies
    .filter(({ name }) => !used.has(name))
    .map(({ name, document }) =>
      note(document, '/metadata/name', `no Subscription uses the strategy ${name}`),
    );
};

const feeds = (fleet: Fleet): readonly Diagnostic[] => {
  const taken = new Set(fleet.subscriptions.flatMap((subscription) => resourcesOf(fleet, subscription)));
  return [...fleet.resourcesByFeed].flatMap(([feed, resources]) => {
    if (resources.some((resource) => taken.has(resource))) return [];
    const where = feed === '' ? 'outside of a feed folder' : `in the feed ${feed}`;
    return [note(resources[0]!.document, '', `no Subscription takes what stands ${where}`)];
  });
};

const unselected = (fleet: Fleet): ReadonlySet<string> => {
  const selected = new Set(
    fleet.subscriptions.flatMap((subscription) => clustersOf(fleet, subscription).map(({ name }) => name)),
  );
  return new Set(fleet.clusters.map(({ name }) => name).filter((name) => !selected.has(name)));
};

const clusters = (fleet: Fleet, names: ReadonlySet<string>): readonly Diagnostic[] =>
  fleet.clusters
    .filter(({ name }) => names.has(name))
    .map(({ name, document }) =>
      note(document, '/metadata/name', `no Subscription selects the cluster ${name}`),
    );

/** The layers of a cluster that runs nothing, told once a cluster at the first of them. */
const localizations = (fleet: Fleet, names: ReadonlySet<string>): readonly Diagnostic[] => {
  const own = fleet.layers.filter(({ cluster, contents }) => names.has(cluster) && contents.length > 0);
  return [...Map.groupBy(own, ({ cluster }) => cluster)].map(([cluster, layers]) => {
    const [first] = layers.toSorted((a, b) => byCodePoint(a.path, b.path));
    const message = `${layers.length} layers for ${cluster} do nothing: no Subscription selects that cluster`;
    return note(first!.contents[0]!.document, '', message);
  });
};

/** What has no effect because nothing selects or names it; quiet while a file that may do so cannot be read. */
export const notUsed: Check = {
  name: 'what nothing selects or names',
  run: ({ fleet }) => {
    if (hasBroken(fleet, 'feeds')) return [];
    const names = unselected(fleet);
    return [...strategies(fleet), ...feeds(fleet), ...clusters(fleet, names), ...localizations(fleet, names)];
  },
};
