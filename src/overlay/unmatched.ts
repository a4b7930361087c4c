import { mentionsExpression, substitute } from '../expression/substitute.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Json } from '../model/json.ts';
import type { KubeObject } from '../model/resource.ts';
import type { FeedResource, Fleet, Layer, ManagedCluster, Target } from '../repository/fleet.ts';
import { nearest } from '../repository/nearest.ts';
import { placedObject } from './placed-object.ts';
import { type Step, stepsOf } from './step.ts';
import { isAbout, isReferenced, matchesIdentity, matchesTarget } from './target.ts';

/** What a step looks for, for one cluster; the written one where an expression fails (an error of its own). */
const resolved = <Value>(value: Value, cluster: ManagedCluster | undefined): Value =>
  cluster === undefined ? value : (substitute(value as Json, cluster).value as Value);

type Match = 'yes' | 'selector' | 'no';

const matchTarget = (target: Target, object: KubeObject): Match => {
  if (!matchesIdentity(target, object)) return 'no';
  return matchesTarget(target, object) ? 'yes' : 'selector';
};

const matchStep = (step: Step, object: KubeObject, cluster: ManagedCluster | undefined): Match => {
  switch (step.type) {
    case 'partial':
      return isAbout(resolved(step.object, cluster), object) ? 'yes' : 'no';
    case 'patch':
      return matchTarget(resolved(step.target, cluster), object);
    case 'labels':
    case 'annotations':
      return 'yes';
    case 'clusternet':
      return isReferenced(step.overrides.feed, object) ? 'yes' : 'no';
    default: {
      const never: never = step;
      throw new Error(`unhandled step ${JSON.stringify(never)}`);
    }
  }
};

/** The clusters to ask for: one is enough (and none is needed) where nothing that is looked for differs by cluster. */
const clustersToAsk = (fleet: Fleet, layer: Layer, step: Step): readonly (ManagedCluster | undefined)[] => {
  const wanted: Json =
    step.type === 'partial' ? step.object : step.type === 'patch' ? (step.target as Json) : null;
  if (!mentionsExpression(wanted)) return [undefined];
  return fleet.clusters.filter(({ name }) => layer.cluster === '' || layer.cluster === name);
};

const bestMatch = (fleet: Fleet, layer: Layer, step: Step, resources: readonly FeedResource[]): Match => {
  let best: Match = 'no';
  for (const cluster of clustersToAsk(fleet, layer, step)) {
    for (const resource of resources) {
      const match = matchStep(step, placedObject(resource), cluster);
      if (match === 'yes') return 'yes';
      if (match === 'selector') best = 'selector';
    }
  }
  return best;
};

interface Wanted {
  readonly kind: string | undefined;
  readonly name: string | undefined;
  readonly namespace: string | undefined;
}

const wantedOf = (step: Step): Wanted | undefined => {
  switch (step.type) {
    case 'partial':
      return {
        kind: step.object.kind,
        name: step.object.metadata.name,
        namespace: step.object.metadata.namespace,
      };
    case 'patch':
      return { kind: step.target.kind, name: step.target.name, namespace: step.target.namespace };
    case 'clusternet': {
      const { kind, name, namespace } = step.overrides.feed;
      return { kind, name, namespace };
    }
    case 'labels':
    case 'annotations':
      return undefined;
    default: {
      const never: never = step;
      throw new Error(`unhandled step ${JSON.stringify(never)}`);
    }
  }
};

const written = ({ kind, name, namespace }: Wanted): string =>
  `${kind ?? '*'} ${namespace ? `${namespace}/` : ''}${name ?? '*'}`;

const hintFor = (wanted: Wanted, resources: readonly FeedResource[]): string | undefined => {
  if (Object.values(wanted).some((value) => value !== undefined && /[\\^$|]|\.\*|\.\+/.test(value))) {
    return 'targets are whole names with * and ?, not regular expressions';
  }
  const names = resources.map((resource) => {
    const { kind, metadata } = placedObject(resource);
    return written({ kind, name: metadata.name, namespace: metadata.namespace });
  });
  const exact = names.find((name) => name.endsWith(`/${wanted.name}`) && name.startsWith(`${wanted.kind} `));
  const near = exact ?? nearest(written(wanted), names);
  return near === undefined ? undefined : `did you mean ${near}?`;
};

const diagnose = (fleet: Fleet, layer: Layer, step: Step): Diagnostic | undefined => {
  const resources = layer.feeds
    ? fleet.resources.filter(({ feed }) => layer.feeds?.includes(feed))
    : fleet.resources;
  const match = bestMatch(fleet, layer, step, resources);
  const wanted = wantedOf(step);
  if (match === 'yes' || wanted === undefined) return undefined;
  const hint = match === 'no' ? hintFor(wanted, fleet.resources) : undefined;
  const about =
    match === 'no' ? 'of any feed that it reaches' : 'as the feeds write their labels and annotations';
  return {
    code: 'OverlayMatchesNothing',
    // a label may come from another layer, so a selector alone proves nothing; Clusternet ignores such overrides
    severity: match === 'selector' || step.type === 'clusternet' ? 'warning' : 'error',
    message: `${layer.path}: ${written(wanted)} matches no object ${about}`,
    source: step.document.positions.at(
      step.type === 'patch' ? step.pointer.replace(/\/patch$/, '/target') : '',
    ),
    ...(hint !== undefined && { hint }),
  };
};

/**
 * Overlays that can do nothing on any cluster. Quiet while a file of a feed cannot be read, because it may hold what
 * they are for.
 */
export const unmatchedOverlays = (fleet: Fleet): readonly Diagnostic[] => {
  if ([...fleet.brokenFiles.keys()].some((file) => file.startsWith('feeds/'))) return [];
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
