import type { Diagnostic } from '../model/diagnostic.ts';
import { pointerToken } from '../model/json.ts';
import { type Draft, report, reportSubscription } from './draft.ts';
import { reportDuplicates } from './duplicates.ts';
import type { FeedResource, FleetConfig, Layer, Subscription } from './fleet.ts';
import { nearestHint } from './nearest.ts';
import { problemAt } from './problem.ts';
import { describeReference, isReferredTo } from './reference.ts';

const annotationAt = (name: string): string =>
  `/metadata/annotations/${pointerToken(`headwater.dev/${name}`)}`;

const refuse = (subscription: Subscription, problems: readonly Diagnostic[]): Subscription =>
  problems.length === 0 ? subscription : { ...subscription, refused: [...subscription.refused, ...problems] };

type Step = (subscription: Subscription) => Subscription;

/** The strategy that it names, else the fleet's; one that does not exist must not become the built-in one. */
const withStrategy = (draft: Draft, config: FleetConfig): Step => {
  const names = new Set(draft.strategies.map(({ name }) => name));
  const broken = draft.brokenStrategies;
  const known = config.defaultRollout === '' || names.has(config.defaultRollout);
  const fleetProblem =
    known || !config.document
      ? undefined
      : problemAt(config.document, '/spec/defaults/rollout', {
          code: 'UnknownReference',
          message: `no usable RolloutStrategy is named ${config.defaultRollout}`,
          ...nearestHint(config.defaultRollout, names),
        });
  if (fleetProblem) report(draft, [fleetProblem]);
  return (subscription) => {
    const { strategy, document } = subscription;
    if (strategy === '') {
      const inherited = { ...subscription, strategy: config.defaultRollout };
      return refuse(inherited, fleetProblem ? [fleetProblem] : []);
    }
    if (names.has(strategy) && !broken.has(strategy)) return subscription;
    const problem = problemAt(document, annotationAt('rollout'), {
      code: 'UnknownReference',
      message: broken.has(strategy)
        ? `the RolloutStrategy ${strategy} has errors`
        : `no RolloutStrategy is named ${strategy}`,
      ...(broken.has(strategy) ? {} : nearestHint(strategy, names)),
    });
    report(draft, [problem]);
    return refuse(subscription, [problem]);
  };
};

/** `[namespace/]name` → key: a bare name is of the same namespace, else the only one of that name. */
const dependencyKey = (draft: Draft, name: string, from: Subscription): string | undefined => {
  const all = draft.subscriptions;
  if (name.includes('/')) return all.find(({ key }) => key === name)?.key;
  const near = all.find(({ key }) => key === `${from.namespace}/${name}`);
  if (near) return near.key;
  const named = all.filter((other) => other.name === name);
  return named.length === 1 ? named[0]!.key : undefined;
};

const withDependencies =
  (draft: Draft): Step =>
  (subscription) => {
    const { document, dependsOn } = subscription;
    const problems: Diagnostic[] = [];
    const keys = dependsOn.map((name) => {
      const key = dependencyKey(draft, name, subscription);
      if (key !== undefined) return key;
      const names = draft.subscriptions.map((other) => (name.includes('/') ? other.key : other.name));
      problems.push(
        problemAt(document, annotationAt('depends-on'), {
          code: 'UnknownReference',
          message: `no one Subscription is named ${name}`,
          ...nearestHint(name, names),
        }),
      );
      return name.includes('/') ? name : `${subscription.namespace}/${name}`;
    });
    report(draft, problems);
    return refuse({ ...subscription, dependsOn: [...new Set(keys)] }, problems);
  };

const reaches = (from: string, to: string, edges: ReadonlyMap<string, readonly string[]>): boolean => {
  const seen = new Set<string>();
  const open = [...(edges.get(from) ?? [])];
  while (open.length > 0) {
    const key = open.pop()!;
    if (key === to) return true;
    if (seen.has(key)) continue;
    seen.add(key);
    open.push(...(edges.get(key) ?? []));
  }
  return false;
};

const withoutCycles = (draft: Draft, subscriptions: readonly Subscription[]): readonly Subscription[] => {
  const edges = new Map(subscriptions.map(({ key, dependsOn }) => [key, dependsOn]));
  return subscriptions.map((subscription) => {
    const { key, document, dependsOn } = subscription;
    const through = dependsOn.find((name) => name === key || reaches(name, key, edges));
    if (through === undefined) return subscription;
    const message = `${key} waits for ${through}, which waits for ${key}`;
    const problem = problemAt(document, annotationAt('depends-on'), { code: 'DependencyCycle', message });
    report(draft, [problem]);
    return refuse(subscription, [problem]);
  });
};

/** What a Subscription takes: a folder that is read, resources that exist, and no chart. */
const withFeeds =
  (draft: Draft, resources: readonly FeedResource[]): Step =>
  (subscription) => {
    const { feeds, folder, document } = subscription;
    if (!feeds) {
      const charts = draft.charts
        .filter(({ resource }) => resource.feed === folder)
        .map(({ problem }) => problem);
      const build = draft.refusedFeeds.get(folder);
      if (folder !== '') return refuse(subscription, build ? [build, ...charts] : charts);
      const message = 'a Subscription outside a feed folder names its feeds in spec.feeds';
      const problem = problemAt(document, '/spec', { code: 'InvalidField', message });
      report(draft, [problem]);
      return refuse(subscription, [problem]);
    }
    const problems = feeds.flatMap((reference, index) => {
      if (resources.some((resource) => isReferredTo(reference, resource))) return [];
      const pointer = `/spec/feeds/${index}`;
      if (reference.kind === 'HelmChart') {
        const message = 'a HelmChart is not supported yet';
        return [problemAt(document, pointer, { code: 'NotYetSupported', message })];
      }
      const names = resources.filter(({ object }) => object.kind === reference.kind).map(({ id }) => id.name);
      const message = `no feed holds ${describeReference(reference)} of ${reference.apiVersion}`;
      const hint = nearestHint(reference.name, names);
      return [problemAt(document, pointer, { code: 'UnknownReference', message, ...hint })];
    });
    reportSubscription(draft, problems);
    const build = draft.refusedFeeds.get(folder);
    return refuse(subscription, build ? [build, ...problems] : problems);
  };

/** Resolves every name in Subscriptions; an error stands in the fleet and in the Subscription's `refused`. */
export const resolveSubscriptions = (
  draft: Draft,
  config: FleetConfig,
  resources: readonly FeedResource[],
): readonly Subscription[] => {
  const duplicates = reportDuplicates(draft, draft.subscriptions, ({ key }) => key);
  const steps: readonly Step[] = [
    (subscription) => refuse(subscription, [duplicates.get(subscription) ?? []].flat()),
    withStrategy(draft, config),
    withDependencies(draft),
    withFeeds(draft, resources),
  ];
  const resolved = draft.subscriptions.map((subscription) =>
    steps.reduce((current, step) => step(current), subscription),
  );
  return withoutCycles(draft, resolved);
};

/** Reports feeds and clusters that layers name and nothing has. */
export const checkLayerNames = (draft: Draft, layers: readonly Layer[]): void => {
  for (const { overlay, feed: own } of draft.layers.values()) {
    if (!overlay?.feeds || own !== '') continue;
    for (const [index, feed] of overlay.feeds.entries()) {
      if (draft.feeds.has(feed)) continue;
      const message = `no feed folder is named ${feed}`;
      const hint = nearestHint(feed, draft.feeds);
      report(draft, [
        problemAt(overlay.document, `/feeds/${index}`, { code: 'UnknownReference', message, ...hint }),
      ]);
    }
  }
  const names = new Set(draft.clusters.map(({ name }) => name));
  const isKnown = (cluster: string): boolean => names.has(cluster) || draft.brokenClusters.has(cluster);
  for (const { place, files } of draft.layers.values()) {
    if (place.stage !== 'localization' || isKnown(place.cluster)) continue;
    const source = { file: files[0]!, line: 1, column: 1 };
    const message = `no ManagedCluster is named ${place.cluster}`;
    const hint = nearestHint(place.cluster, names);
    report(draft, [{ code: 'UnknownReference', severity: 'error', message, source, ...hint }]);
  }
  const loose = new Set(draft.looseLayers.map(({ layer }) => layer.document.file));
  for (const { stage, cluster, path, contents } of layers) {
    if (stage !== 'localization' || !loose.has(path) || cluster === '' || isKnown(cluster)) continue;
    const message = `no ManagedCluster has the name or the dedicated namespace ${cluster}`;
    const hint = nearestHint(cluster, names);
    report(draft, [
      problemAt(contents[0]!.document, '/metadata/namespace', { code: 'UnknownReference', message, ...hint }),
    ]);
  }
};
