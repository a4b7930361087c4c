import { mentionsExpression, substitute } from '../expression/substitute.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Json } from '../model/json.ts';
import type { KubeObject } from '../model/resource.ts';
import type { FeedResource, Fleet, Layer, ManagedCluster, Target } from '../repository/fleet.ts';
import { isHelmChart } from './helm-chart.ts';
import { placedObject } from './placed-object.ts';
import { lookedFor, type Step, stepsOf } from './step.ts';
import { isAbout, isReferenced, matchesIdentity, matchesTarget } from './target.ts';
import { mayBringImage, namesImage } from './transform/image-names.ts';
import { countsReplicas } from './transform/replicas.ts';
import { hintFor, type Wanted, wantedOf, written } from './wanted.ts';

/** What a step looks for, for one cluster; the written one where an expression fails (an error of its own). */
const resolved = <Value>(value: Value, cluster: ManagedCluster | undefined): Value =>
  cluster === undefined ? value : (substitute(value as Json, cluster).value as Value);

/** `later` = as the feeds are written it is none, and another layer may make it one. */
type Match = 'yes' | 'later' | 'no';

const matchTarget = (target: Target, object: KubeObject): Match => {
  if (!matchesIdentity(target, object)) return 'no';
  return matchesTarget(target, object) ? 'yes' : 'later';
};

const yesOrNo = (matches: boolean): Match => (matches ? 'yes' : 'no');

const matchStep = (step: Step, object: KubeObject, cluster: ManagedCluster | undefined): Match => {
  switch (step.type) {
    case 'partial':
      return yesOrNo(isAbout(resolved(step.object, cluster), object));
    case 'patch':
    case 'ignoreFields':
      return matchTarget(resolved(step.target, cluster), object);
    case 'values':
      return isHelmChart(object) ? matchTarget(resolved(step.target, cluster), object) : 'no';
    case 'replicas':
      return yesOrNo(countsReplicas(resolved(step.replicas, cluster), object));
    case 'image':
      return yesOrNo(namesImage(object, resolved(step.image.name, cluster)));
    case 'labels':
    case 'annotations':
      return 'yes';
    case 'clusternet':
      return yesOrNo(isReferenced(step.overrides.feed, object));
    default: {
      const never: never = step;
      throw new Error(`unhandled step ${JSON.stringify(never)}`);
    }
  }
};

/** The clusters to ask for: one is enough (and none is needed) where nothing that is looked for differs by cluster. */
const clustersToAsk = (fleet: Fleet, layer: Layer, step: Step): readonly (ManagedCluster | undefined)[] =>
  mentionsExpression(lookedFor(step))
    ? fleet.clusters.filter(({ name }) => layer.cluster === '' || layer.cluster === name)
    : [undefined];

const bestMatch = (fleet: Fleet, layer: Layer, step: Step, resources: readonly FeedResource[]): Match => {
  let best: Match = 'no';
  for (const cluster of clustersToAsk(fleet, layer, step)) {
    for (const resource of resources) {
      const match = matchStep(step, placedObject(resource), cluster);
      if (match === 'yes') return 'yes';
      if (match === 'later') best = 'later';
    }
  }
  // a layer may bring an image that no feed has, or give one another name
  return step.type === 'image' && mayBringImage(fleet, step.image.name) ? 'yes' : best;
};

const severityOf = (match: Match, step: Step): 'error' | 'warning' =>
  // a label may come from another layer, so a selector alone proves nothing; Clusternet ignores such overrides
  match === 'later' || step.type === 'clusternet' ? 'warning' : 'error';

const pointerOf = (step: Step): string => {
  switch (step.type) {
    case 'patch':
      return step.pointer.replace(/\/patch$/, '/target');
    case 'values':
    case 'ignoreFields':
      return `${step.pointer}/target`;
    case 'replicas':
    case 'image':
      return `${step.pointer}/name`;
    default:
      return '';
  }
};

const messageOf = (layer: Layer, wanted: Wanted, match: Match): string => {
  const about =
    match === 'no' ? 'of any feed that it reaches' : 'as the feeds write their labels and annotations';
  return `${layer.path}: ${written(wanted)} matches no object ${about}`;
};

const diagnose = (fleet: Fleet, layer: Layer, step: Step): Diagnostic | undefined => {
  const all = [...fleet.resources, ...fleet.charts];
  const { feeds } = layer;
  const resources = feeds ? all.filter(({ feed }) => feeds.includes(feed)) : all;
  const match = bestMatch(fleet, layer, step, resources);
  const wanted = wantedOf(step);
  if (match === 'yes' || wanted === undefined) return undefined;
  const hint = match === 'no' ? hintFor(wanted, all) : undefined;
  return {
    code: 'OverlayMatchesNothing',
    severity: severityOf(match, step),
    message: messageOf(layer, wanted, match),
    source: step.document.positions.at(pointerOf(step)),
    ...(hint !== undefined && { hint }),
  };
};

/**
 * Overlays that can do nothing on any cluster. Quiet while a file of a feed cannot be read, because it may hold what
 * they are for.
 */
export const unmatchedOverlays = (fleet: Fleet): readonly Diagnostic[] => {
  const feeds = `${fleet.config.folders.feeds}/`;
  if ([...fleet.brokenFiles.keys()].some((file) => file.startsWith(feeds))) return [];
  const found: Diagnostic[] = [];
  for (const layer of fleet.layers) {
    const asked = new Set<unknown>();
    for (const step of stepsOf(layer)) {
      // the overrides of one Clusternet document share their target
      const subject = step.type === 'clusternet' ? step.overrides : step;
      if (asked.has(subject)) continue;
      asked.add(subject);
      const diagnostic = diagnose(fleet, layer, step);
      if (diagnostic) found.push(diagnostic);
    }
  }
  return found;
};
