import type { FeedResource } from '../repository/fleet.ts';
import { nearest } from '../repository/nearest.ts';
import { placedObject } from './placed-object.ts';
import type { Step } from './step-kind.ts';
import { splitImage } from './transform/image-name.ts';
import { imagesOf } from './transform/images.ts';
import { hasReplicas } from './transform/replicas.ts';

/** What a step looks for, as a person would say it. */
export interface Wanted {
  readonly kind: string | undefined;
  readonly name: string | undefined;
  readonly namespace: string | undefined;
  /** `*` and `?` have a meaning. */
  readonly glob: boolean;
}

const exactly = (kind: string, name: string, namespace: string | undefined): Wanted => ({
  kind,
  name,
  namespace,
  glob: false,
});

/** undefined where a step is for every object. */
export const wantedOf = (step: Step): Wanted | undefined => {
  switch (step.type) {
    case 'partial':
      return exactly(step.object.kind, step.object.metadata.name, step.object.metadata.namespace);
    case 'patch':
    case 'ignoreFields': {
      const { kind, name, namespace } = step.target;
      return { kind, name, namespace, glob: true };
    }
    case 'values':
      return { kind: 'HelmChart', name: step.target.name, namespace: step.target.namespace, glob: true };
    case 'replicas':
      return exactly('replicas', step.replicas.name, step.replicas.namespace);
    case 'image':
      return exactly('image', step.image.name, undefined);
    case 'clusternet': {
      const { kind, name, namespace } = step.overrides.feed;
      return exactly(kind, name, namespace);
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

export const written = ({ kind, name, namespace }: Omit<Wanted, 'glob'>): string =>
  `${kind ?? '*'} ${namespace ? `${namespace}/` : ''}${name ?? '*'}`;

const looksLikeRegex = ({ kind, name, namespace, glob }: Wanted): boolean =>
  glob && [kind, name, namespace].some((text) => text !== undefined && /[\\^$|]|\.\*|\.\+/.test(text));

/** Something that there is: what it is compared by, and how it is told. */
interface Candidate {
  readonly kind: string;
  readonly name: string;
  readonly told: string;
}

const named = (name: string | undefined, namespace: string | undefined): string =>
  `${namespace ? `${namespace}/` : ''}${name ?? '*'}`;

const candidatesOf = (wanted: Wanted, resource: FeedResource): readonly Candidate[] => {
  const object = placedObject(resource);
  const { kind, metadata } = object;
  const { name, namespace } = metadata;
  if (wanted.kind === 'image') {
    return imagesOf(object).map(({ image }) => {
      const { name: imageName } = splitImage(image);
      return { kind: 'image', name: imageName, told: `image ${imageName}` };
    });
  }
  if (wanted.kind === 'replicas' && !hasReplicas(object)) return [];
  return [
    {
      kind: wanted.kind === 'replicas' ? wanted.kind : kind,
      name: named(name, wanted.namespace === undefined ? undefined : namespace),
      told: written({ kind, name, namespace }),
    },
  ];
};

/** The very name in another namespace, else a name that is near, else the name under a kind that is near. */
const nearestOf = (wanted: Wanted, candidates: readonly Candidate[]): Candidate | undefined => {
  const name = named(wanted.name, wanted.namespace);
  const alike = candidates.filter(({ kind }) => wanted.kind === undefined || kind === wanted.kind);
  const near = nearest(
    name,
    alike.map((candidate) => candidate.name),
  );
  const same = candidates.filter((candidate) => candidate.name === name);
  const kind = nearest(
    wanted.kind ?? '',
    same.map((candidate) => candidate.kind),
  );
  return (
    alike.find((candidate) => candidate.name.endsWith(`/${wanted.name}`)) ??
    alike.find((candidate) => candidate.name === near) ??
    same.find((candidate) => candidate.kind === kind)
  );
};

/** The nearest thing that there is, or why a pattern is none. */
export const hintFor = (wanted: Wanted, resources: readonly FeedResource[]): string | undefined => {
  if (looksLikeRegex(wanted)) return 'targets are whole names with * and ?, not regular expressions';
  const found = nearestOf(
    wanted,
    resources.flatMap((resource) => candidatesOf(wanted, resource)),
  );
  return found === undefined ? undefined : `did you mean ${found.told}?`;
};
