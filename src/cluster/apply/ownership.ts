import type { OwnedRecord } from '../engine.ts';
import { applyEntryOf, controllerOf } from '../inventory/live-metadata.ts';
import { marks } from '../inventory/marks.ts';
import type { ObjectMeta } from '../object-meta.ts';

/** Who an existing object belongs to, as its own metadata tells. */
export type Ownership =
  /** This binding. */
  | { readonly by: 'us' }
  /** Another Subscription of the same fleet: `parent` is the id of its ApplySet. */
  | { readonly by: 'sibling'; readonly parent: string }
  | { readonly by: 'nobody' }
  /** A controller made it: its, whatever anybody says. */
  | { readonly by: 'controller'; readonly owner: string }
  | { readonly by: 'other'; readonly owner: string; readonly tool: OwnerTool };

export type OwnerTool = 'ApplySet' | 'Headwater' | 'Helm' | 'ArgoCD' | 'Flux' | 'Fleet' | 'Clusternet';

export interface Us {
  readonly fleet: string;
  /** The id of this binding's parent. */
  readonly parent: string;
  readonly manager: string;
}

const applySetId = /^applyset-[A-Za-z0-9_-]{43}-v1$/;

type Mark = (labels: Texts, annotations: Texts) => string | undefined;
type Texts = Readonly<Record<string, string>>;

/** How each tool marks what it manages; the first that answers names the owner. */
const foreignMarks: readonly (readonly [OwnerTool, Mark])[] = [
  [
    'Helm',
    // helm.sh/docs/topics/charts_hooks: what `helm upgrade` itself checks before it adopts
    (labels, annotations) => {
      const release = annotations['meta.helm.sh/release-name'];
      if (labels['app.kubernetes.io/managed-by'] !== 'Helm' || release === undefined) return undefined;
      return `the Helm release ${annotations['meta.helm.sh/release-namespace'] ?? ''}/${release}`;
    },
  ],
  ['ArgoCD', (_, annotations) => argoOwner(annotations['argocd.argoproj.io/tracking-id'])],
  ['ArgoCD', (labels) => argoOwner(labels['argocd.argoproj.io/instance'])],
  [
    'Flux',
    (labels) => {
      const name = labels['kustomize.toolkit.fluxcd.io/name'];
      return (
        name && `the Flux Kustomization ${labels['kustomize.toolkit.fluxcd.io/namespace'] ?? ''}/${name}`
      );
    },
  ],
  [
    'Flux',
    (labels) => {
      const name = labels['helm.toolkit.fluxcd.io/name'];
      return name && `the Flux HelmRelease ${labels['helm.toolkit.fluxcd.io/namespace'] ?? ''}/${name}`;
    },
  ],
  [
    'Fleet',
    (labels, annotations) => {
      const id = annotations['objectset.rio.cattle.io/id'] ?? labels['objectset.rio.cattle.io/hash'];
      return id && `the Fleet bundle ${id}`;
    },
  ],
  [
    'Clusternet',
    (labels, annotations) => {
      const key = 'apps.clusternet.io/owned-by-description';
      const description = annotations[key] ?? labels[key];
      return description && `the Clusternet Description ${description}`;
    },
  ],
];

const argoOwner = (value: string | undefined): string | undefined =>
  value && `the Argo CD application ${value.split(':')[0]}`;

/** Decides from metadata alone; `known` is what we remember of having applied this very object. */
export const ownershipOf = (metadata: ObjectMeta, us: Us, known?: OwnedRecord): Ownership => {
  const controller = controllerOf(metadata);
  if (controller) return { by: 'controller', owner: `${controller.kind ?? ''} ${controller.name ?? ''}` };
  const { labels = {}, annotations = {} } = metadata;
  const applied = applyEntryOf(metadata, us.manager) !== undefined;
  const remembered = known !== undefined && known.uid === metadata.uid;
  const partOf = labels[marks.partOf] ?? '';
  // the label alone proves nothing: people and controllers copy labels
  if (partOf === us.parent && (applied || remembered)) return { by: 'us' };
  const foreign = foreignMarks.map(([tool, mark]) => ({ tool, owner: mark(labels, annotations) }));
  const found = foreign.find(({ owner }) => owner !== undefined && owner !== '');
  if (found?.owner) return { by: 'other', tool: found.tool, owner: found.owner };
  if (partOf !== us.parent && applySetId.test(partOf)) return applySetOwner(labels, us, { applied, partOf });
  return remembered ? { by: 'us' } : { by: 'nobody' };
};

const applySetOwner = (
  labels: Texts,
  us: Us,
  { applied, partOf }: { applied: boolean; partOf: string },
): Ownership => {
  const fleet = labels[marks.fleet];
  if (fleet === us.fleet && applied) return { by: 'sibling', parent: partOf };
  if (fleet !== undefined && fleet !== us.fleet)
    return { by: 'other', tool: 'Headwater', owner: `the fleet ${fleet}` };
  return { by: 'other', tool: 'ApplySet', owner: `the ApplySet ${partOf}` };
};
