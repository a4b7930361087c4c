import { sha256 } from './digest.ts';
import type { KubeObject, ResourceId } from './resource.ts';
import type { Source } from './source.ts';

/** How one object wants to be treated; read from its `headwater.dev/*` annotations at render. */
export interface ObjectPolicy {
  readonly prune: 'enabled' | 'disabled';
  readonly drift: 'heal' | 'report' | 'ignore';
  readonly reconcile: 'enabled' | 'disabled';
  readonly replace: boolean;
  readonly health: 'evaluate' | 'ignore';
  /** Fields left to whoever else owns them in the cluster, as JSON Pointers; sorted, each once. From overlays. */
  readonly ignoreFields?: readonly string[];
}

/** One object as a cluster shall have it: what the store keeps by digest and what an apply or a heal sends. */
export interface DesiredObject {
  readonly id: ResourceId;
  /** resourceKey(id). */
  readonly key: string;
  /** Rendered, without our own labels and annotations (but for `headwater.dev/prune`), namespace filled in. */
  readonly object: KubeObject;
  /** objectDigest(object). */
  readonly digest: string;
  /** Ascending; default 0. */
  readonly wave: number;
  readonly policy: ObjectPolicy;
  /** The feed document that declares it: errors from the API server point here. */
  readonly source: Source;
}

/** What a Subscription says about one binding beside its objects. */
export interface BindingPolicy {
  readonly adoption: 'IfUnowned' | 'Always' | 'Never';
  readonly drift: 'heal' | 'report' | 'ignore';
  readonly deletionPolicy: 'Delete' | 'Orphan';
  readonly createNamespace: boolean;
  readonly waitForWaves: boolean;
}

/** All of one binding: a pure function of (commit, cluster, subscription). */
export interface DesiredState {
  readonly subscription: string;
  readonly cluster: string;
  readonly policy: BindingPolicy;
  readonly objects: readonly DesiredObject[];
  /** bindingDigest over the objects. */
  readonly digest: string;
  /** Equal texts, equal policies, the objects' included: what the digest does not cover. */
  readonly treatment: string;
}

export const defaultObjectPolicy: ObjectPolicy = {
  prune: 'enabled',
  drift: 'heal',
  reconcile: 'enabled',
  replace: false,
  health: 'evaluate',
};

export const defaultBindingPolicy: BindingPolicy = {
  adoption: 'IfUnowned',
  drift: 'heal',
  deletionPolicy: 'Delete',
  createNamespace: false,
  waitForWaves: false,
};

const defaultPolicyText = JSON.stringify(defaultObjectPolicy);

const isDefault = (policy: ObjectPolicy): boolean =>
  policy === defaultObjectPolicy || JSON.stringify(policy) === defaultPolicyText;

/** The part of `treatment` that the objects have in it; '' where each is treated as objects are by default. */
export const objectTreatment = (objects: readonly DesiredObject[]): string =>
  objects.every(({ policy }) => isDefault(policy))
    ? ''
    : sha256(JSON.stringify(objects.map(({ policy }) => policy)));

export const treatmentOf = (policy: BindingPolicy, ofObjects: string): string =>
  `${JSON.stringify(policy)}${ofObjects}`;
