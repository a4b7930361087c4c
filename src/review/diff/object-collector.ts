import type { DesiredObject } from '../../model/desired.ts';
import { canonicalJson } from '../../model/digest.ts';
import { byCodePoint, type Json } from '../../model/json.ts';
import type { KubeObject } from '../../model/resource.ts';
import { maskSecrets } from '../../render/mask-secrets.ts';
import { clusterSet, type KnownClusters } from './cluster-set.ts';
import { fieldChanges } from './compare-fields.ts';
import { changesText, type FieldChange, shapeText } from './field-change.ts';
import type { ObjectChange, ObjectChangeKind } from './fleet-change.ts';
import { maskedPair } from './masked-pair.ts';
import { type ObjectPair, policyChanges } from './object-pairs.ts';

/** An object's change on clusters where it is the very same. */
export interface FoundChange {
  readonly pair: ObjectPair;
  readonly subscription: string;
  readonly from?: string;
  readonly clusters: readonly string[];
  readonly files: readonly string[];
}

/** What of a change is told; its clusters are found out by and by. */
interface Told {
  readonly kind: ObjectChangeKind;
  readonly before?: KubeObject;
  readonly after?: KubeObject;
  readonly fields: readonly FieldChange[];
  readonly policy: readonly FieldChange[];
}

interface Variant {
  readonly told: Told;
  readonly clusters: string[];
  readonly files: Set<string>;
}

/** Changes of one object that touch the same fields. */
interface Shape {
  readonly found: FoundChange;
  readonly variants: Map<string, Variant>;
  /** What stands for the variants that are not kept. */
  readonly others: { readonly clusters: string[]; readonly files: Set<string> };
}

const newShape = (found: FoundChange): Shape => ({
  found,
  variants: new Map(),
  others: { clusters: [], files: new Set() },
});

/** So many are told one by one; of more, one is told, and where the others differ from it. */
const mostVariants = 4;
/** So many are kept to say where they differ. */
const mostKept = 50;
const mostDiffering = 20;

const toldOf = ({ pair: { before, after }, from }: FoundChange): Told => {
  if (!before)
    return { kind: 'created', after: maskSecrets((after as DesiredObject).object), fields: [], policy: [] };
  if (!after) return { kind: 'removed', before: maskSecrets(before.object), fields: [], policy: [] };
  const masked = maskedPair({ before: before.object, after: after.object });
  return {
    kind: from === undefined ? 'changed' : 'moved',
    ...masked,
    fields: fieldChanges(masked.before, masked.after),
    policy: policyChanges(before, after),
  };
};

/** Equal texts, equal changes: of the fields where both sides are there, else of the whole object. */
const textOf = ({ before, after, fields, policy }: Told): string =>
  before && after ? changesText([...fields, ...policy]) : canonicalJson((after ?? before) as Json);

const shapeOf = ({ kind, fields, policy }: Told): string => `${kind}\n${shapeText([...fields, ...policy])}`;

/** Where the values of two changes of one shape are not the same. */
const differing = (one: Told, other: Told): readonly string[] => {
  const [a, b] = [one.after ?? one.before, other.after ?? other.before] as [KubeObject, KubeObject];
  if (!one.before || !one.after) return fieldChanges(a, b).map(({ field }) => field);
  return one.fields
    .filter((change, index) => changesText([change]) !== changesText([other.fields[index] as FieldChange]))
    .map(({ field }) => field);
};

/** Brings together what is the same change on many clusters. */
export class ObjectCollector {
  readonly #shapes = new Map<string, Shape>();
  readonly #known: KnownClusters;

  constructor(known: KnownClusters) {
    this.#known = known;
  }

  add(found: FoundChange): void {
    const told = toldOf(found);
    const key = [found.subscription, found.from ?? '', found.pair.key, shapeOf(told)].join('\n');
    const shape = this.#shapes.get(key) ?? newShape(found);
    this.#shapes.set(key, shape);
    const { clusters, files } = this.#variant(shape, told);
    clusters.push(...found.clusters);
    for (const file of found.files) files.add(file);
  }

  #variant({ variants, others }: Shape, told: Told): Pick<Variant, 'clusters' | 'files'> {
    const text = textOf(told);
    const known = variants.get(text);
    if (known) return known;
    if (variants.size >= mostKept) return others;
    const fresh: Variant = { told, clusters: [], files: new Set() };
    variants.set(text, fresh);
    return fresh;
  }

  #change({ found }: Shape, { told, clusters, files }: Variant, differs: readonly string[]): ObjectChange {
    const { subscription, from, pair } = found;
    return {
      subscription,
      ...(from !== undefined && { from }),
      id: pair.id,
      ...told,
      clusters: clusterSet(clusters.toSorted(byCodePoint), this.#known),
      differs,
      files: [...files].sort(byCodePoint),
    };
  }

  #changesOf(shape: Shape): readonly ObjectChange[] {
    const variants = [...shape.variants.values()];
    if (variants.length <= mostVariants) return variants.map((variant) => this.#change(shape, variant, []));
    const [first, ...rest] = variants as unknown as readonly [Variant, ...Variant[]];
    const all = [...variants, shape.others];
    const clusters = all.flatMap((variant) => variant.clusters);
    const files = new Set(all.flatMap((variant) => [...variant.files]));
    const differs = new Set(rest.flatMap(({ told }) => differing(first.told, told)));
    const some = [...differs].sort(byCodePoint).slice(0, mostDiffering);
    return [this.#change(shape, { ...first, clusters, files }, some)];
  }

  /** As they were found. */
  changes(): readonly ObjectChange[] {
    return [...this.#shapes.values()].flatMap((shape) => this.#changesOf(shape));
  }
}
