import {
  type BindingPolicy,
  defaultBindingPolicy,
  defaultObjectPolicy,
  type ObjectPolicy,
} from '../model/desired.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { ourPrefix } from '../model/digest.ts';
import { pointerToken } from '../model/json.ts';
import type { KubeObject } from '../model/resource.ts';
import type { Fleet, FleetDocument, Subscription } from '../repository/fleet.ts';
import { nearestHint } from '../repository/nearest.ts';
import { annotationReader } from './annotation.ts';

const drifts = ['heal', 'report', 'ignore'] as const;

/** What a Subscription's annotations say of its bindings; where it is silent, fleet.yaml, then the defaults. */
export const bindingPolicyOf = (
  fleet: Fleet,
  subscription: Subscription,
): { readonly policy: BindingPolicy; readonly diagnostics: readonly Diagnostic[] } => {
  const read = annotationReader(subscription.annotations, subscription.document);
  const policy: BindingPolicy = {
    adoption: read.word('adoption', ['IfUnowned', 'Always', 'Never'], defaultBindingPolicy.adoption),
    drift: read.word('drift', drifts, defaultBindingPolicy.drift),
    deletionPolicy: read.word('deletion-policy', ['Delete', 'Orphan'], fleet.config.defaultDeletionPolicy),
    createNamespace: read.flag('create-namespace'),
    waitForWaves: read.flag('wait-for-waves'),
  };
  return { policy, diagnostics: read.diagnostics };
};

export interface ObjectWishes {
  readonly policy: ObjectPolicy;
  /** Ascending; default 0. */
  readonly wave: number;
  readonly diagnostics: readonly Diagnostic[];
}

const known = ['wave', 'prune', 'drift', 'reconcile', 'replace', 'health'];
/** What we write ourselves; a manifest copied from a cluster may carry it. */
const written = ['digest'];

/** An annotation of ours that nobody reads is a typing error: it would be taken out without a word. */
const unknownNames = (object: KubeObject, document: FleetDocument): readonly Diagnostic[] =>
  Object.keys(object.metadata.annotations ?? {})
    .filter((key) => key.startsWith(ourPrefix))
    .map((key) => key.slice(ourPrefix.length))
    .filter((name) => !known.includes(name) && !written.includes(name))
    .map((name) => ({
      code: 'InvalidField',
      severity: 'warning',
      message: `no object has an annotation ${ourPrefix}${name}: it says nothing`,
      source: document.positions.at(`/metadata/annotations/${pointerToken(ourPrefix + name)}`),
      ...nearestHint(name, known),
    }));

const noWishes: ObjectWishes = { policy: defaultObjectPolicy, wave: 0, diagnostics: [] };

/** What an object's own annotations say, after the last layer. */
export const objectWishesOf = (object: KubeObject, document: FleetDocument): ObjectWishes => {
  if (!Object.keys(object.metadata.annotations ?? {}).some((key) => key.startsWith(ourPrefix))) {
    return noWishes;
  }
  const read = annotationReader(object.metadata.annotations ?? {}, document);
  const policy: ObjectPolicy = {
    prune: read.word('prune', ['enabled', 'disabled'], defaultObjectPolicy.prune),
    drift: read.word('drift', drifts, defaultObjectPolicy.drift),
    reconcile: read.word('reconcile', ['enabled', 'disabled'], defaultObjectPolicy.reconcile),
    replace: read.flag('replace'),
    health: read.word('health', ['evaluate', 'ignore'], defaultObjectPolicy.health),
  };
  const wave = read.integer('wave', 0);
  return { policy, wave, diagnostics: [...read.diagnostics, ...unknownNames(object, document)] };
};
