import { byCodePoint } from '../../model/json.ts';
import type { RenderMemo } from '../../render/plan-fleet.ts';
import { type BindingGroup, type DiffFilter, isWanted, surveyBindings } from './binding-groups.ts';
import { Causes } from './causes.ts';
import { changedFiles, tellingFiles } from './changed-files.ts';
import { clusterSet, type KnownClusters, knownClusters } from './cluster-set.ts';
import { countObjects } from './count-objects.ts';
import type { ChangeSummary, FleetChange, ObjectChangeKind, RenderChange } from './fleet-change.ts';
import { newProblems } from './new-problems.ts';
import { objectChanges } from './object-changes.ts';
import { settingChanges } from './setting-changes.ts';
import type { Sides } from './side.ts';
import { subscriptionChanges } from './subscription-changes.ts';
import { waitingSubscriptions } from './waiting.ts';

export interface CompareOptions {
  /** The one that both plans were made with: what they share is compared without being rendered. */
  readonly memo: RenderMemo;
  readonly filter?: DiffFilter;
}

/** The newer word on a cluster counts, and clusters that are gone keep their names. */
const allClusters = ({ before, after }: Sides): KnownClusters => {
  const now = new Set(after.fleet.clusters.map(({ name }) => name));
  const gone = before.fleet.clusters.filter(({ name }) => !now.has(name));
  return knownClusters([...after.fleet.clusters, ...gone]);
};

const renderKind = ({
  errorsBefore,
  errorsAfter,
  before,
}: BindingGroup): RenderChange['kind'] | undefined => {
  if (errorsAfter.length > 0) return before ? 'stops' : 'broken';
  return errorsBefore.length > 0 ? 'starts' : undefined;
};

const renderChanges = (groups: readonly BindingGroup[], known: KnownClusters): readonly RenderChange[] =>
  groups.flatMap((group) => {
    const kind = renderKind(group);
    if (kind === undefined) return [];
    return {
      kind,
      subscription: group.subscription,
      clusters: clusterSet(group.clusters, known),
      diagnostics: kind === 'starts' ? group.errorsBefore : group.errorsAfter,
    };
  });

const summaryOf = (
  { subscriptions, objects, renders }: Omit<FleetChange, 'summary'>,
  groups: readonly BindingGroup[],
  { after }: Sides,
): ChangeSummary => {
  const changed = groups.filter(
    ({ errorsBefore, errorsAfter }) => errorsBefore.length * errorsAfter.length === 0,
  );
  const count = (kind: ObjectChangeKind): number => countObjects(objects, kind);
  return {
    subscriptions: new Set([
      ...subscriptions.map(({ key }) => key),
      ...[...objects, ...renders].map(({ subscription }) => subscription),
    ]).size,
    clusters: new Set(changed.flatMap(({ clusters }) => clusters)).size,
    ofClusters: after.fleet.clusters.length,
    objects: {
      created: count('created'),
      removed: count('removed'),
      changed: count('changed'),
      moved: count('moved'),
    },
  };
};

/**
 * What becomes of a fleet between two states of its repository. Pure. Costs a comparison for each kind of change, not
 * for each cluster: digests say which bindings changed, and objects are rendered once for those that changed alike.
 */
export const compareFleets = (sides: Sides, { memo, filter = {} }: CompareOptions): FleetChange => {
  const files = changedFiles(sides);
  const causes = new Causes(sides, tellingFiles(sides, files));
  const known = allClusters(sides);
  const survey = surveyBindings(sides, filter);
  const groups = survey.groups.filter(({ subscription }) => isWanted(subscription, filter));
  const shared = { sides, groups, filter, causes, known };
  const renders = renderChanges(groups, known);
  const told = {
    subscriptions: subscriptionChanges({ ...shared, waiting: waitingSubscriptions(sides, memo) }),
    objects: objectChanges({ ...shared, groups: survey.groups }),
    renders,
    settings: settingChanges(shared),
    problems: newProblems(
      sides,
      survey,
      renders.flatMap(({ diagnostics }) => diagnostics),
    ),
  };
  const effective = new Set([
    ...[...told.subscriptions, ...told.objects, ...told.settings].flatMap((change) => change.files),
    ...renders.flatMap(({ diagnostics }) => diagnostics.flatMap(({ source }) => source?.file ?? [])),
  ]);
  const change = {
    ...told,
    files: files
      .map((file) => ({ ...file, effect: effective.has(file.path) }))
      .sort((a, b) => byCodePoint(a.path, b.path)),
  };
  return { summary: summaryOf(change, groups, sides), ...change };
};
